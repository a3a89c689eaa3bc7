using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Softmax and cross-entropy with integer labels in one, for logits of <c>rows</c> by <c>classes</c>.</summary>
/// <remarks>
/// Finite for finite logits of any size. A class with logit -infinity has probability 0; as the label its loss is +infinity. A row that
/// contains NaN or +infinity, or only -infinity, gives NaN.
/// </remarks>
internal static unsafe class CrossEntropy
{
    /// <summary>The label of a row that has none; only where each row has a loss of its own.</summary>
    public const int NoLabel = -1;

    /// <summary>The mean over the rows of -log softmax(logits)[label] = log(sum(e^(x - m))) + m - x[label]; NaN without rows.</summary>
    /// <param name="logits">x, one row after the other.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="classes">The length of a row.</param>
    /// <param name="labels">For each row a class.</param>
    /// <param name="probabilities">Filled with softmax(logits), which <see cref="Pullback"/> needs. May be the array of the logits.</param>
    /// <param name="threads">How many threads may be busy.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    public static T Forward<T>(ReadOnlySpan<T> logits, int rows, int classes, ReadOnlySpan<int> labels, Span<T> probabilities, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(logits.Length, rows, classes, labels, probabilities.Length);
        if (rows == 0)
        {
            return T.NaN;
        }

