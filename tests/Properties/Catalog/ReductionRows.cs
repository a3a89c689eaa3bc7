using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

// Reductions and cumulative operations. The variant picks axes, wherever they exist.
internal sealed class MinRow() : Row("min", ShapeFamily.NonEmpty, Domain.Distinct)
{
    public override int Variants => 64;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int rank = x[0].Shape.Rank;
        bool keep = variant % 2 == 1;
        return variant < 8 || rank == 0 ? x[0].Min()
            : variant < 16 ? x[0].Min((variant % rank) - (keep ? rank : 0), keep)
            : x[0].Min(Reduced.Axes(rank, variant), keep);
    }
}

internal sealed class ProductRow() : Row("product", ShapeFamily.Any, new Factors())
{
    public override int Variants => 64;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int rank = x[0].Shape.Rank;
        bool keep = variant % 2 == 1;
        return variant < 8 || rank == 0 ? x[0].Product()
            : variant < 16 ? x[0].Product((variant % rank) - (keep ? rank : 0), keep)
            : x[0].Product(Reduced.Axes(rank, variant), keep);
    }
}

internal sealed class VarianceRow() : Row("variance", ShapeFamily.NonEmpty, Domain.Any)
{
    public override int Variants => 64;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int rank = x[0].Shape.Rank;
        bool keep = variant % 2 == 1;
        int[] axes = Reduced.Axes(rank, variant);
        return variant < 8 || rank == 0 ? x[0].Variance(keep, Correction(x[0].Length))
            : variant < 16 ? x[0].Variance(variant % rank, keep, Correction(x[0].Shape[variant % rank]))
            : x[0].Variance(axes, keep, Correction(Reduced.Count(x[0].Shape, axes)));
    }

    // The sample variance, unless there is but one element.
    private static double Correction(int count) => count > 1 ? 1.0 : 0.0;
}

internal sealed class StandardDeviationRow() : Row("standard deviation", ShapeFamily.NonEmpty, Domain.Distinct)
{
    public override int Variants => 64;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int rank = x[0].Shape.Rank;
        bool keep = variant % 2 == 1;
        return variant < 8 || rank == 0 ? x[0].StandardDeviation(keep, 0.5)
            : variant < 16 ? x[0].StandardDeviation(variant % rank, keep, 0.0)
            : x[0].StandardDeviation(Reduced.Axes(rank, variant), keep, 0.5);
    }
}

internal sealed class NormRow() : Row("norm", ShapeFamily.Any, Domain.NonZero)
{
    private static readonly double[] _orders = [1.0, 2.0, 3.0, 1.5];

    public override int Variants => 256;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        double order = _orders[variant % 4];
        variant /= 4;
        int rank = x[0].Shape.Rank;
        bool keep = variant % 2 == 1;
        return variant < 8 || rank == 0 ? x[0].Norm(order)
            : variant < 16 ? x[0].Norm(order, variant % rank, keep)
            : x[0].Norm(order, Reduced.Axes(rank, variant), keep);
    }
}

/// <summary>Numbers of one sign, all different: the greatest magnitude is unique.</summary>
internal sealed class GreatestMagnitudeRow() : Row("norm of infinite order", ShapeFamily.NonEmpty, Domain.Distinct)
{
    public override int Variants => 64;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        Variable<T> shifted = x[0] + 20.0;
        return (variant < 32 ? shifted : -shifted).Norm(double.PositiveInfinity, Reduced.Axes(x[0].Shape.Rank, variant), variant % 2 == 1);
    }
}

internal sealed class CumulativeSumRow() : Row("cumulative sum", ShapeFamily.WithAxes, Domain.Any)
{
    public override int Variants => 12;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) =>
        variant < 2 ? x[0].CumulativeSum(-1) : x[0].CumulativeSum(variant % x[0].Shape.Rank, variant % 2 == 1);
}

internal sealed class CumulativeProductRow() : Row("cumulative product", ShapeFamily.WithAxes, new Factors())
{
    public override int Variants => 12;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) =>
        variant < 2 ? x[0].CumulativeProduct(-1) : x[0].CumulativeProduct(variant % x[0].Shape.Rank, variant % 2 == 1);
}

internal sealed class LogSumExpRow() : Row("log-sum-exp", ShapeFamily.Any, Domain.Any)
{
    public override int Variants => 64;

    // Without elements the value is -infinity, which no weighted sum takes; a trap tests it.
    public override bool AllowsEmpty => false;

    public override bool Fits(int[][] shapes, int variant) => base.Fits(shapes, variant) && !shapes[0].Contains(0);

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int rank = x[0].Shape.Rank;
        bool keep = variant % 2 == 1;
        return variant < 8 || rank == 0 ? x[0].LogSumExp()
            : variant < 16 ? x[0].LogSumExp((variant % rank) - (keep ? rank : 0), keep)
            : x[0].LogSumExp(Reduced.Axes(rank, variant), keep);
    }
}

/// <summary>Numbers whose products stay moderate, now and then exactly 0: a product is smooth there.</summary>
internal sealed class Factors : Domain
{
    public override void Fill(Random random, Span<double> values)
    {
        foreach (ref double value in values)
        {
            value = random.Next(6) == 0 ? 0.0 : (random.Next(2) == 0 ? 1.0 : -1.0) * (0.5 + random.NextDouble());
        }
    }

    public override bool Accepts(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (value != 0.0 && !(Math.Abs(value) is >= 0.5 and <= 1.5))
            {
                return false;
            }
        }

        return true;
    }

    public override IEnumerable<double> Simpler(double value, int index) => value == 1.0 ? [] : [1.0];

    public override Variable<T> Map<T>(Variable<T> x) => Pattern(x, index => index % 3 == 1 ? -1.0 : 1.0) * (0.5 + (x * 0.5).Sigmoid());
}
