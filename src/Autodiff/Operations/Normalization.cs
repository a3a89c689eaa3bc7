using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// What layer norm and batch norm have in common: z = (x - mean) / sqrt(variance + epsilon) over some axes, y = z w + b. With
/// P v = (v - mean(v) - z mean(v z)) / sqrt(variance + epsilon), which is symmetric, the rule is dx = P(g w) and the forward
/// derivative is P(dx) w.
/// </summary>
internal abstract unsafe class NormalizationOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    protected const int Weight = 1;

    public sealed override void Pull(ref Pullback<T> pull)
    {
        Constants constants = pull.Kept<Constants>();
        if (pull.IsRecorded)
        {
            PullRecorded(ref pull, constants);
        }
        else if (pull.OutputLength > 0)
        {
            PullInValues(ref pull, constants);
        }
        else
        {
            for (int operand = 0; operand < pull.OperandCount; operand++)
            {
                if (pull.Wants(operand))
                {
                    Span<T> target = pull.Target(operand, out bool accumulate);
                    target[..(accumulate ? 0 : target.Length)].Clear();
                }
            }
        }
    }

    public sealed override void Push(ref Pushforward<T> push)
    {
        Constants constants = push.Kept<Constants>();
        ulong axes = NormalizedAxes(push.OutputSizes, constants);
        int rank = push.OutputSizes.Length;
        Normalized z = new(push.Operand(0), axes, constants.Epsilon);
        if (push.Has(0))
        {
            Variable<T> projected = z.Project(push.Tangent(0));
            push.Add(constants.HasWeight ? projected * Placed(push.Operand(Weight), rank) : projected);
        }

        if (constants.HasWeight && push.Has(Weight))
        {
            push.Add(z.Value * Placed(push.Tangent(Weight), rank));
        }

        if (push.OperandCount > constants.Bias && push.Has(constants.Bias))
        {
            push.Add(Placed(push.Tangent(constants.Bias), rank));
        }
    }

    /// <summary>The rule in values, of an output that has elements.</summary>
    protected abstract void PullInValues(ref Pullback<T> pull, in Constants constants);

    /// <summary>The axes that mean and variance are taken over.</summary>
    protected abstract ulong NormalizedAxes(ReadOnlySpan<int> sizes, in Constants constants);

    /// <summary>The axes that weight and bias are repeated along.</summary>
    protected abstract ulong RepeatedAxes(ReadOnlySpan<int> sizes, in Constants constants);

    /// <summary>A weight or bias in a shape that broadcasts.</summary>
    protected abstract Variable<T> Placed(Variable<T> weight, int rank);

    /// <summary>factor = 1 / sqrt(variance + epsilon), times a weight if there is one.</summary>
    protected static void Factors(ReadOnlySpan<T> variance, double epsilon, ReadOnlySpan<T> weight, Span<T> factor)
    {
        T offset = T.CreateTruncating(epsilon);
        for (int group = 0; group < factor.Length; group++)
        {
            factor[group] = (weight.IsEmpty ? T.One : weight[group]) / T.Sqrt(variance[group] + offset);
        }
    }

    /// <summary>The sums of g and of g (x - mean) become what P takes off: mean(g), and mean(g (x - mean)) / (variance + epsilon).</summary>
    protected static void Means(int size, ReadOnlySpan<T> factor, Span<T> sum, Span<T> product)
    {
        T count = T.CreateTruncating(size);
        for (int group = 0; group < sum.Length; group++)
        {
            sum[group] /= count;
            product[group] *= factor[group] * factor[group] / count;
        }
    }

    /// <summary>Appends the node of x with a weight and a bias, if given.</summary>
    protected Variable<T> Append(Variable<T> x, Variable<T>? weight, Variable<T>? bias, Span<T> y, in Constants constants)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.NodeAt(x.Id);
        (int sizes, int rank) = (node.Sizes, node.Rank);
        ReadOnlySpan<Variable<T>> operands = (weight, bias) switch
        {
            ({ } w, { } b) => [x, w, b],
            ({ } w, null) => [x, w],
            (null, { } b) => [x, b],
            _ => [x],
        };
        return tape.Push(this, y, sizes, rank, operands, tape.Keep(constants));
    }

    protected static void CheckEpsilon(string operation, double epsilon)
    {
        if (!(epsilon >= 0.0 && double.IsFinite(epsilon)))
        {
            throw WindowArguments.Refused(operation, nameof(epsilon), epsilon, "must be finite and not negative");
        }
    }

    // A method of its own: its variables would weigh on the frame of the rule in values.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PullRecorded(ref Pullback<T> pull, in Constants constants)
    {
        ReadOnlySpan<int> sizes = pull.OutputSizes;
        (int rank, ulong axes, ulong repeated) = (sizes.Length, NormalizedAxes(sizes, constants), RepeatedAxes(sizes, constants));
        Normalized z = new(pull.Operand(0), axes, constants.Epsilon);
        if (pull.Wants(0))
        {
            pull.Add(0, z.Project(constants.HasWeight ? pull.Seed * Placed(pull.Operand(Weight), rank) : pull.Seed));
        }

        if (constants.HasWeight && pull.Wants(Weight))
        {
            pull.Add(Weight, SumOperation<T>.Over(pull.Seed * z.Value, repeated, false, false));
        }

        if (pull.OperandCount > constants.Bias && pull.Wants(constants.Bias))
        {
            pull.Add(constants.Bias, SumOperation<T>.Over(pull.Seed, repeated, false, false));
        }
    }

    /// <summary>The constants of a node: over how many axes, whether there is a weight, and the statistics of each group.</summary>
    protected readonly struct Constants(int axes, bool hasWeight, double epsilon, int groups, T* statistics)
    {
        public readonly int Axes = axes;
        public readonly bool HasWeight = hasWeight;
        public readonly double Epsilon = epsilon;
        private readonly int _groups = groups;
        private readonly T* _statistics = statistics;

        /// <summary>Which operand the bias is, if there is one.</summary>
        public int Bias => HasWeight ? 2 : 1;

        public ReadOnlySpan<T> Mean => new(_statistics, _groups);

        public ReadOnlySpan<T> Variance => new(_statistics + _groups, _groups);
    }

    /// <summary>z in operations.</summary>
    private readonly struct Normalized
    {
        private readonly Variable<T> _deviation;
        private readonly ulong _axes;

        public Normalized(Variable<T> x, ulong axes, double epsilon)
        {
            _axes = axes;
            Variable<T> centred = x - Mean(x);
            _deviation = (Mean(centred.Square()) + epsilon).Sqrt();
            Value = centred / _deviation;
        }

        public Variable<T> Value { get; }

        public Variable<T> Project(Variable<T> v) => (v - Mean(v) - (Value * Mean(v * Value))) / _deviation;

        private Variable<T> Mean(Variable<T> v) => SumOperation<T>.Over(v, _axes, true, true);
    }
}
