using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

// Functions of two variables and choices by masks, with broadcasting.
internal sealed class Atan2Row() : ElementwiseRow("atan2", Domain.NonZero, Domain.NonZero)
{
    // 1 / r^5 at r = 0.3.
    public override double Tolerance => 1e-5;

    public override double FloatTolerance => 1e-4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Atan2(x[1]);
}

internal sealed class XLogYRow() : ElementwiseRow("xlogy", Domain.Any, Domain.Positive)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].XLogY(x[1]);
}

internal sealed class LogAddExpRow() : ElementwiseRow("logaddexp", Domain.Any, Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].LogAddExp(x[1]);
}

/// <summary>Masks as factors: alone they are constants.</summary>
internal sealed class ComparisonRow() : ElementwiseRow("comparisons", Domain.Grid(0.0), Domain.Grid(0.25))
{
    public override int Variants => 21;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0] * x[1] * Mask(x[0], x[1], variant);

    private static Variable<T> Mask<T>(Variable<T> x, Variable<T> y, int variant)
        where T : unmanaged, IFloatingPointIeee754<T> => variant switch
        {
            0 => x.GreaterThan(y),
            1 => x.GreaterOrEqual(y),
            2 => x.LessThan(y),
            3 => x.LessOrEqual(y),
            4 => x.EqualTo(y),
            5 => x.NotEqualTo(y),
            6 => x > y,
            7 => x >= y,
            8 => x < y,
            9 => x <= y,
            10 => x > 0.25,
            11 => x >= 0.25,
            12 => x < 0.25,
            13 => x <= 0.25,
            14 => 0.0 > y,
            15 => 0.0 >= y,
            16 => 0.0 < y,
            17 => 0.0 <= y,
            18 => (x > y) & (x > 0.25),
            19 => (x > y) | (y > 0.0),
            _ => !(x > y),
        };
}

internal sealed class WhereRow() : ElementwiseRow("where", Domain.Grid(0.0), Domain.Grid(0.25), Domain.Any)
{
    public override int Variants => 3;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant switch
    {
        0 => (x[0] > x[1]).Where(x[0] * x[2], x[1]),
        1 => x[0].LessThan(x[1]).Where(0.5, x[2]) * x[1] + x[0],
        _ => (x[0] >= x[1]).Where(x[1], x[2] * x[2]) - x[0],
    };
}
