using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>erf x, number by number in double: the series with positive terms, and 1 beyond 6.</summary>
internal static unsafe class ErrorFunction
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static L Evaluate<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* numbers = (T*)&x;
        for (int i = 0; i < L.Count; i++)
        {
            numbers[i] = Erf(numbers[i]);
        }

        return x;
    }

    public static T Erf<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double at = double.CreateTruncating(x);
        if (!(Math.Abs(at) < 6.0))
        {
            return T.IsNaN(x) ? x : T.CopySign(T.One, x);
        }

        double term = at;
        double sum = at;
        for (int n = 1; n < 200; n++)
        {
            term *= 2.0 * at * at / ((2 * n) + 1);
            sum += term;
        }

        return T.CreateTruncating(1.1283791670955126 * Math.Exp(-at * at) * sum);
    }
}
