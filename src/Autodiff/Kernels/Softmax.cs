using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Softmax and log-softmax along one axis of a dense row-major array, seen as (outer, length, inner): element (o, i, r) lies at
/// (o length + i) inner + r. Fastest where inner is 1.
/// </summary>
/// <remarks>
/// Finite for logits of any size, because the greatest of a row is subtracted first. A row that contains NaN or +infinity, or only
/// -infinity, gives NaN.
/// </remarks>
internal static unsafe class Softmax
{
    /// <summary>y = e^(x - m) / sum(e^(x - m)) with m = max(x). What would be subnormal is 0. x and y may be the same array.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Run(x, outer, length, inner, y, logarithm: false, threads);

    /// <summary>y = x - m - log(sum(e^(x - m))) with m = max(x). x and y may be the same array.</summary>
    public static void LogForward<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Run(x, outer, length, inner, y, logarithm: true, threads);

    /// <summary>target (+)= y (g - sum(g y)) for y = softmax(x).</summary>
    public static void Pullback<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> g, int outer, int length, int inner, Span<T> target, bool accumulate, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Pull(y, g, outer, length, inner, target, accumulate, logarithm: false, threads);

    /// <summary>target (+)= g - e^y sum(g) for y = log-softmax(x).</summary>
    public static void LogPullback<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> g, int outer, int length, int inner, Span<T> target, bool accumulate, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Pull(y, g, outer, length, inner, target, accumulate, logarithm: true, threads);

    private static void Run<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y, bool logarithm, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, checked(outer * length * inner));
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        if (x.IsEmpty)
        {
            return;
        }

        fixed (T* from = x, to = y)
        {
            var action = new ForwardAction<T>(from, outer, length, inner, to, logarithm);
            Workers.RunRange(threads, outer, LeastRows(length * inner), RowUnit, ref action);
        }
    }

    private static void Pull<T>(
        ReadOnlySpan<T> y, ReadOnlySpan<T> g, int outer, int length, int inner, Span<T> target, bool accumulate, bool logarithm, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, checked(outer * length * inner));
        ArgumentOutOfRangeException.ThrowIfNotEqual(g.Length, y.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, y.Length);
        if (y.IsEmpty)
        {
            return;
        }

        fixed (T* output = y, gradient = g, to = target)
        {
            var action = new PullbackAction<T>(output, gradient, outer, length, inner, to, accumulate, logarithm);
            Workers.RunRange(threads, outer, LeastRows(length * inner), RowUnit, ref action);
        }
    }

    /// <summary>Rows are taken in blocks, and several short ones at once: a cut between blocks leaves each row in the company that it has without.</summary>
    internal const int RowUnit = 64;

    /// <summary>How many rows of a length are worth a thread's while.</summary>
    internal static nint LeastRows(nint length) => 1 + (Pointwise.LeastPart / Math.Max(length, 1));

    internal readonly struct ForwardAction<T>(T* x, nint outer, nint length, nint inner, T* y, bool logarithm)
        : ILaneAction<T>, IRange<ForwardAction<T>>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _x = x;
        private readonly T* _y = y;

        public ForwardAction<T> Slice(nint start, nint rows) =>
            new(_x + (start * length * inner), rows, length, inner, _y + (start * length * inner), logarithm);

        public void Run()
        {
            ForwardAction<T> action = this;
            Lanes.Dispatch<T, ForwardAction<T>>(ref action);
        }

        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            if (inner == 1)
            {
                Rows<L>();
            }
            else
            {
                Columns<L>();
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining), SkipLocalsInit]
        private void Rows<L>()
            where L : unmanaged, ILane<L, T>
        {
            var greatest = stackalloc T[SoftmaxRows<L, T>.MaxBlock];
            var sums = stackalloc T[SoftmaxRows<L, T>.MaxBlock];
            var block = SoftmaxRows<L, T>.Block(length);
            for (nint row = 0; row < outer; row += block)
            {
                var rows = Math.Min(block, outer - row);
                var at = row * length;
                SoftmaxRows<L, T>.Run(_x + at, rows, length, logarithm ? null : _y + at, greatest, sums);
                if (!logarithm)
                {
                    continue;
                }

                // The scratch is a whole number of lanes; what lies behind the last row is computed and not used.
                for (nint i = 0; i < rows; i += L.Count)
                {
                    L.Store(L.Log(L.Load(sums + i)), sums + i);
                }

                for (nint i = 0; i < rows; i++, at += length)
                {
                    SubtractFromRow<L>(_x + at, length, L.Create(greatest[i]), L.Create(sums[i]), _y + at);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void SubtractFromRow<L>(T* x, nint length, L greatest, L logarithm, T* y)
            where L : unmanaged, ILane<L, T>
        {
            nint count = L.Count;
            for (; length >= count; length -= count, x += count, y += count)
            {
                L.Store(L.Load(x) - greatest - logarithm, y);
            }

            if (length > 0)
            {
                L.Store(L.Load(x, (int)length) - greatest - logarithm, y, (int)length);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Columns<L>()
            where L : unmanaged, ILane<L, T>
        {
            for (nint o = 0; o < outer; o++)
            {
                for (nint column = 0; column < inner; column += L.Count)
                {
                    var columns = (int)Math.Min(L.Count, inner - column);
                    var at = o * length * inner + column;
                    SoftmaxColumns<L, T>.Run(_x + at, length, inner, columns, logarithm ? null : _y + at, out var greatest, out var sum);
                    if (logarithm)
                    {
                        var log = L.Log(sum);
                        for (nint i = 0; i < length; i++, at += inner)
                        {
                            SoftmaxColumns<L, T>.Store(SoftmaxColumns<L, T>.Load(_x + at, columns) - greatest - log, _y + at, columns);
                        }
                    }
                }
            }
        }
    }

    internal readonly struct PullbackAction<T>(
        T* y, T* g, nint outer, nint length, nint inner, T* target, bool accumulate, bool logarithm)
        : ILaneAction<T>, IRange<PullbackAction<T>>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _y = y;
        private readonly T* _g = g;
        private readonly T* _target = target;

        public PullbackAction<T> Slice(nint start, nint rows)
        {
            var at = start * length * inner;
            return new(_y + at, _g + at, rows, length, inner, _target + at, accumulate, logarithm);
        }

        public void Run()
        {
            PullbackAction<T> action = this;
            Lanes.Dispatch<T, PullbackAction<T>>(ref action);
        }

        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            if (logarithm)
            {
                By<L, LogSoftmaxRule<L, T>>();
            }
            else
            {
                By<L, SoftmaxRule<L, T>>();
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void By<L, R>()
            where L : unmanaged, ILane<L, T>
            where R : struct, ISoftmaxRule<L, T>
        {
            if (inner == 1)
            {
                SoftmaxPullback<L, T, R>.Rows(_y, _g, outer, length, _target, accumulate);
                return;
            }

            for (nint o = 0; o < outer; o++)
            {
                for (nint column = 0; column < inner; column += L.Count)
                {
                    var columns = (int)Math.Min(L.Count, inner - column);
                    var at = o * length * inner + column;
                    SoftmaxPullback<L, T, R>.Columns(_y + at, _g + at, length, inner, columns, _target + at, accumulate);
                }
            }
        }
    }
}
