using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>The same as <see cref="SoftmaxRows{L, T}"/> along an axis that is not the last: lanes lie across it.</summary>
internal static unsafe class SoftmaxColumns<L, T>
    where L : unmanaged, ILane<L, T>, IReal<L>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Steps = 32;

    /// <summary>Reads a lane, or its first <paramref name="columns"/> numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Load(T* x, int columns) => columns == L.Count ? L.Load(x) : L.Load(x, columns);

    /// <summary>Writes a lane, or its first <paramref name="columns"/> numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(L value, T* y, int columns)
    {
        if (columns == L.Count)
        {
            L.Store(value, y);
        }
        else
        {
            L.Store(value, y, columns);
        }
    }

    /// <summary>The statistics of at most a lane of columns.</summary>
    /// <param name="x">The first number of the first column.</param>
    /// <param name="length">The length of a column.</param>
    /// <param name="pitch">From one number of a column to the next.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="y">Where to write the softmax, or null.</param>
    /// <param name="greatest">m for each column.</param>
    /// <param name="sum">s for each column.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public static void Run(T* x, nint length, nint pitch, int columns, T* y, out L greatest, out L sum)
    {
        L max = double.NegativeInfinity;
        for (nint i = 0; i < length; i++)
        {
            max = L.Max(max, Load(x + i * pitch, columns));
        }

        var levels = stackalloc T[ReductionCascade.Levels * L.Count];
        uint blocks = 0;
        for (nint i = 0; i < length;)
        {
            L part = 0.0;
            for (var end = Math.Min(length, i + Steps); i < end; i++)
            {
                var exponential = SoftmaxRange<L, T>.Exp(Load(x + i * pitch, columns) - max);
                part += exponential;
                if (y is not null)
                {
                    Store(exponential, y + i * pitch, columns);
                }
            }

            ReductionCascade.Push<L, T, SumFold<L, T>>(levels, L.Count, blocks, part);
            blocks++;
        }

        greatest = max;
        sum = ReductionCascade.Total<L, T, SumFold<L, T>>(levels, L.Count, blocks);
        if (y is not null)
        {
            var factor = (L)1.0 / sum;
            var least = SoftmaxRange<L, T>.Least * sum;
            for (nint i = 0; i < length; i++)
            {
                var value = Load(y + i * pitch, columns);
                Store(SoftmaxRange<L, T>.ZeroBelow(value, least) * factor, y + i * pitch, columns);
            }
        }
    }
}
