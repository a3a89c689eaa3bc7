using System.Numerics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad.Autodiff;

/// <summary>Sums and products: what a chain of a frozen recording is made of.</summary>
internal enum Arithmetic
{
    /// <summary>Any other function.</summary>
    None,

    /// <summary>-x.</summary>
    Negate,

    /// <summary>x + y.</summary>
    Add,

    /// <summary>x - y.</summary>
    Subtract,

    /// <summary>x y.</summary>
    Multiply,

    /// <summary>x y + z in one rounding, as the lanes compute it.</summary>
    MultiplyAdd,
}

/// <summary>The faster forms that the rules have in a replay. A rule that is not named here is evaluated number by number.</summary>
internal static class RuleForms
{
    public static Arithmetic Arithmetic<T, R>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(R) == typeof(NegateRule<T>) ? Autodiff.Arithmetic.Negate
        : typeof(R) == typeof(AddRule<T>) ? Autodiff.Arithmetic.Add
        : typeof(R) == typeof(SubtractRule<T>) ? Autodiff.Arithmetic.Subtract
        : typeof(R) == typeof(MultiplyRule<T>) ? Autodiff.Arithmetic.Multiply
        : typeof(R) == typeof(FusedMultiplyAddRule<T>) && LanesFuse<T>() ? Autodiff.Arithmetic.MultiplyAdd
        : typeof(R) == typeof(MultiplyAddEstimateRule<T>) ? Autodiff.Arithmetic.MultiplyAdd
        : Autodiff.Arithmetic.None;

    /// <summary>
    /// The functions that lanes compute as exactly as numbers, or to a few units of the last place (<c>Kernels/Elementary</c>). Those that lanes compute
    /// number by number themselves gain nothing, and e^x - 1 and log(1 + x) are better there than the number type's own: neither is named.
    /// </summary>
    public static LaneFunction<T>? Lanes<T, R>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        !Lane128<T>.IsSupported ? null
        : typeof(R) == typeof(DivideRule<T>) ? new LaneFunction2<T, DivideFunction>()
        : typeof(R) == typeof(MaxRule<T>) ? new LaneFunction2<T, MaximumFunction>()
        : typeof(R) == typeof(MinRule<T>) ? new LaneFunction2<T, MinimumFunction>()
        : typeof(R) == typeof(AbsRule<T>) ? new LaneFunction1<T, AbsFunction>()
        : typeof(R) == typeof(SqrtRule<T>) ? new LaneFunction1<T, SqrtFunction>()
        : typeof(R) == typeof(ExpRule<T>) ? new LaneFunction1<T, ExpFunction>()
        : typeof(R) == typeof(LogRule<T>) ? new LaneFunction1<T, LogFunction>()
        : typeof(R) == typeof(TanhRule<T>) ? new LaneFunction1<T, TanhFunction>()
        : typeof(R) == typeof(SinhRule<T>) ? new LaneFunction1<T, SinhFunction>()
        : typeof(R) == typeof(CoshRule<T>) ? new LaneFunction1<T, CoshFunction>()
        : typeof(R) == typeof(SinRule<T>) ? new LaneFunction1<T, SinFunction>()
        : typeof(R) == typeof(CosRule<T>) ? new LaneFunction1<T, CosFunction>()
        : null;

    /// <summary>Whether the multiply-add of the lanes rounds once, as T.FusedMultiplyAdd does.</summary>
    private static bool LanesFuse<T>() =>
        (typeof(T) == typeof(float) || typeof(T) == typeof(double)) && (Fma.IsSupported || AdvSimd.IsSupported);
}
