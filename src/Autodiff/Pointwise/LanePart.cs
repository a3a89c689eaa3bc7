using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad.Autodiff;

/// <summary>
/// Loads and stores of the first few numbers of a register: by mask where the machine has one, which never touches what is
/// masked out, else by halves.
/// </summary>
internal static unsafe class LanePart
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load512<T>(T* source, int count)
        where T : unmanaged
    {
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx512F.MaskLoad((float*)source, Mask512(count), Vector512<float>.Zero).As<float, T>()
                : Avx512F.MaskLoad((double*)source, Mask512L(count), Vector512<double>.Zero).As<double, T>();
        }

        int half = Vector256<T>.Count;
        return count >= half
            ? Vector512.Create(Vector256.Load(source), count == half ? default : Load256(source + half, count - half))
            : Vector512.Create(Load256(source, count), default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector512<T> value, T* destination, int count)
        where T : unmanaged
    {
        if (Avx512F.IsSupported)
        {
            if (typeof(T) == typeof(float))
            {
                Avx512F.MaskStore((float*)destination, Mask512(count), value.AsSingle());
            }
            else
            {
                Avx512F.MaskStore((double*)destination, Mask512L(count), value.AsDouble());
            }

            return;
        }

        int half = Vector256<T>.Count;
        if (count < half)
        {
            Store(value.GetLower(), destination, count);
            return;
        }

        value.GetLower().Store(destination);
        if (count > half)
        {
            Store(value.GetUpper(), destination + half, count - half);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load256<T>(T* source, int count)
        where T : unmanaged
    {
        if (Avx2.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx.MaskLoad((float*)source, Mask256(count)).As<float, T>()
                : Avx.MaskLoad((double*)source, Mask256L(count)).As<double, T>();
        }

        int half = Vector128<T>.Count;
        return count >= half
            ? Vector256.Create(Vector128.Load(source), count == half ? default : Load128(source + half, count - half))
            : Vector256.Create(Load128(source, count), default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector256<T> value, T* destination, int count)
        where T : unmanaged
    {
        if (Avx2.IsSupported)
        {
            if (typeof(T) == typeof(float))
            {
                Avx.MaskStore((float*)destination, Mask256(count), value.AsSingle());
            }
            else
            {
                Avx.MaskStore((double*)destination, Mask256L(count), value.AsDouble());
            }

            return;
        }

        int half = Vector128<T>.Count;
        if (count < half)
        {
            Store(value.GetLower(), destination, count);
            return;
        }

        value.GetLower().Store(destination);
        if (count > half)
        {
            Store(value.GetUpper(), destination + half, count - half);
        }
    }

    /// <summary>One double, or one to three floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load128<T>(T* source, int count)
        where T : unmanaged
    {
        if (typeof(T) == typeof(double) || count == 1)
        {
            return Vector128.CreateScalar(*source);
        }

        // Two floats in one read.
        Vector128<T> pair = Vector128.CreateScalar(*(double*)source).As<double, T>();
        return count == 2 ? pair : pair.WithElement(2, source[2]);
    }

    /// <summary>One double, or one to three floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector128<T> value, T* destination, int count)
        where T : unmanaged
    {
        if (typeof(T) == typeof(double) || count == 1)
        {
            *destination = value.ToScalar();
            return;
        }

        *(double*)destination = value.AsDouble().ToScalar();
        if (count == 3)
        {
            destination[2] = value.GetElement(2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Mask512(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Mask512L(int count) => Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mask256(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Mask256L(int count) => Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).AsDouble();
}
