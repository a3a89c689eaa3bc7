using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// erf x = 2/sqrt(pi) times the integral of e^-s^2 from 0 to x. Near 0 it is x times a polynomial in x^2, elsewhere
/// 1 - e^q(|x|), where q approximates log(1 - erf). At most 1.5 units of the last place.
/// </summary>
internal static class ErrorFunction
{
    /// <summary>erf x. Beyond the bound on |x| the result is 1 already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Evaluate<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L magnitude = L.AtMost(L.Abs(x), typeof(T) == typeof(float) ? 4.0 : 6.0);
        L far = 1.0 - Exponential.Evaluate<L, T>(LogarithmOfComplement<L, T>(magnitude));
        L near = L.MultiplyAdd(magnitude, Series<L, T>(magnitude * magnitude), magnitude);
        Mask<L> isNear = magnitude < (typeof(T) == typeof(float) ? 0.875 : 1.0);
        return L.Or(L.Select(isNear, near, far), L.And(x, -0.0));
    }

    /// <summary>erf x of a number of any type, by the kernel for double: no more accurate than that.</summary>
    public static T Erf<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.CreateTruncating(Evaluate<Lane128<double>, double>(double.CreateTruncating(x)).Value[0]);

    /// <summary>
    /// erf(x) / x - 1 from z = x^2. Minimax polynomials (Remez) for the relative error of erf: 2^-26.8 on |x| &lt;= 0.875
    /// for float, 2^-56.9 on |x| &lt;= 1 for double.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L Series<L, T>(L z)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L square = z * z;
        if (typeof(T) == typeof(float))
        {
            L end = L.MultiplyAdd(
                L.Linear(z, -0.000620325154, 0.00503218453), square, L.Linear(z, -0.0267914683, 0.112824559));
            return L.MultiplyAdd(end, square, L.Linear(z, -0.376125515, 0.128379151));
        }

        L fourth = square * square;
        L low = Polynomial.Cubic<L, T>(z, square, 0.12837916709551256, -0.3761263890318352, 0.112837916709442, -0.026866170643113415);
        L middle = Polynomial.Cubic<L, T>(
            z, square, 0.005223977606130842, -0.0008548325929766244, 0.0001205529358693695, -1.4924712439534814e-05);
        L high = Polynomial.Cubic<L, T>(
            z, square, 1.6447132699786621e-06, -1.6206318752969208e-07, 1.3710988704190523e-08, -7.779462971761597e-10);
        return L.MultiplyAdd(L.MultiplyAdd(high, fourth, middle), fourth, low);
    }

    /// <summary>
    /// log(1 - erf x). Minimax polynomials (Remez) for the absolute error of erf: 2^-27.5 on [0.875, 4] for float, 2^-54.5 on
    /// [1, 6] for double.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L LogarithmOfComplement<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L square = x * x;
        if (typeof(T) == typeof(float))
        {
            L end = L.MultiplyAdd(square, 0.000199900838, L.Linear(x, -0.00308199157, 0.022381017));
            return L.MultiplyAdd(
                L.MultiplyAdd(end, square, L.Linear(x, -0.104250178, -0.636820674)), square, L.Linear(x, -1.12788939, -0.000144212943));
        }

        L fourth = square * square;
        L high = Polynomial.Cubic<L, T>(
            x, square, 6.753922321935323e-07, -1.0643604642749963e-07, 1.0726594485725164e-08, -6.410903467354539e-10);
        high = L.MultiplyAdd(fourth, 1.7403842430497578e-11, high);
        L part = Polynomial.Cubic<L, T>(
            x, square, -0.0002321844714930693, 2.8681247376284725e-05, 3.3754785055592937e-06, -2.6107648424948784e-06);
        high = L.MultiplyAdd(high, fourth, part);
        part = Polynomial.Cubic<L, T>(
            x, square, 0.018862383152881006, 0.0005878809802438563, -0.002102431029172911, 0.0009226333827209407);
        high = L.MultiplyAdd(high, fourth, part);
        part = Polynomial.Cubic<L, T>(x, square, -1.0817368926394903e-06, -1.128368549415732, -0.6366682539132219, -0.1026359319027147);
        return L.MultiplyAdd(high, fourth, part);
    }
}
