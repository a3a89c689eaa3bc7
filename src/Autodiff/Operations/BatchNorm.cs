using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// (x - mean) / sqrt(variance + epsilon) w + b, where mean and biased variance are those of each channel (axis 1) over this
    /// batch, whatever the mode of the tape.
    /// </summary>
    /// <param name="weight">w, of shape [channels]; 1 where none is given.</param>
    /// <param name="bias">b, of shape [channels]; 0 where none is given.</param>
    /// <param name="epsilon">What keeps the root from 0.</param>
    /// <remarks>
    /// This is [examples, channels, ...]. With P v = (v - mean(v) - z mean(v z)) / sqrt(variance + epsilon) the vector-Jacobian
    /// product is P(g w). NaN in a channel gives NaN in the channel. An empty batch gives an empty result.
    /// </remarks>
    /// <exception cref="ShapeException">There are fewer than two axes, one value a channel, or weight or bias are not [channels].</exception>
    /// <exception cref="ArgumentOutOfRangeException">The epsilon is negative, NaN or infinite.</exception>
    public Variable<T> BatchNorm(Operand<T>? weight = null, Operand<T>? bias = null, double epsilon = 1e-5) =>
        BatchNormOperation<T>.Record(this, weight?.On(this), bias?.On(this), epsilon);

    /// <summary>
    /// Batch norm with running statistics. While the tape records: by the statistics of this batch, towards which the running ones
    /// move, running (1 - momentum) + batch momentum, the batch's variance being the unbiased one there. Within
    /// <see cref="Tape{T}.Inference"/>: by the running statistics.
    /// </summary>
    /// <param name="statistics">The running statistics.</param>
    /// <param name="weight">w, of shape [channels]; 1 where none is given.</param>
    /// <param name="bias">b, of shape [channels]; 0 where none is given.</param>
    /// <param name="momentum">How far the running statistics move.</param>
    /// <param name="epsilon">What keeps the root from 0.</param>
    /// <remarks>An empty batch leaves the running statistics as they are.</remarks>
    /// <exception cref="ShapeException">
    /// There are fewer than two axes, one value a channel in training, or statistics, weight or bias are not [channels].
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The epsilon is negative, NaN or infinite, or the momentum is not in [0, 1].</exception>
    public Variable<T> BatchNorm(
        RunningStatistics<T> statistics, Operand<T>? weight = null, Operand<T>? bias = null, double momentum = 0.1, double epsilon = 1e-5)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        return BatchNormOperation<T>.Record(this, statistics, weight?.On(this), bias?.On(this), momentum, epsilon);
    }
}

