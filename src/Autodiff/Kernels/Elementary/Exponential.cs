using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// e^x = 2^n e^r with n = round(x / log 2) and r = x - n log 2, |r| at most 0.3466. log 2 is subtracted in two parts, the first
/// short enough for n times it to be exact. At most 1.0 units of the last place.
/// </summary>
internal static class Exponential
{
    /// <summary>e^x. Beyond the clamp the result is 0 or infinity already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Evaluate<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        x = L.AtMost(
            L.AtLeast(x, typeof(T) == typeof(float) ? -104.0 : -746.0),
            typeof(T) == typeof(float) ? 89.0 : 710.0);
        L n = Quotient<L, T>(x);
        L r = L.MultiplyAdd(n, -LogTwoLow<T>(), L.MultiplyAdd(n, -LogTwoHigh<T>(), x));
        L square = r * r;
        L series = typeof(T) == typeof(float) ? ShortSeries<L, T>(r, square, 1.0) : Series<L, T>(r);
        return L.Scale(L.MultiplyAdd(series, square, r) + 1.0, n);
    }

    /// <summary>The n nearest to x / log 2: adding 1.5 * 2^23 (2^52) rounds to an integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Quotient<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? L.Linear(x, 1.4426950408889634, 12582912.0) - 12582912.0
            : L.Linear(x, 1.4426950408889634, 6755399441055744.0) - 6755399441055744.0;

    /// <summary>
    /// The remainder of e^r = 1 + r + r^2 s. Minimax polynomial (Remez) for the relative error of e^r - 1 on |r| &lt;= 0.3466:
    /// 2^-31 for float, 2^-61 for double.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Series<L, T>(L r)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L square = r * r;
        L low = L.Linear(r, 0.16666666666666677, 0.5);
        if (typeof(T) == typeof(float))
        {
            L high = L.MultiplyAdd(L.Linear(r, 1.99075817e-4, 1.39485905e-3), square, L.Linear(r, 8.33328627e-3, 4.16662395e-2));
            return L.MultiplyAdd(high, square, low);
        }

        L fourth = square * square;
        low = L.MultiplyAdd(L.Linear(r, 8.333333333321619e-3, 4.16666666666667e-2), square, low);
        L middle = L.MultiplyAdd(
            L.Linear(r, 2.75572441891411e-6, 2.480158736055527e-5), square, L.Linear(r, 1.9841269886152065e-4, 1.3888888888866837e-3));
        L top = L.MultiplyAdd(square, 2.0924441709585952e-9, L.Linear(r, 2.510904214956799e-8, 2.755724276293395e-7));
        return L.MultiplyAdd(L.MultiplyAdd(top, fourth, middle), fourth, low);
    }

    /// <summary>
    /// A shorter remainder for float, of (e^(c r) - 1) / c = r + r^2 s with c a power of two or its negative. Minimax polynomial
    /// (Remez) for the relative error of e^(c r) on |c r| &lt;= 0.3468: 2^-28.2.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L ShortSeries<L, T>(L r, L square, double c)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L low = L.Linear(r, 0.1666651666 * c * c, 0.4999999404 * c);
        L high = L.MultiplyAdd(square, 0.001383673516 * c * c * c * c * c, L.Linear(r, 0.008369140327 * c * c * c * c, 0.04166810587 * c * c * c));
        return L.MultiplyAdd(high, square, low);
    }

    /// <summary>log 2, its leading 16 (33) bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LogTwoHigh<T>() => typeof(T) == typeof(float) ? 0.693145751953125 : 0.69314718036912381649;

    /// <summary>log 2, what <see cref="LogTwoHigh"/> leaves; positive, so that both products with infinity agree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LogTwoLow<T>() => typeof(T) == typeof(float) ? 1.42860682030941723e-6 : 1.90821492927058770002e-10;
}
