using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// log(sum(e^x)) along one axis of a dense row-major array, seen as (outer, length, inner) as in <see cref="Softmax"/>. The result
/// is (outer, inner).
/// </summary>
/// <remarks>Finite for logits of any size. A row of -infinity alone gives -infinity, one with +infinity gives +infinity, with NaN gives NaN.</remarks>
internal static unsafe class LogSumExp
{
    /// <summary>y = m + log(sum(e^(x - m))) with m = max(x). An empty axis gives -infinity.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, checked(outer * length * inner));
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, outer * inner);
        if (x.IsEmpty)
        {
            y.Fill(T.NegativeInfinity);
            return;
        }

        fixed (T* from = x, to = y)
        {
            var action = new ForwardAction<T>(from, outer, length, inner, to);
            Workers.RunRange(threads, outer, Softmax.LeastRows(length * inner), Softmax.RowUnit, ref action);
        }
    }

    /// <summary>target (+)= g e^(x - y) for y = log-sum-exp(x): g times the softmax. 0 where y is -infinity.</summary>
    public static void Pullback<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> g, int outer, int length, int inner, Span<T> target, bool accumulate, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, checked(outer * length * inner));
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, x.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, outer * inner);
        ArgumentOutOfRangeException.ThrowIfNotEqual(g.Length, y.Length);
        if (x.IsEmpty)
        {
            return;
        }

        fixed (T* input = x, output = y, gradient = g, to = target)
        {
            var action = new PullbackAction<T>(input, output, gradient, outer, length, inner, to, accumulate);
            Workers.RunRange(threads, outer, Softmax.LeastRows(length * inner), Softmax.RowUnit, ref action);
        }
    }

    internal readonly struct ForwardAction<T>(T* x, nint outer, nint length, nint inner, T* y)
        : ILaneAction<T>, IRange<ForwardAction<T>>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _x = x;
        private readonly T* _y = y;

        public ForwardAction<T> Slice(nint start, nint rows) =>
            new(_x + (start * length * inner), rows, length, inner, _y + (start * inner));

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

        // m + log(s), and m itself where it is infinite: there x - m is NaN.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static L Result<L>(L greatest, L sum)
            where L : unmanaged, ILane<L, T>
            => L.Select(L.Equal(L.Abs(greatest), L.Create(T.PositiveInfinity)), greatest, greatest + L.Log(sum));

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining), SkipLocalsInit]
        private void Rows<L>()
            where L : unmanaged, ILane<L, T>
        {
            nint count = L.Count;
            var greatest = stackalloc T[SoftmaxRows<L, T>.MaxBlock];
            var sums = stackalloc T[SoftmaxRows<L, T>.MaxBlock];
            for (nint row = 0; row < outer; row += SoftmaxRows<L, T>.MaxBlock)
            {
                var rows = Math.Min(SoftmaxRows<L, T>.MaxBlock, outer - row);
                SoftmaxRows<L, T>.Run(_x + row * length, rows, length, null, greatest, sums);
                for (nint i = 0; i < rows; i += count)
                {
                    // The scratch is a whole number of lanes; what lies behind the last row is computed and not stored.
                    SoftmaxColumns<L, T>.Store(
                        Result(L.Load(greatest + i), L.Load(sums + i)), _y + row + i, (int)Math.Min(count, rows - i));
                }
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
                    SoftmaxColumns<L, T>.Run(_x + o * length * inner + column, length, inner, columns, null, out var greatest, out var sum);
                    SoftmaxColumns<L, T>.Store(Result(greatest, sum), _y + o * inner + column, columns);
                }
            }
        }
    }

    internal readonly struct PullbackAction<T>(
        T* x, T* y, T* g, nint outer, nint length, nint inner, T* target, bool accumulate)
        : ILaneAction<T>, IRange<PullbackAction<T>>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _x = x;
        private readonly T* _y = y;
        private readonly T* _g = g;
        private readonly T* _target = target;

        public PullbackAction<T> Slice(nint start, nint rows)
        {
            var at = start * length * inner;
            var row = start * inner;
            return new(_x + at, _y + row, _g + row, rows, length, inner, _target + at, accumulate);
        }

        public void Run()
        {
            PullbackAction<T> action = this;
            Lanes.Dispatch<T, PullbackAction<T>>(ref action);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            nint count = L.Count;
            var x = _x;
            var target = _target;
            for (nint o = 0; o < outer; o++)
            {
                if (inner == 1)
                {
                    Along(ref x, length, L.Create(_y[o]), L.Create(_g[o]), ref target);
                    continue;
                }

                for (nint column = 0; column < inner; column += count)
                {
                    var columns = (int)Math.Min(count, inner - column);
                    var y = SoftmaxColumns<L, T>.Load(_y + o * inner + column, columns);
                    var g = SoftmaxColumns<L, T>.Load(_g + o * inner + column, columns);
                    for (nint i = 0; i < length; i++)
                    {
                        Lane(x + i * inner + column, y, g, target + i * inner + column, columns);
                    }
                }

                x += length * inner;
                target += length * inner;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Along<L>(ref T* x, nint rest, L y, L g, ref T* target)
            where L : unmanaged, ILane<L, T>
        {
            nint count = L.Count;
            while (rest > 0)
            {
                var columns = Math.Min(count, rest);
                Lane(x, y, g, target, (int)columns);
                x += columns;
                target += columns;
                rest -= columns;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Lane<L>(T* x, L y, L g, T* target, int columns)
            where L : unmanaged, ILane<L, T>
        {
            var slope = SoftmaxRange<L, T>.ExpOrZero(SoftmaxColumns<L, T>.Load(x, columns) - y);
            var value = g * L.Select(L.Equal(y, L.Create(T.NegativeInfinity)), L.Create(T.Zero), slope);
            SoftmaxColumns<L, T>.Store(accumulate ? SoftmaxColumns<L, T>.Load(target, columns) + value : value, target, columns);
        }
    }
}
