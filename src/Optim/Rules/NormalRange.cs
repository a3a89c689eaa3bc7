using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Optim;

/// <summary>
/// Where numbers become subnormal. One multiplication with such a number, or that gives one, takes as long as a hundred others, and a
/// velocity that decays without a gradient (behind a relu that is never open) would stay among them for good: so they become 0.
/// </summary>
/// <remarks>Number types other than float and double know no such cost: there nothing is below.</remarks>
internal static class NormalRange<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // The least square need not be met to the last bit, but nothing that stays normal may fall below it.
    private const double Slack = 1.0 - 1e-6;

    /// <summary>The least positive normal number, or 0.</summary>
    public static T Least
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? (T)(object)1.17549435e-38f : typeof(T) == typeof(double) ? (T)(object)2.2250738585072014e-308 : T.Zero;
    }

    /// <summary>The value in this number type, and not less than the least normal number.</summary>
    public static T AtLeast(double value) => T.Max(T.CreateTruncating(value), Least);

    /// <summary>The least g whose square times a factor of at most 1 is normal.</summary>
    public static T LeastSquared(double factor) => T.CreateTruncating(Math.Sqrt(double.CreateTruncating(Least) / factor) * Slack);
}
