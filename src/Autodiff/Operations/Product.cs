using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The product of all elements, without axes. Slope: the product of the other elements.</summary>
    /// <inheritdoc cref="Product(ReadOnlySpan{int}, bool)" path="/remarks"/>
    public Variable<T> Product() => ProductOperation<T>.Over(this, Axes.All(Tape.Node(this).Rank), false);

    /// <summary>The product along one axis. Slope: the product of the other elements.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDimensions">Whether the axis stays, with size 1.</param>
    /// <inheritdoc cref="Product(ReadOnlySpan{int}, bool)" path="/remarks"/>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Variable<T> Product(int axis, bool keepDimensions = false) => Product([axis], keepDimensions);

    /// <summary>The product over several axes. Slope: the product of the other elements.</summary>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    /// <param name="keepDimensions">Whether the axes stay, with size 1.</param>
    /// <remarks>An empty product is 1. Nothing is divided: derivatives of every order are right at zeros and where the product underflows.</remarks>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Variable<T> Product(ReadOnlySpan<int> axes, bool keepDimensions = false) =>
        ProductOperation<T>.Over(this, Axes.ToBits(nameof(Product), axes, Tape.SizesOf(this)), keepDimensions);
}

/// <summary>The product along neighbouring axes. The rule: the seed times the product before each place times the product behind it.</summary>
internal sealed class ProductOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly ProductOperation<T> _instance = new();

    public override string Name => "product";

    /// <summary>Over any axes: a product of products.</summary>
    public static Variable<T> Over(Variable<T> x, ulong axes, bool keepDimensions)
    {
        x.Tape.Operand(x, "Product");
        Axes.CheckReduced(x.Tape.SizesAt(x.Id), axes);
        do
        {
            AxisGroup group = AxisGroup.Last(axes);
            x = Record(x, group, keepDimensions);
            axes &= ~group.Bits;
        }
        while (axes != 0);
        return x;
    }

    public override void Pull(ref Pullback<T> pull)
    {
        if (!pull.Wants(0) || pull.Values(0).IsEmpty)
        {
            return;
        }

        AlongAxis along = pull.Kept<AxisGroup>().In(pull.Sizes(0));
        Variable<T> x = pull.Operand(0).Reshape(along.Outer, along.Length, along.Inner);
        Variable<T> others = ProductBeforeOperation<T>.Record(x, 1, false) * ProductBeforeOperation<T>.Record(x, 1, true);
        Variable<T> seed = pull.Seed.Reshape(along.Outer, 1, along.Inner);
        pull.Add(0, (others * seed).Reshape(pull.Sizes(0)));
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        $"{Name}({operands[0]}{Axes.Format(tape.Kept<AxisGroup>(id).Bits, tape.SizesAt(tape.NodeAt(id).A).Length)})";

    private static Variable<T> Record(Variable<T> x, AxisGroup group, bool keepDimensions)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "Product");
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        Span<int> reduced = stackalloc int[sizes.Length];
        reduced = reduced[..Axes.Reduce(sizes, group.Bits, keepDimensions, reduced)];
        Span<T> y = tape.Allocate(Shape.CheckedLength(reduced));
        Reduction.Product(tape.ValuesAt(x.Id), sizes, group.Bits, y);
        return tape.Push(_instance, y, tape.PushSizes(reduced), reduced.Length, node.Kind, 1, x.Id, payload: tape.Keep(group));
    }
}
