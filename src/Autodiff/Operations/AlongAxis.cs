using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>An array seen along one axis: what lies before it, its size, and what lies behind it.</summary>
internal readonly record struct AlongAxis(int Axis, int Outer, int Length, int Inner)
{
    public static AlongAxis Of<T>(Variable<T> x, int axis, string operation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        x.Tape.Operand(x, operation);
        ReadOnlySpan<int> sizes = x.Tape.SizesAt(x.Id);
        return Of(sizes, Axes.Normalize(operation, axis, sizes));
    }

    public static AlongAxis Of(ReadOnlySpan<int> sizes, int axis) =>
        new(axis, Shape.CheckedLength(sizes[..axis]), sizes[axis], Shape.CheckedLength(sizes[(axis + 1)..]));
}
