using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>What factorizations and substitutions do with rows of numbers, in lanes.</summary>
internal static unsafe class Rows
{
    /// <summary>sum x y over <paramref name="length"/> numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Dot<L, T>(T* x, T* y, nint length)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        nint count = L.Count;
        L sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (; length >= 4 * count; length -= 4 * count, x += 4 * count, y += 4 * count)
        {
            sum0 = L.MultiplyAdd(L.Load(x), L.Load(y), sum0);
            sum1 = L.MultiplyAdd(L.Load(x + count), L.Load(y + count), sum1);
            sum2 = L.MultiplyAdd(L.Load(x + 2 * count), L.Load(y + 2 * count), sum2);
            sum3 = L.MultiplyAdd(L.Load(x + 3 * count), L.Load(y + 3 * count), sum3);
        }

        for (; length >= count; length -= count, x += count, y += count)
        {
            sum0 = L.MultiplyAdd(L.Load(x), L.Load(y), sum0);
        }

        if (length > 0)
        {
            sum1 = L.MultiplyAdd(L.Load(x, (int)length), L.Load(y, (int)length), sum1);
        }

        return L.Sum((sum0 + sum1) + (sum2 + sum3));
    }

    /// <summary>x /= divisor over <paramref name="length"/> numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Divide<L, T>(T* x, T divisor, nint length)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        nint count = L.Count;
        var by = L.Create(divisor);
        for (; length >= count; length -= count, x += count)
        {
            L.Store(L.Load(x) / by, x);
        }

        if (length > 0)
        {
            L.Store(L.Load(x, (int)length) / by, x, (int)length);
        }
    }

    /// <summary>Exchanges two rows.</summary>
    public static void Swap<T>(T* x, T* y, int length)
        where T : unmanaged
    {
        for (int index = 0; index < length; index++)
        {
            (x[index], y[index]) = (y[index], x[index]);
        }
    }
}