/// <summary>Normalisation of each channel over a batch. Keeps mean and variance of the channels.</summary>
internal sealed unsafe class BatchNormOperation<T> : NormalizationOperation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Channels whose numbers lie in shorter pieces than this are put together first.
    private const int LeastRun = 16;

    private static readonly BatchNormOperation<T> _instance = new();

    public override string Name => "batchnorm";

    public static Variable<T> Record(Variable<T> x, RunningStatistics<T> statistics, Variable<T>? weight, Variable<T>? bias, double momentum, double epsilon)
    {
        Tape<T> tape = x.Tape;
        Batch batch = Check(x, weight, bias, epsilon);
        if (statistics.Channels != batch.Channels)
        {
            throw new ShapeException($"BatchNorm of {x.Shape} needs running statistics of {batch.Channels} channels; they have {statistics.Channels}.");
        }

        if (!(momentum >= 0.0 && momentum <= 1.0))
        {
            throw WindowArguments.Refused(nameof(Variable<T>.BatchNorm), nameof(momentum), momentum, "must be in [0, 1]");
        }

        if (tape.IsRecording)
        {
            Variable<T> y = Record(x, weight, bias, epsilon);
            if (y.Length > 0)
            {
                Constants constants = tape.Kept<Constants>(y.Id);
                tape.Observe(statistics, constants.Mean, constants.Variance, batch.Groups.Size, momentum);
            }

            return y;
        }

        int rank = x.Shape.Rank;
        Variable<T> factor = (weight ?? tape.Constant(T.One)) / (tape.Variable(statistics.Variance) + epsilon).Sqrt();
        Variable<T> scaled = (x - _instance.Placed(tape.Variable(statistics.Mean), rank)) * _instance.Placed(factor, rank);
        return bias is { } offset ? scaled + _instance.Placed(offset, rank) : scaled;
    }

    public static Variable<T> Record(Variable<T> x, Variable<T>? weight, Variable<T>? bias, double epsilon)
    {
        Tape<T> tape = x.Tape;
        Batch batch = Check(x, weight, bias, epsilon);
        if (batch.Groups.Size == 1)
        {
            throw new ShapeException($"BatchNorm of {x.Shape} has one value a channel, which has no variance; a batch needs two. Evaluate within tape.Inference().");
        }

        int channels = batch.Channels;
        Span<T> y = tape.Allocate(x.Length);
        Span<T> kept = tape.AllocateKept<T>(2 * channels);
        if (y.Length > 0)
        {
            Span<T> mean = kept[..channels];
            Span<T> variance = kept[channels..];
            Span<T> factor = tape.RentSpan(channels);
            ReadOnlySpan<T> numbers = batch.Gather(tape, tape.ValuesAt(x.Id), out Span<T> gathered);
            Span<T> result = gathered.IsEmpty ? y : gathered;
            Normalization.Statistics(numbers, batch.Groups, mean, variance, tape.Threads);
            Factors(variance, epsilon, weight is { } w ? tape.ValuesAt(w.Id) : [], factor);
            Normalization.Scale(numbers, batch.Groups, mean, factor, bias is { } b ? tape.ValuesAt(b.Id) : [], [], 0, [], result, tape.Threads);
            batch.Scatter(tape, gathered, y, false);
            tape.ReturnSpan(factor);
        }

        fixed (T* statistics = kept)
        {
            return _instance.Append(x, weight, bias, y, new Constants(1, weight is not null, epsilon, channels, statistics));
        }
    }

    protected override void PullInValues(ref Pullback<T> pull, in Constants constants)
    {
        Tape<T> tape = pull.Tape;
        Batch batch = new(pull.OutputSizes);
        int channels = batch.Channels;
        Span<T> perChannel = tape.RentSpan(3 * channels);
        Span<T> a = perChannel[..channels];
        Span<T> b = perChannel.Slice(channels, channels);
        Span<T> factor = perChannel[(2 * channels)..];
        ReadOnlySpan<T> x = batch.Gather(tape, pull.Values(0), out Span<T> gatheredX);
        ReadOnlySpan<T> seed = batch.Gather(tape, pull.SeedValues, out Span<T> gatheredSeed);
        Normalization.Sums(x, seed, batch.Groups, constants.Mean, a, b, pull.Tape.Threads);
        Factors(constants.Variance, constants.Epsilon, [], factor);
        if (constants.HasWeight && pull.Wants(Weight))
        {
            Span<T> target = pull.Target(Weight, out bool accumulate);
            for (int channel = 0; channel < channels; channel++)
            {
                T product = b[channel] * factor[channel];
                target[channel] = accumulate ? target[channel] + product : product;
            }
        }

        if (pull.OperandCount > constants.Bias && pull.Wants(constants.Bias))
        {
            Span<T> target = pull.Target(constants.Bias, out bool accumulate);
            for (int channel = 0; channel < channels; channel++)
            {
                target[channel] = accumulate ? target[channel] + a[channel] : a[channel];
            }
        }

        if (pull.Wants(0))
        {
            Means(batch.Groups.Size, factor, a, b);
            Factors(constants.Variance, constants.Epsilon, constants.HasWeight ? pull.Values(Weight) : [], factor);
            Span<T> target = pull.Target(0, out bool accumulate);
            bool apart = !gatheredSeed.IsEmpty;
            Normalization.Project(x, seed, batch.Groups, constants.Mean, a, b, factor, apart ? gatheredSeed : target, !apart && accumulate, pull.Tape.Threads);
            batch.Scatter(tape, gatheredSeed, target, accumulate);
        }
        else
        {
            Batch.Return(tape, gatheredSeed);
        }

        Batch.Return(tape, gatheredX);
        tape.ReturnSpan(perChannel);
    }

    protected override ulong NormalizedAxes(ReadOnlySpan<int> sizes, in Constants constants) => Axes.All(sizes.Length) & ~0b10UL;

    protected override ulong RepeatedAxes(ReadOnlySpan<int> sizes, in Constants constants) => NormalizedAxes(sizes, constants);

    protected override Variable<T> Placed(Variable<T> weight, int rank)
    {
        Span<int> sizes = stackalloc int[rank - 1];
        sizes.Fill(1);
        sizes[0] = weight.Length;
        return weight.Reshape(sizes);
    }

    private static Batch Check(Variable<T> x, Variable<T>? weight, Variable<T>? bias, double epsilon)
    {
        const string Operation = nameof(Variable<T>.BatchNorm);
        Tape<T> tape = x.Tape;
        tape.Operand(x, Operation);
        CheckEpsilon(Operation, epsilon);
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        if (sizes.Length < 2)
        {
            throw new ShapeException($"{Operation} needs x [examples, channels, ...]; it was given {Shape.Format(sizes)}.");
        }

        CheckSizes(tape, sizes, weight, nameof(weight));
        CheckSizes(tape, sizes, bias, nameof(bias));
        return new(sizes);
    }

    private static void CheckSizes(Tape<T> tape, ReadOnlySpan<int> sizes, Variable<T>? variable, string name)
    {
        if (variable is { } given)
        {
            tape.Operand(given, nameof(Variable<T>.BatchNorm));
            if (tape.SizesAt(given.Id) is not [int size] || size != sizes[1])
            {
                throw new ShapeException($"BatchNorm of {Shape.Format(sizes)} needs a {name} of shape [{sizes[1]}]; it was given {given.Shape}.");
            }
        }
    }

    /// <summary>[examples, channels, length], and how the numbers of a channel are visited.</summary>
    private readonly struct Batch
    {
        private readonly int _examples;
        private readonly int _length;
        private readonly bool _isGathered;

        public Batch(ReadOnlySpan<int> sizes)
        {
            (_examples, Channels, _length) = (sizes[0], sizes[1], Shape.CheckedLength(sizes[2..]));
            _isGathered = _length < LeastRun && _examples > 1 && Channels > 1;
            Groups = _isGathered
                ? NormalizationGroups.Rows(Channels, _examples * _length)
                : NormalizationGroups.Channels(_examples, Channels, _length);
        }

        public int Channels { get; }

        public NormalizationGroups Groups { get; }

        /// <summary>The numbers channel by channel if that is how they are visited, in a rented buffer; else the numbers themselves.</summary>
        public ReadOnlySpan<T> Gather(Tape<T> tape, ReadOnlySpan<T> numbers, out Span<T> rented)
        {
            rented = [];
            if (!_isGathered)
            {
                return numbers;
            }

            rented = tape.RentSpan(numbers.Length);
            Transposition.Permute(numbers, [_examples, Channels, _length], [1, 0, 2], rented, accumulate: false);
            return rented;
        }

        /// <summary>Puts a rented buffer's numbers back where they belong, and the buffer too; nothing if there is none.</summary>
        public void Scatter(Tape<T> tape, Span<T> rented, Span<T> target, bool accumulate)
        {
            if (!rented.IsEmpty)
            {
                Transposition.Permute(rented, [Channels, _examples, _length], [1, 0, 2], target, accumulate);
                tape.ReturnSpan(rented);
            }
        }

        public static void Return(Tape<T> tape, Span<T> rented)
        {
            if (!rented.IsEmpty)
            {
                tape.ReturnSpan(rented);
            }
        }
    }
}
