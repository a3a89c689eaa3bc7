using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

// Functions of one variable, element by element.
internal sealed class NegateRow() : ElementwiseRow("negate", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => -x[0];
}

internal sealed class SquareRow() : ElementwiseRow("square", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Square();
}

internal sealed class SqrtRow() : ElementwiseRow("sqrt", Domain.Positive)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Sqrt();
}

internal sealed class ExpRow() : ElementwiseRow("exp", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Exp();
}

internal sealed class ExpM1Row() : ElementwiseRow("expm1", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].ExpM1();
}

internal sealed class LogRow() : ElementwiseRow("log", Domain.Positive)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Log();
}

internal sealed class LogP1Row() : ElementwiseRow("logp1", Domain.AboveMinusOne)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].LogP1();
}

internal sealed class TanhRow() : ElementwiseRow("tanh", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Tanh();
}

internal sealed class SigmoidRow() : ElementwiseRow("sigmoid", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Sigmoid();
}

internal sealed class SoftplusRow() : ElementwiseRow("softplus", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Softplus();
}

internal sealed class ReluRow() : ElementwiseRow("relu", Domain.NonZero)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Relu();
}

internal sealed class LeakyReluRow() : ElementwiseRow("leakyrelu", Domain.NonZero)
{
    public override int Variants => 3;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant == 0 ? x[0].LeakyRelu() : x[0].LeakyRelu(variant == 1 ? 0.25 : 0.0);
}

internal sealed class AbsRow() : ElementwiseRow("abs", Domain.NonZero)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Abs();
}

internal sealed class PowerOfNumberRow() : ElementwiseRow("power of number", Domain.Positive)
{
    private static readonly double[] _exponents = [0.0, 1.0, 2.0, 3.0, 4.0, 0.5, -1.0, -2.0, 2.5, -0.5];

    public override int Variants => 2 * _exponents.Length;

    public override double Tolerance => 1e-6;

    public override double FloatTolerance => 1e-4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        double exponent = _exponents[variant / 2];
        return variant % 2 == 0 ? x[0].Pow(exponent) : x[0].Pow((Operand<T>)exponent);
    }
}

/// <summary>Whole exponents are defined for negative numbers too.</summary>
internal sealed class WholePowerRow() : ElementwiseRow("whole power of any number", Domain.NonZero)
{
    private static readonly double[] _exponents = [0.0, 1.0, 2.0, 3.0, 5.0, -1.0, -3.0];

    public override int Variants => _exponents.Length;

    // The fifth derivative of x^-3 at 0.2 is what the differences feel.
    public override double Tolerance => 1e-4;

    public override double FloatTolerance => 1e-4;

    public override double HalfTolerance => 0.2;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Pow(_exponents[variant]);
}

internal sealed class AddNumberRow() : ElementwiseRow("add number", Domain.Any)
{
    public override int Variants => 6;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant switch
    {
        0 => x[0] + 1.5,
        1 => 1.5 + x[0],
        2 => x[0] + T.CreateTruncating(1.5),
        3 => T.CreateTruncating(1.5) + x[0],
        4 => x[0] + (Operand<T>)1.5,
        _ => (Operand<T>)1.5 + x[0],
    };
}

internal sealed class SubtractNumberRow() : ElementwiseRow("subtract number", Domain.Any)
{
    public override int Variants => 6;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant switch
    {
        0 => x[0] - 1.5,
        1 => 1.5 - x[0],
        2 => x[0] - T.CreateTruncating(1.5),
        3 => T.CreateTruncating(1.5) - x[0],
        4 => x[0] - (Operand<T>)1.5,
        _ => (Operand<T>)1.5 - x[0],
    };
}

internal sealed class MultiplyNumberRow() : ElementwiseRow("multiply by number", Domain.Any)
{
    public override int Variants => 8;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant switch
    {
        0 => x[0] * 1.5,
        1 => 1.5 * x[0],
        2 => x[0] * T.CreateTruncating(1.5),
        3 => T.CreateTruncating(1.5) * x[0],
        4 => x[0] * (Operand<T>)1.5,
        5 => (Operand<T>)1.5 * x[0],
        6 => x[0] * 0.0,
        _ => 1.0 * x[0],
    };
}

internal sealed class DivideNumberRow() : ElementwiseRow("divide by number, number by", Domain.NonZero)
{
    public override int Variants => 6;

    // 1 / x at 0.2.
    public override double Tolerance => 1e-6;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant switch
    {
        0 => x[0] / 1.5,
        1 => 1.5 / x[0],
        2 => x[0] / T.CreateTruncating(1.5),
        3 => T.CreateTruncating(1.5) / x[0],
        4 => x[0] / (Operand<T>)1.5,
        _ => (Operand<T>)1.5 / x[0],
    };
}

internal sealed class MaximumNumberRow() : ElementwiseRow("maximum, minimum with number", Domain.NonZero)
{
    public override int Variants => 4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant switch
    {
        0 => x[0].Maximum(T.Zero),
        1 => x[0].Minimum(T.Zero),
        2 => x[0].Maximum((Operand<T>)0.0),
        _ => x[0].Minimum((Operand<T>)0.0),
    };
}
