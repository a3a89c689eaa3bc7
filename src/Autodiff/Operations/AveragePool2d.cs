using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The average of each window over the last two axes, zeros in the padding. Slope: 1 / count to every place of the window.</summary>
    /// <param name="kernel">The height and width of the windows.</param>
    /// <param name="stride">How far a window lies from the next; the kernel's size where none is given.</param>
    /// <param name="padding">How many zeros are put before and behind each axis; 0 where none is given.</param>
    /// <param name="countPadding">Whether places in the padding count; else the sum is divided by the number of places on the plane.</param>
    /// <returns>A variable of shape [..., (height + 2 padding - kernel) / stride + 1, ...], rounded down.</returns>
    /// <remarks>This is [..., height, width]. Linear.</remarks>
    /// <exception cref="ShapeException">There are fewer than two axes, the plane is empty, or the window is larger than the padded plane.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The kernel or stride is below 1, or the padding is negative or not smaller than the kernel.</exception>
    public Variable<T> AveragePool2d(Extent2d kernel, Extent2d? stride = null, Extent2d? padding = null, bool countPadding = true) =>
        AveragePoolOperation<T>.Record(this, kernel, stride ?? kernel, padding ?? 0, countPadding);
}

/// <summary>The average over windows, or the transpose: each number spread evenly over its window. Linear; the rule of each is the other.</summary>
internal sealed class AveragePoolOperation<T>(bool spreads) : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly AveragePoolOperation<T> _average = new(false);
    private static readonly AveragePoolOperation<T> _spread = new(true);

    public override string Name => spreads ? "averagespread" : "averagepool";

    public static Variable<T> Record(Variable<T> x, Extent2d kernel, Extent2d stride, Extent2d padding, bool countPadding)
    {
        const string Operation = nameof(Variable<T>.AveragePool2d);
        x.Tape.Operand(x, Operation);
        ReadOnlySpan<int> sizes = x.Tape.SizesAt(x.Id);
        Windows windows = PoolArguments.Of(Operation, sizes, kernel, stride, padding);
        Span<int> shape = stackalloc int[sizes.Length];
        PoolArguments.Pooled(sizes, windows, shape);
        return _average.Record(x, new(windows, countPadding), shape);
    }

    public override Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands) =>
        Record(operands[0], tape.Kept<Constants>(id), tape.SizesAt(id));

    public override void Pull(ref Pullback<T> pull)
    {
        if (pull.Wants(0))
        {
            pull.Add(0, (spreads ? _average : _spread).Record(pull.Seed, pull.Kept<Constants>(), pull.Sizes(0)));
        }
    }

    private Variable<T> Record(Variable<T> x, in Constants constants, ReadOnlySpan<int> shape)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, Name);
        Span<T> y = tape.Allocate(Shape.CheckedLength(shape));
        if (spreads)
        {
            Pooling.Spread(tape.ValuesAt(x.Id), PoolArguments.Planes(shape), constants.Windows, constants.CountPadding, y);
        }
        else
        {
            Pooling.Average(tape.ValuesAt(x.Id), PoolArguments.Planes(shape), constants.Windows, constants.CountPadding, y);
        }

        return tape.Push(this, y, tape.PushSizes(shape), shape.Length, node.Kind, 1, x.Id, payload: tape.Keep(constants));
    }

    private readonly record struct Constants(Windows Windows, bool CountPadding);
}