        fixed (T* from = logits, to = probabilities)
        fixed (int* label = labels)
        {
            return ForwardChecked(from, rows, classes, label, to, threads);
        }
    }

    /// <summary><see cref="Forward"/> of one row at least, of sizes and labels that are known to fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T ForwardChecked<T>(T* logits, int rows, int classes, int* labels, T* probabilities, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T total;
        var action = new ForwardAction<T>(logits, rows, classes, labels, probabilities, null, &total, threads);
        Lanes.Dispatch<T, ForwardAction<T>>(ref action);
        return total / T.CreateChecked(rows);
    }

    /// <summary>The loss of each row, written to <paramref name="losses"/>; 0 for a row with the label <see cref="NoLabel"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither a class nor <see cref="NoLabel"/>.</exception>
    public static void ForwardRows<T>(
        ReadOnlySpan<T> logits, int rows, int classes, ReadOnlySpan<int> labels, Span<T> probabilities, Span<T> losses, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(logits.Length, rows, classes, labels, probabilities.Length, NoLabel);
        ArgumentOutOfRangeException.ThrowIfNotEqual(losses.Length, rows);
        if (logits.IsEmpty)
        {
            // Without classes no row has a label.
            losses.Clear();
            return;
        }

        T total;
        fixed (T* from = logits, to = probabilities, loss = losses)
        fixed (int* label = labels)
        {
            var action = new ForwardAction<T>(from, rows, classes, label, to, loss, &total, threads);
            Lanes.Dispatch<T, ForwardAction<T>>(ref action);
        }
    }

    /// <summary>target (+)= scale (p - onehot(label)) for p = softmax(logits): the gradient of the mean at scale = seed / rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    public static void Pullback<T>(
        ReadOnlySpan<T> probabilities, ReadOnlySpan<int> labels, int rows, int classes, T scale, Span<T> target, bool accumulate, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(probabilities.Length, rows, classes, labels, target.Length);
        if (rows == 0)
        {
            return;
        }

        fixed (T* from = probabilities, to = target)
        fixed (int* label = labels)
        {
            PullbackChecked(from, label, rows, classes, scale, to, accumulate, threads);
        }
    }

    /// <summary><see cref="Pullback"/> of sizes and labels that are known to fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void PullbackChecked<T>(
        T* probabilities, int* labels, int rows, int classes, T scale, T* target, bool accumulate, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var action = new PullbackAction<T>(probabilities, labels, rows, classes, null, scale, target, accumulate);
        Workers.RunRange(threads, rows, Softmax.LeastRows(classes), 1, ref action);
    }

    /// <summary>target (+)= g (p - onehot(label)) with a gradient g for each row: the counterpart of <see cref="ForwardRows"/>.</summary>
    /// <remarks>A row without a label adds nothing, whatever its probabilities.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither a class nor <see cref="NoLabel"/>.</exception>
    public static void PullbackRows<T>(
        ReadOnlySpan<T> probabilities, ReadOnlySpan<int> labels, int rows, int classes, ReadOnlySpan<T> g, Span<T> target, bool accumulate, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(probabilities.Length, rows, classes, labels, target.Length, NoLabel);
        ArgumentOutOfRangeException.ThrowIfNotEqual(g.Length, rows);
        if (rows == 0)
        {
            return;
        }

        fixed (T* from = probabilities, to = target, gradient = g)
        fixed (int* label = labels)
        {
            var action = new PullbackAction<T>(from, label, rows, classes, gradient, T.One, to, accumulate);
            Workers.RunRange(threads, rows, Softmax.LeastRows(classes), 1, ref action);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Check(int logits, int rows, int classes, ReadOnlySpan<int> labels, int probabilities, int least = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logits, checked(rows * classes));
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities, logits);
        int wrong = IndexOfNoClass(labels, classes, least);
        if (wrong >= 0)
        {
            ThrowLabel(labels[wrong], classes);
        }
    }

    /// <summary>Where the first label stands that is neither a class nor between <paramref name="least"/> and 0; -1 if there is none.</summary>
    public static int IndexOfNoClass(ReadOnlySpan<int> labels, int classes, int least) =>
        classes > least ? labels.IndexOfAnyExceptInRange(least, classes - 1) : labels.IsEmpty ? -1 : 0;

    [DoesNotReturn]
    private static void ThrowLabel(int label, int classes)
        => throw new ArgumentOutOfRangeException(nameof(label), label, $"A label must be one of the {classes} classes, 0 to {classes - 1}.");

    internal readonly struct ForwardAction<T>(
        T* logits, nint rows, nint classes, int* labels, T* probabilities, T* losses, T* total, int threads = 1) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // So many blocks of rows are shared out at once, with room for their sums.
        private const int Group = 128;

        private readonly T* _logits = logits;
        private readonly int* _labels = labels;
        private readonly T* _probabilities = probabilities;
        private readonly T* _losses = losses;
        private readonly T* _total = total;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining), SkipLocalsInit]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            nint count = L.Count;
            var levels = stackalloc T[ReductionCascade.Levels * L.Count];
            var sums = stackalloc T[Group * L.Count];
            nint blocks = (rows + SoftmaxRows<L, T>.MaxBlock - 1) / SoftmaxRows<L, T>.MaxBlock;
            uint pushed = 0;
            for (nint first = 0; first < blocks; first += Group)
            {
                nint length = Math.Min(Group, blocks - first);
                var range = new Blocks<L>(this, first, length, sums);
                Workers.RunRange(threads, length, 1 + (Softmax.LeastRows(classes) / SoftmaxRows<L, T>.MaxBlock), 1, ref range);
                for (nint block = 0; block < length; block++, pushed++)
                {
                    ReductionCascade.Push<L, T, SumFold<L, T>>(levels, count, pushed, L.Load(sums + (block * count)));
                }
            }

            *_total = L.Sum(ReductionCascade.Total<L, T, SumFold<L, T>>(levels, count, pushed));
        }

        /// <summary>The rows of a block; their losses lane by lane.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining), SkipLocalsInit]
        private L Block<L>(nint row)
            where L : unmanaged, ILane<L, T>
        {
            nint count = L.Count;
            var greatest = stackalloc T[SoftmaxRows<L, T>.MaxBlock];
            var sums = stackalloc T[SoftmaxRows<L, T>.MaxBlock];
            var chosen = stackalloc T[SoftmaxRows<L, T>.MaxBlock];
            var block = Math.Min(SoftmaxRows<L, T>.MaxBlock, rows - row);
            var at = row * classes;

            // Read before the probabilities are written, which may lie in the same place.
            var x = _logits + at;
            var label = _labels + row;
            var length = classes;
            for (nint i = 0; i < block; i++, x += length)
            {
                chosen[i] = x[Math.Max(label[i], 0)];
            }

            SoftmaxRows<L, T>.Run(_logits + at, block, length, _probabilities + at, greatest, sums);

            // Fill up the last lane with losses of log(1) + 0 - 0.
            for (var i = block; i % count != 0; i++)
            {
                greatest[i] = T.Zero;
                chosen[i] = T.Zero;
                sums[i] = T.One;
            }

            var part = L.Create(T.Zero);
            for (nint i = 0; i < block; i += count)
            {
                var loss = L.Load(greatest + i) - L.Load(chosen + i) + L.Log(L.Load(sums + i));
                part += loss;
                if (_losses is not null)
                {
                    SoftmaxColumns<L, T>.Store(loss, _losses + row + i, (int)Math.Min(count, block - i));
                }
            }

            if (_losses is not null)
            {
                ClearUnlabelled(_losses + row, label, block);
            }

            return part;
        }

        /// <summary>Some blocks of rows, each with a place for its sum.</summary>
        private readonly struct Blocks<L>(ForwardAction<T> action, nint first, nint length, T* sums) : IRange<Blocks<L>>
            where L : unmanaged, ILane<L, T>
        {
            private readonly T* _sums = sums;

            public Blocks<L> Slice(nint start, nint part) => new(action, first + start, part, _sums + (start * L.Count));

            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
            public void Run()
            {
                for (nint block = 0; block < length; block++)
                {
                    L.Store(action.Block<L>((first + block) * SoftmaxRows<L, T>.MaxBlock), _sums + (block * L.Count));
                }
            }
        }

        private static void ClearUnlabelled(T* losses, int* labels, nint rows)
        {
            for (nint i = 0; i < rows; i++)
            {
                if (labels[i] < 0)
                {
                    losses[i] = T.Zero;
                }
            }
        }
    }

    internal readonly struct PullbackAction<T>(
        T* probabilities, int* labels, nint rows, nint classes, T* g, T scale, T* target, bool accumulate)
        : ILaneAction<T>, IRange<PullbackAction<T>>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private const int Block = 64;

        private readonly T* _probabilities = probabilities;
        private readonly int* _labels = labels;
        private readonly T* _g = g;
        private readonly T* _target = target;

        public PullbackAction<T> Slice(nint start, nint length) => new(
            _probabilities + (start * classes), _labels + start, length, classes, _g is null ? null : _g + start, scale, _target + (start * classes), accumulate);

        public void Run()
        {
            PullbackAction<T> action = this;
            Lanes.Dispatch<T, PullbackAction<T>>(ref action);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            if (_g is null)
            {
                PullTogether<L>();
            }
            else
            {
                PullRows<L>();
            }
        }

        // The rows are contiguous, so they are scaled as one; the labels' elements are computed before and put in place after.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining), SkipLocalsInit]
        private void PullTogether<L>()
            where L : unmanaged, ILane<L, T>
        {
            // Locals, because for all the compiler knows the loops' stores change the fields.
            var chosen = stackalloc T[Block];
            var length = classes;
            var factor = scale;
            var add = accumulate;
            for (nint row = 0; row < rows; row += Block)
            {
                var block = Math.Min(Block, rows - row);
                var start = row * length;
                var p = _probabilities + start;
                var target = _target + start;
                var label = _labels + row;
                for (nint i = 0, at = 0; i < block; i++, at += length)
                {
                    var value = factor * (p[at + label[i]] - T.One);
                    chosen[i] = add ? target[at + label[i]] + value : value;
                }

                ScaleTo<L>(p, factor, target, block * length);
                for (nint i = 0; i < block; i++, target += length)
                {
                    target[label[i]] = chosen[i];
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void PullRows<L>()
            where L : unmanaged, ILane<L, T>
        {
            var length = classes;
            var p = _probabilities;
            var target = _target;
            for (nint row = 0; row < rows; row++, p += length, target += length)
            {
                var label = _labels[row];
                if (label >= 0)
                {
                    var value = _g[row] * (p[label] - T.One);
                    var chosen = accumulate ? target[label] + value : value;
                    ScaleTo<L>(p, _g[row], target, length);
                    target[label] = chosen;
                }
                else if (!accumulate)
                {
                    new Span<T>(target, (int)length).Clear();
                }
            }
        }

        // Probabilities that the factor would make subnormal count as 0: all products that follow would be slow with them.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void ScaleTo<L>(T* p, T factor, T* target, nint length)
            where L : unmanaged, ILane<L, T>
        {
            nint count = L.Count;
            var add = accumulate;
            var factors = L.Create(factor);
            var least = SoftmaxRange<L, T>.Least / L.Abs(factors);
            for (; length >= count; length -= count, p += count, target += count)
            {
                var value = factors * SoftmaxRange<L, T>.ZeroBelow(L.Load(p), least);
                L.Store(add ? L.Load(target) + value : value, target);
            }

            if (length > 0)
            {
                var value = factors * SoftmaxRange<L, T>.ZeroBelow(L.Load(p, (int)length), least);
                L.Store(add ? L.Load(target, (int)length) + value : value, target, (int)length);
            }
        }
    }
}
