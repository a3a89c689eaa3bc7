using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// Neighbouring axes, from one to before another: together they are one axis of the memory. An operation that works along one
/// axis works over any axes by taking them group by group, the last one first so that the others keep their places.
/// </summary>
internal readonly record struct AxisGroup(int First, int End)
{
    /// <summary>The axes as bits.</summary>
    public ulong Bits => Axes.All(End) & ~Axes.All(First);

    /// <summary>The last group among axes given as bits; no axes at all are a group of size 1 in front.</summary>
    public static AxisGroup Last(ulong axes)
    {
        int end = 64 - BitOperations.LeadingZeroCount(axes);
        int first = end;
        while (first > 0 && (axes >> (first - 1) & 1) != 0)
        {
            first--;
        }

        return new(first, end);
    }

    /// <summary>An array seen along the group.</summary>
    public AlongAxis In(ReadOnlySpan<int> sizes) =>
        new(First, Shape.CheckedLength(sizes[..First]), Shape.CheckedLength(sizes[First..End]), Shape.CheckedLength(sizes[End..]));
}
