using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

// Trigonometric, hyperbolic and special functions of one variable, element by element.
internal sealed class ReciprocalRow() : ElementwiseRow("reciprocal", Domain.NonZero)
{
    // 1 / x at 0.2.
    public override double Tolerance => 1e-6;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Reciprocal();
}

internal sealed class RsqrtRow() : ElementwiseRow("rsqrt", Domain.Positive)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Rsqrt();
}

internal sealed class SinRow() : ElementwiseRow("sin", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Sin();
}

internal sealed class CosRow() : ElementwiseRow("cos", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Cos();
}

internal sealed class TanRow() : ElementwiseRow("tan", new Within(1.0))
{
    public override double Tolerance => 1e-6;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Tan();
}

internal sealed class AsinRow() : ElementwiseRow("asin", new Within(0.8))
{
    public override double Tolerance => 1e-6;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Asin();
}

internal sealed class AcosRow() : ElementwiseRow("acos", new Within(0.8))
{
    public override double Tolerance => 1e-6;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Acos();
}

internal sealed class AtanRow() : ElementwiseRow("atan", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Atan();
}

internal sealed class SinhRow() : ElementwiseRow("sinh", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Sinh();
}

internal sealed class CoshRow() : ElementwiseRow("cosh", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Cosh();
}

internal sealed class ErfRow() : ElementwiseRow("erf", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Erf();
}

internal sealed class PhiRow() : ElementwiseRow("phi", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Phi();
}

internal sealed class ExpToBaseRow() : ElementwiseRow("exp to a base", Domain.Any)
{
    public override int Variants => 3;

    public override double FloatTolerance => 1e-4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Exp(variant == 0 ? 2.0 : variant == 1 ? 0.1 : 1.0);
}

internal sealed class SiluRow() : ElementwiseRow("silu", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Silu();
}

internal sealed class GeluRow() : ElementwiseRow("gelu", Domain.Any)
{
    public override int Variants => 2;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant == 0 ? x[0].Gelu() : x[0].Gelu(GeluForm.Tanh);
}

internal sealed class EluRow() : ElementwiseRow("elu", Domain.NonZero)
{
    public override int Variants => 2;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant == 0 ? x[0].Elu() : x[0].Elu(0.25);
}

internal sealed class ClampRow() : ElementwiseRow("clamp", Domain.Grid(0.25))
{
    public override int Variants => 4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant switch
    {
        0 => x[0].Clamp(-0.5, 1.0),
        1 => x[0].Clamp(minimum: 0.0),
        2 => x[0].Clamp(maximum: 0.5),
        _ => x[0].Clamp(),
    };
}

internal sealed class SignRow() : ElementwiseRow("sign", Domain.NonZero)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Sign() * x[0];
}

/// <summary>Piecewise constant: alone its gradient is 0, as a factor it is itself.</summary>
internal sealed class RoundingRow() : ElementwiseRow("floor, ceiling, round", Domain.Grid(0.25))
{
    public override int Variants => 4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant switch
    {
        0 => x[0].Floor(),
        1 => x[0] * x[0].Floor(),
        2 => x[0] * x[0].Ceiling(),
        _ => x[0] * x[0].Round(),
    };
}
