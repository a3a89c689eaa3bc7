using System.Globalization;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// What is taken along one axis, as in <c>x[1..3, ^1]</c>: an element or a range. Converts implicitly from int,
/// <see cref="System.Index"/> and <see cref="System.Range"/>; nobody needs to name it but for <see cref="Range"/>.
/// </summary>
/// <remarks>
/// An int or Index drops its axis, a range keeps it. Both are C#'s: what lies outside of the axis is refused, and <c>^1</c>, not -1, is the
/// last element. <see cref="Range"/> is numpy's.
/// </remarks>
public readonly struct AxisIndex
{
    private readonly Range _range;
    private readonly int? _start;
    private readonly int? _stop;
    private readonly int _step;
    private readonly Kind _kind;

    private AxisIndex(Kind kind, Range range, int step)
    {
        _kind = kind;
        _range = range;
        _step = step;
    }

    private AxisIndex(int? start, int? stop, int step)
    {
        _kind = Kind.Steps;
        _start = start;
        _stop = stop;
        _step = step;
    }

    private enum Kind : byte
    {
        All,
        Element,
        Between,
        Steps,
    }

    /// <summary>Whether the axis is dropped.</summary>
    internal bool IsElement => _kind == Kind.Element;

    /// <summary>The element at a place counted from the front; the axis is dropped.</summary>
    public static implicit operator AxisIndex(int index) =>
        new(Kind.Element, new(index < 0 ? Negative(index) : index, 0), 1);

    /// <summary>The element at a place counted from either end; the axis is dropped.</summary>
    public static implicit operator AxisIndex(Index index) => new(Kind.Element, new(index, index), 1);

    /// <summary>The elements of a range, which must lie within the axis.</summary>
    public static implicit operator AxisIndex(Range range) => new(Kind.Between, range, 1);

    /// <summary>
    /// Elements by numpy's rules, <c>start:stop:step</c>: negative places count from the end, places outside of the axis are
    /// moved to its border, and a negative step goes backwards.
    /// </summary>
    /// <param name="start">The first place; null is the axis' end that the step starts from.</param>
    /// <param name="stop">The place before which it ends; null is the axis' other end.</param>
    /// <param name="step">From one element to the next.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is 0.</exception>
    public static AxisIndex Range(int? start = null, int? stop = null, int step = 1) => new(start, stop, CheckedStep(step));

    /// <summary>The range's elements, each step-th of them; with a negative step from its last element backwards.</summary>
    internal static AxisIndex Between(Range range, int step) => new(Kind.Between, range, CheckedStep(step));

    /// <summary>What of an axis is meant: where it starts, how far it steps, how many elements there are.</summary>
    internal (int Start, int Step, int Count) Resolve(string operation, int axis, ReadOnlySpan<int> sizes)
    {
        int size = sizes[axis];
        switch (_kind)
        {
            case Kind.All:
                return (0, 1, size);
            case Kind.Steps:
                return Steps(size);
            case Kind.Element:
                int place = _range.Start.GetOffset(size);
                return (uint)place < (uint)size ? (place, 1, 1) : throw Outside(operation, "index", Text(_range.Start), axis, sizes);
            default:
                int start = _range.Start.GetOffset(size);
                int length = _range.End.GetOffset(size) - start;
                if ((uint)start > (uint)size || (uint)length > (uint)(size - start))
                {
                    throw Outside(operation, "range", $"{Text(_range.Start)}..{Text(_range.End)}", axis, sizes);
                }

                return (_step > 0 ? start : start + length - 1, _step, Counted(length, _step));
        }
    }

    /// <summary>The refusal of an index or a range: it names the operation, the axis and the shape.</summary>
    internal static ArgumentOutOfRangeException Outside(string operation, string what, string text, int axis, ReadOnlySpan<int> sizes)
    {
        string elements = sizes[axis] == 1 ? "1 element" : string.Create(CultureInfo.InvariantCulture, $"{sizes[axis]} elements");
        return new(what, CallerLocation.Append($"{operation}: {what} {text} is outside of axis {axis} of shape {Shape.Format(sizes)}, which has {elements}."));
    }

    // How many places a step apart there are among that many: the division rounds up.
    private static int Counted(long length, long step) => length <= 0 ? 0 : (int)((length + Math.Abs(step) - 1) / Math.Abs(step));

    private static string Text(Index index) => string.Create(CultureInfo.InvariantCulture, $"{(index.IsFromEnd ? "^" : string.Empty)}{index.Value}");

    private static int CheckedStep(int step) => step != 0
        ? step
        : throw new ArgumentOutOfRangeException(nameof(step), CallerLocation.Append("Slice: a step of 0 leads nowhere."));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Negative(int index) => throw new ArgumentOutOfRangeException(
        nameof(index),
        CallerLocation.Append(string.Create(CultureInfo.InvariantCulture, $"Index: {index} is negative; ^1 is the last element of an axis, ^2 the one before.")));

    private (int Start, int Step, int Count) Steps(int size)
    {
        // Backwards, the places run from size - 1 to the one before the first.
        (int least, int most) = _step > 0 ? (0, size) : (-1, size - 1);
        int Place(int place) => (int)Math.Clamp(place < 0 ? (long)place + size : place, least, most);
        int start = _start is { } from ? Place(from) : _step > 0 ? least : most;
        int stop = _stop is { } to ? Place(to) : _step > 0 ? most : least;
        int count = Counted(_step > 0 ? (long)stop - start : (long)start - stop, _step);
        return (count == 0 ? 0 : start, _step, count);
    }
}
