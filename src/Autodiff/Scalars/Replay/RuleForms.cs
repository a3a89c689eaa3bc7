using System.Numerics;
using System.Runtime.CompilerServices;
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
    public static LaneFunction<T>? Lanes<T, R>(R rule)
        where T : unmanaged, IFloatingPointIeee754<T>
        where R : struct =>
        !Lane128<T>.IsSupported ? null
        : typeof(R) == typeof(DivideRule<T>) ? LaneFunction2<T, DivideFunction>.Instance
        : typeof(R) == typeof(MaxRule<T>) ? LaneFunction2<T, MaximumFunction>.Instance
        : typeof(R) == typeof(MinRule<T>) ? LaneFunction2<T, MinimumFunction>.Instance
        : typeof(R) == typeof(AbsRule<T>) ? LaneFunction1<T, AbsFunction>.Instance
        : typeof(R) == typeof(SqrtRule<T>) ? LaneFunction1<T, SqrtFunction>.Instance
        : typeof(R) == typeof(ExpRule<T>) ? LaneFunction1<T, ExpFunction>.Instance
        : typeof(R) == typeof(LogRule<T>) ? LaneFunction1<T, LogFunction>.Instance
        : typeof(R) == typeof(TanhRule<T>) ? LaneFunction1<T, TanhFunction>.Instance
        : typeof(R) == typeof(SinhRule<T>) ? LaneFunction1<T, SinhFunction>.Instance
        : typeof(R) == typeof(CoshRule<T>) ? LaneFunction1<T, CoshFunction>.Instance
        : typeof(R) == typeof(PowConstantRule<T>) ? IsSquare<T, R>(rule) ? LaneFunction1<T, SquareFunction>.Instance : null
        : typeof(R) == typeof(SinRule<T>) ? LaneFunction1<T, SinFunction>.Instance
        : typeof(R) == typeof(CosRule<T>) ? LaneFunction1<T, CosFunction>.Instance
        : null;

    private static bool IsSquare<T, R>(R rule)
        where T : unmanaged, IFloatingPointIeee754<T>
        where R : struct => Unsafe.BitCast<R, PowConstantRule<T>>(rule).Exponent == T.CreateTruncating(2);

    /// <summary>Whether the multiply-add of the lanes rounds once, as T.FusedMultiplyAdd does.</summary>
    private static bool LanesFuse<T>() =>
        (typeof(T) == typeof(float) || typeof(T) == typeof(double)) && (Fma.IsSupported || AdvSimd.IsSupported);
}
