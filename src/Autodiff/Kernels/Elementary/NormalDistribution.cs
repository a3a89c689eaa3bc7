using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Phi x, number by number in double: the series with positive terms, and the continued fraction in the lower tail.</summary>
internal static unsafe class NormalDistribution
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static L Evaluate<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* numbers = (T*)&x;
        for (int i = 0; i < L.Count; i++)
        {
            numbers[i] = Phi(numbers[i]);
        }

        return x;
    }

    public static T Phi<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double at = double.CreateTruncating(x);
        double density = 0.3989422804014327 * Math.Exp(-0.5 * at * at);
        if (at < -1.5)
        {
            double fraction = -at;
            for (int n = 300; n > 0; n--)
            {
                fraction = -at + (n / fraction);
            }

            return T.CreateTruncating(density == 0.0 ? 0.0 : density / fraction);
        }

        if (at > 9.0)
        {
            return T.One;
        }

        double term = at;
        double sum = at;
        for (int n = 1; n < 200; n++)
        {
            term *= at * at / ((2 * n) + 1);
            sum += term;
        }

        return T.CreateTruncating(0.5 + (density * sum));
    }
}
