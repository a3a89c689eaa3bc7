using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Phi(x), the standard normal distribution function: 1/2 + x r(x^2) near 0, elsewhere from e^(-a^2/2) h(a), a = |x|, which is
/// a Phi(-a). Right relative to the value in the lower tail too, down to underflow: at most 3 units of
/// the last place.
/// </summary>
internal static class NormalDistribution
{
    /// <summary>Phi(x). Beyond the bound on |x| the lower tail is 0 already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Evaluate<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L a = Bounded<L, T>(x);
        L tail = Tail<L, T>(a) / a;
        return L.Select(IsNear<L, T>(a), Near<L, T>(x), L.Select(x > 0.0, 1.0 - tail, tail));
    }

    /// <summary>Phi(x) of a number of any type, by the kernel for double: no more accurate than that.</summary>
    public static T Phi<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.CreateTruncating(Evaluate<Lane128<double>, double>(double.CreateTruncating(x)).Value[0]);

    /// <summary>|x|, bounded: from 14.5 (39) on, Phi(-a) and a Phi(-a) are less than half of the least number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Bounded<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged =>
        L.AtMost(L.Abs(x), typeof(T) == typeof(float) ? 14.5 : 39.0);

    /// <summary>Where <see cref="Near"/> holds, and not <see cref="Tail"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<L> IsNear<L, T>(L a)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged =>
        a < (typeof(T) == typeof(float) ? 0.875 : 1.0);

    /// <summary>
    /// Phi(x) for |x| &lt;= 0.875 (float) or 1 (double). Polynomials in x^2 for the relative error of Phi below 0: 2^-28.5 for float
    /// (least squares at the nodes of Chebyshev, coefficient after coefficient rounded), 2^-55.1 for double (Remez).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Near<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L z = x * x;
        L square = z * z;
        L high;
        if (typeof(T) == typeof(float))
        {
            high = L.MultiplyAdd(L.Linear(z, -9.23850348e-06, 0.000117084266), square, L.Linear(z, -0.00118937227, 0.00997449737));
        }
        else
        {
            L low = Polynomial.Cubic<L, T>(
                z, square, 0.0099735570098561897, -0.0011873282138145944, 0.00011543467900399637, -9.44462920280517e-06);
            high = Polynomial.Cubic<L, T>(
                z, square, 6.6591556280830275e-07, -4.115848614614989e-08, 2.2198344445386988e-09, -8.8747102629335009e-11);
            high = L.MultiplyAdd(high, square * square, low);
        }

        L slope = typeof(T) == typeof(float)
            ? L.MultiplyAdd(L.MultiplyAdd(high, z, -0.0664905608), z, 0.398942292)
            : L.MultiplyAdd(L.MultiplyAdd(high, z, -0.066490380066896379), z, 0.39894228040143254);
        return L.MultiplyAdd(x, slope, 0.5);
    }

    /// <summary>
    /// a Phi(-a) = e^(-a^2/2) h(a) for a from 0.875 (float) or 1 (double) to the bound. The error that a^2 has when it is
    /// rounded would grow by a^2/2: so a = m + l, where m, a multiple of 2^-8 (2^-20), has an exact square, and
    /// a^2 = m^2 + l (a + m).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Tail<L, T>(L a)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        // Adding 1.5 * 2^15 (2^32) rounds to such a multiple.
        double rounding = typeof(T) == typeof(float) ? 49152.0 : 6442450944.0;
        L m = (a + rounding) - rounding;
        L exact = m * m * -0.5;
        L rest = (a - m) * (a + m) * -0.5;
        L n = Exponential.Quotient<L, T>(exact);
        L r = L.MultiplyAdd(n, -Exponential.LogTwoHigh<T>(), exact) + L.MultiplyAdd(n, -Exponential.LogTwoLow<T>(), rest);
        L difference = L.MultiplyAdd(r * r, Exponential.Series<L, T>(r), r);
        L factor = Ratio<L, T>(a);
        return L.Scale(L.MultiplyAdd(factor, difference, factor), n);
    }

    /// <summary>
    /// h(a) = a e^(a^2/2) Phi(-a), which rises from 0.22 to 1/sqrt(2 pi): a polynomial in t, which is (a - 1.5625) / (a + 3)
    /// for float and (a - 5) / (a + 4) for double. Relative error 2^-27.2 for float (as for <see cref="Near"/>), 2^-54.8 for double
    /// (Remez).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L Ratio<L, T>(L a)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L t = typeof(T) == typeof(float) ? (a - 1.5625) / (a + 3.0) : (a - 5.0) / (a + 4.0);
        L square = t * t;
        L fourth = square * square;
        L high;
        if (typeof(T) == typeof(float))
        {
            high = Polynomial.Cubic<L, T>(t, square, -0.061468266, -0.0328058712, 0.0129228374, 0.00929474924);
            high = L.MultiplyAdd(fourth, -0.00496494677, high);
            high = L.MultiplyAdd(high, square, L.Linear(t, 0.281148851, -0.418685108));
            return L.MultiplyAdd(L.MultiplyAdd(high, t, 0.300550252), t, 0.312926829);
        }

        high = Polynomial.Cubic<L, T>(
            t, square, 7.3489954757205629e-08, -2.966052931679177e-08, -1.4252323423877261e-08, 2.7311490127593181e-09);
        high = L.MultiplyAdd(fourth, 1.8145790434271112e-09, high);
        L part = Polynomial.Cubic<L, T>(
            t, square, 2.626601406570097e-06, -1.5013465289399166e-06, -3.8290267384743574e-07, 2.204519760682913e-07);
        high = L.MultiplyAdd(high, fourth, part);
        part = Polynomial.Cubic<L, T>(
            t, square, 0.00030147594103539771, -5.6129239313071832e-05, -2.5584333957116654e-05, 9.9839935828961654e-06);
        high = L.MultiplyAdd(high, fourth, part);
        part = Polynomial.Cubic<L, T>(
            t, square, -0.030862521929528212, 0.012531167758253765, -0.0029266858261541994, -7.901028720847745e-05);
        high = L.MultiplyAdd(high, fourth, part);
        high = L.MultiplyAdd(high, square, L.Linear(t, 0.052946981034711196, -0.064209664593931889));
        return L.MultiplyAdd(L.MultiplyAdd(high, t, 0.046714746087002781), t, 0.38459652487503149);
    }
}
