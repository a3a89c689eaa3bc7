using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The variance of all elements. Slope: 2 (x - mean(x)) / (n - correction).</summary>
    /// <param name="keepDimensions">Whether the axes stay, with size 1.</param>
    /// <param name="correction">1 for the variance estimated from a sample, 0 for the mean square deviation itself.</param>
    /// <inheritdoc cref="Variance(ReadOnlySpan{int}, bool, double)" path="/remarks"/>
    public Variable<T> Variance(bool keepDimensions = false, double correction = 1.0) =>
        VarianceOperation<T>.Over(this, Axes.All(Tape.Node(this).Rank), keepDimensions, correction);

    /// <summary>The variance along one axis. Slope: 2 (x - mean(x)) / (n - correction), n being the axis' size.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDimensions">Whether the axis stays, with size 1.</param>
    /// <param name="correction">1 for the variance estimated from a sample, 0 for the mean square deviation itself.</param>
    /// <inheritdoc cref="Variance(ReadOnlySpan{int}, bool, double)" path="/remarks"/>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Variable<T> Variance(int axis, bool keepDimensions = false, double correction = 1.0) => Variance([axis], keepDimensions, correction);

    /// <summary>The variance over several axes. Slope: 2 (x - mean(x)) / (n - correction), n being how many elements are taken together.</summary>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    /// <param name="keepDimensions">Whether the axes stay, with size 1.</param>
    /// <param name="correction">1 for the variance estimated from a sample, 0 for the mean square deviation itself.</param>
    /// <remarks>
    /// sum((x - mean(x))^2) / (n - correction), accurate also where the mean is far greater than the deviations. NaN unless n is
    /// greater than the correction, so for the sample variance of one element; NaN in, NaN out.
    /// </remarks>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Variable<T> Variance(ReadOnlySpan<int> axes, bool keepDimensions = false, double correction = 1.0) =>
        VarianceOperation<T>.Over(this, Axes.ToBits(nameof(Variance), axes, Tape.SizesOf(this)), keepDimensions, correction);
}

/// <summary>The variance over axes. The rule: the seed times 2 (x - mean(x)) / (n - correction).</summary>
internal sealed class VarianceOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly VarianceOperation<T> _instance = new();

    public override string Name => "variance";

    public static Variable<T> Over(Variable<T> x, ulong axes, bool keepDimensions, double correction)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "Variance");
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        Span<int> reduced = stackalloc int[sizes.Length];
        reduced = reduced[..Axes.Reduce(sizes, axes, keepDimensions, reduced)];
        Span<T> y = tape.Allocate(Shape.CheckedLength(reduced));
        double scale = Scale(sizes, axes, correction);
        Span<T> deviation = tape.RentSpan(node.Length);
        DeviationOperation<T>.Compute(tape, x, axes, deviation);
        Reduction.SumOfSquares(deviation, sizes, axes, y, T.CreateTruncating(scale));
        tape.ReturnSpan(deviation);
        return tape.Push(
            _instance, y, tape.PushSizes(reduced), reduced.Length, node.Kind, 1, x.Id, payload: tape.Keep(new Constants(axes, correction)));
    }

    /// <summary>1 / (n - correction); NaN where that is not positive.</summary>
    public static double Scale(ReadOnlySpan<int> sizes, ulong axes, double correction)
    {
        double count = Axes.Count(sizes, axes) - correction;
        return count > 0.0 ? 1.0 / count : double.NaN;
    }

    public override void Pull(ref Pullback<T> pull)
    {
        if (!pull.Wants(0))
        {
            return;
        }

        Constants constants = pull.Kept<Constants>();
        Span<int> kept = stackalloc int[pull.Sizes(0).Length];
        Axes.Reduce(pull.Sizes(0), constants.Axes, true, kept);
        double scale = 2.0 * Scale(pull.Sizes(0), constants.Axes, constants.Correction);
        pull.Add(0, DeviationOperation<T>.Record(pull.Operand(0), constants.Axes, Name) * (pull.Seed * scale).Reshape(kept));
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands)
    {
        Constants constants = tape.Kept<Constants>(id);
        string axes = Autodiff.Axes.Format(constants.Axes, tape.SizesAt(tape.NodeAt(id).A).Length);
        return string.Create(CultureInfo.InvariantCulture, $"{Name}({operands[0]}{axes}, correction {constants.Correction})");
    }

    private readonly record struct Constants(ulong Axes, double Correction);
}
