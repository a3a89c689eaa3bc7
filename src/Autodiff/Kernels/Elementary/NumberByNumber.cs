using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Functions without a vector form of their accuracy: number by number through the number type's own, with its rules at special points.</summary>
internal static unsafe class NumberByNumber
{
    /// <summary>A function of one number, as its type computes it.</summary>
    public interface IFunction
    {
        static abstract T Of<T>(T x)
            where T : unmanaged, IFloatingPointIeee754<T>;
    }

    /// <summary>A function of two numbers, as their type computes it.</summary>
    public interface IFunction2
    {
        static abstract T Of<T>(T x, T y)
            where T : unmanaged, IFloatingPointIeee754<T>;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static L Evaluate<L, T, F>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IFunction
    {
        T* numbers = (T*)&x;
        for (int i = 0; i < L.Count; i++)
        {
            numbers[i] = F.Of(numbers[i]);
        }

        return x;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static L Evaluate<L, T, F>(L x, L y)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IFunction2
    {
        T* first = (T*)&x;
        T* second = (T*)&y;
        for (int i = 0; i < L.Count; i++)
        {
            first[i] = F.Of(first[i], second[i]);
        }

        return x;
    }

    public readonly struct Tan : IFunction
    {
        public static T Of<T>(T x)
            where T : unmanaged, IFloatingPointIeee754<T> => T.Tan(x);
    }

    public readonly struct Asin : IFunction
    {
        public static T Of<T>(T x)
            where T : unmanaged, IFloatingPointIeee754<T> => T.Asin(x);
    }

    public readonly struct Acos : IFunction
    {
        public static T Of<T>(T x)
            where T : unmanaged, IFloatingPointIeee754<T> => T.Acos(x);
    }

    public readonly struct Atan : IFunction
    {
        public static T Of<T>(T x)
            where T : unmanaged, IFloatingPointIeee754<T> => T.Atan(x);
    }

    public readonly struct Atan2 : IFunction2
    {
        public static T Of<T>(T y, T x)
            where T : unmanaged, IFloatingPointIeee754<T> => T.Atan2(y, x);
    }

    public readonly struct Pow : IFunction2
    {
        public static T Of<T>(T x, T y)
            where T : unmanaged, IFloatingPointIeee754<T> => T.Pow(x, y);
    }
}
