using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

// Functions of two variables, element by element, with broadcasting; as variables and as operands on either side.
internal sealed class AddRow() : ElementwiseRow("add", Domain.Any, Domain.Any)
{
    public override int Variants => 3;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant switch
    {
        0 => x[0] + x[1],
        1 => x[0] + (Operand<T>)x[1],
        _ => (Operand<T>)x[0] + x[1],
    };
}

internal sealed class SubtractRow() : ElementwiseRow("subtract", Domain.Any, Domain.Any)
{
    public override int Variants => 3;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant switch
    {
        0 => x[0] - x[1],
        1 => x[0] - (Operand<T>)x[1],
        _ => (Operand<T>)x[0] - x[1],
    };
}

internal sealed class MultiplyRow() : ElementwiseRow("multiply", Domain.Any, Domain.Any)
{
    public override int Variants => 3;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant switch
    {
        0 => x[0] * x[1],
        1 => x[0] * (Operand<T>)x[1],
        _ => (Operand<T>)x[0] * x[1],
    };
}

internal sealed class DivideRow() : ElementwiseRow("divide", Domain.Any, Domain.NonZero)
{
    public override int Variants => 3;

    // 1 / y at 0.2.
    public override double Tolerance => 1e-6;

    public override double FloatTolerance => 1e-4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant switch
    {
        0 => x[0] / x[1],
        1 => x[0] / (Operand<T>)x[1],
        _ => (Operand<T>)x[0] / x[1],
    };
}

internal sealed class PowerRow() : ElementwiseRow("power", Domain.Positive, Domain.Any)
{
    public override double Tolerance => 1e-6;

    public override double FloatTolerance => 1e-4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Pow(x[1]);
}

internal sealed class MaximumRow() : ElementwiseRow("maximum", Domain.Grid(0.0), Domain.Grid(0.25))
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Maximum(x[1]);
}

internal sealed class MinimumRow() : ElementwiseRow("minimum", Domain.Grid(0.0), Domain.Grid(0.25))
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Minimum(x[1]);
}
