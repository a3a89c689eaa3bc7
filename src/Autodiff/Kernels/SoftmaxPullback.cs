using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>How a gradient g passes through y = softmax(x) or a relative: through a sum along the axis and a term of each element.</summary>
internal interface ISoftmaxRule<L, T>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>What is summed along the axis.</summary>
    static abstract L Summand(L y, L g);

    /// <summary>The gradient with respect to x.</summary>
    static abstract L Gradient(L y, L g, L sum);
}

/// <summary>Softmax: y (g - sum(g y)).</summary>
internal readonly struct SoftmaxRule<L, T> : ISoftmaxRule<L, T>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Summand(L y, L g) => y * g;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Gradient(L y, L g, L sum) => y * (g - sum);
}

/// <summary>Log-softmax: g - e^y sum(g).</summary>
internal readonly struct LogSoftmaxRule<L, T> : ISoftmaxRule<L, T>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Summand(L y, L g) => g;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Gradient(L y, L g, L sum) => g - SoftmaxRange<L, T>.ExpOrZero(y) * sum;
}

/// <summary>target (+)= the rule's gradient, along the last axis or another one.</summary>
internal static unsafe class SoftmaxPullback<L, T, R>
    where L : unmanaged, ILane<L, T>, IReal<L>
    where T : unmanaged, IFloatingPointIeee754<T>
    where R : struct, ISoftmaxRule<L, T>
{
    private const int Steps = 32;

    /// <summary>Along contiguous rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(T* y, T* g, nint rows, nint length, T* target, bool accumulate)
    {
        nint count = L.Count;
        for (nint row = 0; row < rows; row++)
        {
            var sum = L.Create(RowSum(y, g, length));
            nint rest = length;
            for (; rest >= count; rest -= count, y += count, g += count, target += count)
            {
                var value = R.Gradient(L.Load(y), L.Load(g), sum);
                L.Store(accumulate ? L.Load(target) + value : value, target);
            }

            if (rest > 0)
            {
                var value = R.Gradient(L.Load(y, (int)rest), L.Load(g, (int)rest), sum);
                L.Store(accumulate ? L.Load(target, (int)rest) + value : value, target, (int)rest);
                y += rest;
                g += rest;
                target += rest;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    private static T RowSum(T* y, T* g, nint length)
    {
        nint count = L.Count;
        if (length < count)
        {
            return length == 0 ? T.Zero : L.Sum(R.Summand(L.Load(y, (int)length), L.Load(g, (int)length)));
        }

        var levels = stackalloc T[ReductionCascade.Levels * L.Count];
        uint blocks = 0;
        while (length > 0)
        {
            L a = 0.0;
            L b = 0.0;
            L c = 0.0;
            L d = 0.0;
            var size = Math.Min(length, 4 * Steps * count);
            length -= size;
            for (; size >= 4 * count; size -= 4 * count, y += 4 * count, g += 4 * count)
            {
                a += R.Summand(L.Load(y), L.Load(g));
                b += R.Summand(L.Load(y + count), L.Load(g + count));
                c += R.Summand(L.Load(y + 2 * count), L.Load(g + 2 * count));
                d += R.Summand(L.Load(y + 3 * count), L.Load(g + 3 * count));
            }

            for (; size >= count; size -= count, y += count, g += count)
            {
                a += R.Summand(L.Load(y), L.Load(g));
            }

            if (size > 0)
            {
                b += R.Summand(L.Load(y, (int)size), L.Load(g, (int)size));
            }

            ReductionCascade.Push<L, T, SumFold<L, T>>(levels, count, blocks, a + b + (c + d));
            blocks++;
        }

        return L.Sum(ReductionCascade.Total<L, T, SumFold<L, T>>(levels, count, blocks));
    }

    /// <summary>Along at most a lane of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public static void Columns(T* y, T* g, nint length, nint pitch, int columns, T* target, bool accumulate)
    {
        var levels = stackalloc T[ReductionCascade.Levels * L.Count];
        uint blocks = 0;
        for (nint i = 0; i < length;)
        {
            L part = 0.0;
            for (var end = Math.Min(length, i + Steps); i < end; i++)
            {
                part += R.Summand(SoftmaxColumns<L, T>.Load(y + i * pitch, columns), SoftmaxColumns<L, T>.Load(g + i * pitch, columns));
            }

            ReductionCascade.Push<L, T, SumFold<L, T>>(levels, L.Count, blocks, part);
            blocks++;
        }

        var sum = ReductionCascade.Total<L, T, SumFold<L, T>>(levels, L.Count, blocks);
        for (nint i = 0; i < length; i++)
        {
            var at = i * pitch;
            var value = R.Gradient(SoftmaxColumns<L, T>.Load(y + at, columns), SoftmaxColumns<L, T>.Load(g + at, columns), sum);
            SoftmaxColumns<L, T>.Store(accumulate ? SoftmaxColumns<L, T>.Load(target + at, columns) + value : value, target + at, columns);
        }
    }
}
