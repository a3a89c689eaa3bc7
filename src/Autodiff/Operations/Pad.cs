using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The array with elements of one value before and behind it along each axis. Slope: 1 to what was there before.</summary>
    /// <param name="before">How many elements before it, for each axis.</param>
    /// <param name="after">How many elements behind it, for each axis.</param>
    /// <param name="value">Their value.</param>
    /// <remarks>To cut elements off, slice: negative numbers are refused.</remarks>
    /// <exception cref="ShapeException">There is not a number for each axis, or the result has more elements than an array can hold.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public Variable<T> Pad(ReadOnlySpan<int> before, ReadOnlySpan<int> after, double value = 0.0)
    {
        Tape<T> tape = Tape;
        ReadOnlySpan<int> sizes = tape.SizesOf(this);
        if (before.Length != sizes.Length || after.Length != sizes.Length)
        {
            throw new ShapeException($"Pad of shape {Shape.Format(sizes)} needs two numbers for each axis; it was given {before.Length} and {after.Length}.");
        }

        Span<int> padded = stackalloc int[sizes.Length];
        RegionBuilder builder = new(stackalloc RegionAxis[sizes.Length]);
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            long size = (long)before[axis] + sizes[axis] + after[axis];
            if (before[axis] < 0 || after[axis] < 0)
            {
                throw new ArgumentOutOfRangeException(
                    before[axis] < 0 ? nameof(before) : nameof(after),
                    CallerLocation.Append($"Pad of shape {Shape.Format(sizes)}: {before[axis]} before and {after[axis]} behind axis {axis}; neither may be negative."));
            }

            padded[axis] = size <= Array.MaxLength
                ? (int)size
                : throw new ShapeException($"Pad of shape {Shape.Format(sizes)}: {size} elements along axis {axis} are more than an array can hold.");
            builder.Add(padded[axis], before[axis], 1, sizes[axis]);
        }

        if (padded.SequenceEqual(sizes))
        {
            return this;
        }

        Shape.CheckedLength(padded);
        Span<KeptRegion> regions = tape.AllocateKept<KeptRegion>(1);
        regions[0] = KeptRegion.Keep(tape, builder.Build());
        return PlaceOperation<T>.Pad.Record(tape, [this], regions, padded, T.CreateTruncating(value));
    }

    /// <summary>The array with elements of one value before and behind it along one axis.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="before">How many elements before it.</param>
    /// <param name="after">How many elements behind it.</param>
    /// <param name="value">Their value.</param>
    /// <inheritdoc cref="Pad(ReadOnlySpan{int}, ReadOnlySpan{int}, double)"/>
    public Variable<T> Pad(int axis, int before, int after, double value = 0.0)
    {
        ReadOnlySpan<int> sizes = Tape.SizesOf(this);
        axis = Axes.Normalize(nameof(Pad), axis, sizes);
        Span<int> fronts = stackalloc int[sizes.Length];
        Span<int> backs = stackalloc int[sizes.Length];
        fronts.Clear();
        backs.Clear();
        fronts[axis] = before;
        backs[axis] = after;
        return Pad(fronts, backs, value);
    }
}
