using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// (x - mean) / sqrt(variance + epsilon) w + b, where mean and biased variance are those of the numbers along the last axes.
    /// </summary>
    /// <param name="weight">w, of the sizes of the last axes; 1 where none is given.</param>
    /// <param name="bias">b, of the sizes of the last axes; 0 where none is given.</param>
    /// <param name="axes">How many of the last axes are normalised together.</param>
    /// <param name="epsilon">What keeps the root from 0.</param>
    /// <remarks>
    /// With P v = (v - mean(v) - z mean(v z)) / sqrt(variance + epsilon) the vector-Jacobian product is P(g w). NaN in a row gives NaN
    /// in the row; so does a row of equal numbers with an epsilon of 0.
    /// </remarks>
    /// <exception cref="ShapeException">There are not that many axes, or weight or bias have other sizes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one axis, or an epsilon that is negative, NaN or infinite.</exception>
    public Variable<T> LayerNorm(Operand<T>? weight = null, Operand<T>? bias = null, int axes = 1, double epsilon = 1e-5) =>
        LayerNormOperation<T>.Record(this, weight?.On(this), bias?.On(this), axes, epsilon);
}

/// <summary>Normalisation of each row. Keeps mean and variance of the rows.</summary>
internal sealed unsafe class LayerNormOperation<T> : NormalizationOperation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly LayerNormOperation<T> _instance = new();

    public override string Name => "layernorm";

    public static Variable<T> Record(Variable<T> x, Variable<T>? weight, Variable<T>? bias, int axes, double epsilon)
    {
        const string Operation = nameof(Variable<T>.LayerNorm);
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, Operation);
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        CheckEpsilon(Operation, epsilon);
        if (axes < 1)
        {
            throw WindowArguments.Refused(Operation, nameof(axes), axes, "must be at least 1");
        }

        if (axes > sizes.Length)
        {
            throw new ShapeException($"{Operation} over {axes} axes: shape {Shape.Format(sizes)} has only {sizes.Length}.");
        }

        CheckSizes(tape, sizes, sizes[^axes..], weight, nameof(weight));
        CheckSizes(tape, sizes, sizes[^axes..], bias, nameof(bias));
        NormalizationGroups rows = Rows(sizes, axes);
        Span<T> y = tape.Allocate(node.Length);
        Span<T> statistics = tape.AllocateKept<T>(2 * rows.Count);
        Span<T> mean = statistics[..rows.Count];
        Span<T> variance = statistics[rows.Count..];
        if (y.Length > 0)
        {
            Span<T> factor = tape.RentSpan(rows.Count);
            Normalization.Statistics(tape.ValuesAt(x.Id), rows, mean, variance, tape.Threads);
            Factors(variance, epsilon, [], factor);
            Normalization.Scale(tape.ValuesAt(x.Id), rows, mean, factor, [], Values(tape, weight), 0, Values(tape, bias), y, tape.Threads);
            tape.ReturnSpan(factor);
        }

        fixed (T* kept = statistics)
        {
            return _instance.Append(x, weight, bias, y, new Constants(axes, weight is not null, epsilon, rows.Count, kept));
        }
    }

    protected override void PullInValues(ref Pullback<T> pull, in Constants constants)
    {
        Tape<T> tape = pull.Tape;
        NormalizationGroups rows = Rows(pull.OutputSizes, constants.Axes);
        ReadOnlySpan<int> table = [rows.Count, rows.Length];
        Span<T> scratch = tape.RentSpan(pull.OutputLength);
        Span<T> perRow = tape.RentSpan(3 * rows.Count);
        Span<T> a = perRow[..rows.Count];
        Span<T> b = perRow.Slice(rows.Count, rows.Count);
        Span<T> factor = perRow[(2 * rows.Count)..];
        Factors(constants.Variance, constants.Epsilon, [], factor);
        if (pull.Wants(0))
        {
            ReadOnlySpan<T> seed = pull.SeedValues;
            if (constants.HasWeight)
            {
                Pointwise2.Map(default(MultiplyFunction), seed, table, pull.Values(Weight), [rows.Length], scratch, table);
                seed = scratch;
            }

            Normalization.Sums(pull.Values(0), seed, rows, constants.Mean, a, b, pull.Tape.Threads);
            Means(rows.Size, factor, a, b);
            Span<T> target = pull.Target(0, out bool accumulate);
            Normalization.Project(pull.Values(0), seed, rows, constants.Mean, a, b, factor, target, accumulate, pull.Tape.Threads);
        }

        if (constants.HasWeight && pull.Wants(Weight))
        {
            Normalization.Scale(pull.Values(0), rows, constants.Mean, factor, [], pull.SeedValues, rows.Length, [], scratch, pull.Tape.Threads);
            Span<T> target = pull.Target(Weight, out bool accumulate);
            Reduction.Sum(scratch, table, 1, target, T.One, accumulate, pull.Tape.Threads);
        }

        if (pull.OperandCount > constants.Bias && pull.Wants(constants.Bias))
        {
            Span<T> target = pull.Target(constants.Bias, out bool accumulate);
            Reduction.Sum(pull.SeedValues, table, 1, target, T.One, accumulate, pull.Tape.Threads);
        }

        tape.ReturnSpan(perRow);
        tape.ReturnSpan(scratch);
    }

    protected override ulong NormalizedAxes(ReadOnlySpan<int> sizes, in Constants constants) =>
        Axes.All(sizes.Length) & ~Axes.All(sizes.Length - constants.Axes);

    protected override ulong RepeatedAxes(ReadOnlySpan<int> sizes, in Constants constants) => Axes.All(sizes.Length - constants.Axes);

    protected override Variable<T> Placed(Variable<T> weight, int rank) => weight;

    private static ReadOnlySpan<T> Values(Tape<T> tape, Variable<T>? variable) => variable is { } given ? tape.ValuesAt(given.Id) : [];

    private static NormalizationGroups Rows(ReadOnlySpan<int> sizes, int axes) =>
        NormalizationGroups.Rows(Shape.CheckedLength(sizes[..^axes]), Shape.CheckedLength(sizes[^axes..]));

    private static void CheckSizes(Tape<T> tape, ReadOnlySpan<int> sizes, ReadOnlySpan<int> last, Variable<T>? variable, string name)
    {
        if (variable is { } given)
        {
            tape.Operand(given, nameof(Variable<T>.LayerNorm));
            if (!tape.SizesAt(given.Id).SequenceEqual(last))
            {
                throw new ShapeException(
                    $"LayerNorm of {Shape.Format(sizes)} over the last {last.Length} axes needs a {name} of shape {Shape.Format(last)}; it was given {given.Shape}.");
            }
        }
    }
}
