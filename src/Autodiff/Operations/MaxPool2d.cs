using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The greatest number of each window over the last two axes. Slope: 1 to it; at a tie to the first, row by row.</summary>
    /// <param name="kernel">The height and width of the windows.</param>
    /// <param name="stride">How far a window lies from the next; the kernel's size where none is given.</param>
    /// <param name="padding">How much is put before and behind each axis; 0 where none is given. It counts as -infinity.</param>
    /// <returns>A variable of shape [..., (height + 2 padding - kernel) / stride + 1, ...], rounded down.</returns>
    /// <remarks>This is [..., height, width]. NaN in a window gives NaN, with the slope to the first NaN.</remarks>
    /// <exception cref="ShapeException">There are fewer than two axes, the plane is empty, or the window is larger than the padded plane.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The kernel or stride is below 1, or the padding is negative or not smaller than the kernel.</exception>
    public Variable<T> MaxPool2d(Extent2d kernel, Extent2d? stride = null, Extent2d? padding = null) =>
        MaxPoolOperation<T>.Record(this, kernel, stride ?? kernel, padding ?? 0);
}

/// <summary>The maximum over windows. Keeps where each came from. The rule: the seed to those places.</summary>
internal sealed unsafe class MaxPoolOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly MaxPoolOperation<T> _instance = new();

    public override string Name => "maxpool";

    public static Variable<T> Record(Variable<T> x, Extent2d kernel, Extent2d stride, Extent2d padding)
    {
        const string Operation = nameof(Variable<T>.MaxPool2d);
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, Operation);
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        Windows windows = PoolArguments.Of(Operation, sizes, kernel, stride, padding);
        Span<int> shape = stackalloc int[sizes.Length];
        PoolArguments.Pooled(sizes, windows, shape);
        Span<T> y = tape.Allocate(Shape.CheckedLength(shape));
        Span<int> indices = tape.AllocateKept<int>(y.Length);
        Pooling.Max(tape.ValuesAt(x.Id), PoolArguments.Planes(sizes), windows, y, indices);
        fixed (int* payload = indices)
        {
            return tape.Push(_instance, y, tape.PushSizes(shape), shape.Length, node.Kind, 1, x.Id, payload: (nint)payload);
        }
    }

    public override void Pull(ref Pullback<T> pull)
    {
        int* indices = (int*)pull.Kept<nint>();
        if (pull.IsRecorded)
        {
            pull.Add(0, PickOperation<T>.Place(pull.Seed, indices, pull.Sizes(0)));
        }
        else if (pull.Wants(0))
        {
            Span<T> target = pull.Target(0, out bool accumulate);
            Pooling.Place(pull.SeedValues, new(indices, pull.OutputLength), target, accumulate);
        }
    }

    public override void Push(ref Pushforward<T> push) =>
        push.Add(PickOperation<T>.Pick(push.Tangent(0), (int*)push.Kept<nint>(), push.OutputSizes));
}

/// <summary>
/// The numbers at fixed places, or the transpose: numbers added to fixed places of zeros. Linear; the rule of each is the other. The
/// places belong to the recording, one for each number of the shorter side.
/// </summary>
internal sealed unsafe class PickOperation<T>(bool places) : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly PickOperation<T> _pick = new(false);
    private static readonly PickOperation<T> _place = new(true);

    public override string Name => places ? "place" : "pick";

    /// <summary>x at the indices, as many as the shape holds.</summary>
    public static Variable<T> Pick(Variable<T> x, int* indices, ReadOnlySpan<int> shape)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "Pick");
        Span<T> y = tape.Allocate(Shape.CheckedLength(shape));
        Pooling.Pick(tape.ValuesAt(x.Id), new(indices, y.Length), y);
        return tape.Push(_pick, y, tape.PushSizes(shape), shape.Length, node.Kind, 1, x.Id, payload: (nint)indices);
    }

    /// <summary>y added at the indices to zeros of the shape.</summary>
    public static Variable<T> Place(Variable<T> y, int* indices, ReadOnlySpan<int> shape)
    {
        Tape<T> tape = y.Tape;
        ref readonly Node<T> node = ref tape.Operand(y, "Place");
        Span<T> x = tape.Allocate(Shape.CheckedLength(shape));
        Pooling.Place(tape.ValuesAt(y.Id), new(indices, node.Length), x, accumulate: false);
        return tape.Push(_place, x, tape.PushSizes(shape), shape.Length, node.Kind, 1, y.Id, payload: (nint)indices);
    }

    public override Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands)
    {
        int* indices = (int*)tape.Kept<nint>(id);
        return places ? Place(operands[0], indices, tape.SizesAt(id)) : Pick(operands[0], indices, tape.SizesAt(id));
    }

    public override void Pull(ref Pullback<T> pull)
    {
        if (!pull.Wants(0))
        {
            return;
        }

        int* indices = (int*)pull.Kept<nint>();
        pull.Add(0, places ? Pick(pull.Seed, indices, pull.Sizes(0)) : Place(pull.Seed, indices, pull.Sizes(0)));
    }
}
