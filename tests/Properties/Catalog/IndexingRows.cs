using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

// Operations that move elements. The variant seeds a choice of axes, places and indices, which may repeat.
internal sealed class IndexRow() : Row("index", ShapeFamily.Any, Domain.Any)
{
    public override int Variants => 500;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        Random random = new(variant);
        int[] sizes = x[0].Shape.ToArray();
        AxisIndex[] indices = new AxisIndex[random.Next(sizes.Length + 1)];
        for (int axis = 0; axis < indices.Length; axis++)
        {
            indices[axis] = Chosen.Index(random, sizes[axis]);
        }

        return x[0][indices];
    }
}

internal sealed class SliceRow() : Row("slice", ShapeFamily.WithAxes, Domain.Any)
{
    public override int Variants => 500;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        Random random = new(variant);
        int axis = random.Next(x[0].Shape.Rank);
        int size = x[0].Shape[axis];
        int step = Chosen.Step(random);
        return variant % 2 == 0
            ? x[0].Slice(axis, Chosen.Range(random, size), step)
            : x[0].Slice(axis - x[0].Shape.Rank, Chosen.Place(random, size), Chosen.Place(random, size), step);
    }
}

internal sealed class SelectAxisRow() : Row("select", ShapeFamily.WithAxes, Domain.Any)
{
    public override int Variants => 60;

    public override bool Fits(int[][] shapes, int variant) => base.Fits(shapes, variant) && shapes[0][variant % shapes[0].Length] > 0;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int axis = variant % x[0].Shape.Rank;
        int size = x[0].Shape[axis];
        return x[0].Select(axis, (variant % (2 * size)) - size);
    }
}

internal sealed class SplitRow() : Row("split", ShapeFamily.WithAxes, Domain.Any)
{
    public override int Variants => 60;

    // The pieces in reverse order, so that each has a place of its own.
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int axis = variant % x[0].Shape.Rank;
        int size = x[0].Shape[axis];
        int first = new Random(variant).Next(size + 1);
        int parts = size % 2 == 0 ? 2 : Math.Max(size, 1);
        Variable<T>[] pieces = variant % 2 == 0 ? x[0].Split(parts, axis) : x[0].Split([first, 0, size - first], axis);
        Array.Reverse(pieces);
        return x[0].Tape.Concat(pieces, axis);
    }
}

internal sealed class ConcatRow() : Row("concat", new ConcatShapes(), Domain.Any, Domain.Any, Domain.Any)
{
    public override int Variants => 10;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int axis = variant % x[0].Shape.Rank;
        return variant < 5
            ? x[0].Tape.Concat(x, axis)
            : x[0].Tape.Concat([x[1], x[0], x[2], x[1], x[2]], axis - x[0].Shape.Rank);
    }
}

internal sealed class StackRow() : Row("stack", ShapeFamily.Same, Domain.Any, Domain.Any)
{
    public override int Variants => 6;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int rank = x[0].Shape.Rank + 1;
        return x[0].Tape.Stack([x[0], x[1], x[0]], (variant % rank) - (variant < 3 ? 0 : rank));
    }
}

internal sealed class GatherRow() : Row("gather", ShapeFamily.WithAxes, Domain.Any)
{
    public override int Variants => 60;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        (int axis, int[] shape) = Chosen.Axis(x[0], variant);
        int size = shape[axis];
        shape[axis] = size == 0 ? 0 : variant % 5;
        return x[0].Gather(axis, Chosen.Indices(variant, ShapeFamily.LengthOf(shape), size), shape);
    }
}

internal sealed class ScatterAddRow() : Row("scatter add", ShapeFamily.WithAxes, Domain.Any)
{
    public override int Variants => 60;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        (int axis, int[] shape) = Chosen.Axis(x[0], variant);
        int size = 1 + (variant % 4);
        return x[0].ScatterAdd(axis, Chosen.Indices(variant, ShapeFamily.LengthOf(shape), size), size);
    }
}

internal sealed class IndexSelectRow() : Row("index select", ShapeFamily.WithAxes, Domain.Any)
{
    public override int Variants => 60;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        (int axis, int[] shape) = Chosen.Axis(x[0], variant);
        return x[0].IndexSelect(axis, Chosen.Indices(variant, shape[axis] == 0 ? 0 : variant % 7, shape[axis]));
    }
}

internal sealed class IndexAddRow() : Row("index add", ShapeFamily.WithAxes, Domain.Any)
{
    public override int Variants => 60;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        (int axis, int[] shape) = Chosen.Axis(x[0], variant);
        int size = 1 + (variant % 4);
        return x[0].IndexAdd(axis, Chosen.Indices(variant, shape[axis], size), size);
    }
}

internal sealed class EmbeddingRow() : Row("embedding", ShapeFamily.Logits, Domain.Any)
{
    public override int Variants => 12;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int entries = x[0].Shape[0];
        return variant < 6
            ? x[0].Embedding(Chosen.Indices(variant, variant, entries))
            : x[0].Embedding(Chosen.Indices(variant, 2 * (variant - 6), entries), [2, 1, variant - 6]);
    }
}

internal sealed class PadRow() : Row("pad", ShapeFamily.WithAxes, Domain.Any)
{
    public override int Variants => 60;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        Random random = new(variant);
        int rank = x[0].Shape.Rank;
        return variant % 2 == 0
            ? x[0].Pad((variant % rank) - rank, random.Next(3), random.Next(3), -1.5)
            : x[0].Pad(Chosen.Few(random, rank), Chosen.Few(random, rank), variant % 3);
    }
}

internal sealed class FlipRow() : Row("flip", ShapeFamily.Any, Domain.Any)
{
    public override int Variants => 34;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) =>
        variant < 2 ? x[0].Flip() : x[0].Flip(Reduced.Axes(x[0].Shape.Rank, variant));
}

internal sealed class TileRow() : Row("tile", ShapeFamily.Any, Domain.Any)
{
    public override int Variants => 60;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) =>
        x[0].Tile(Chosen.Few(new(variant), variant % 7, least: variant % 10 == 0 ? 0 : 1));
}

internal sealed class RepeatInterleaveRow() : Row("repeat interleave", ShapeFamily.WithAxes, Domain.Any)
{
    public override int Variants => 40;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) =>
        x[0].RepeatInterleave(variant / 10, (variant % x[0].Shape.Rank) - (variant % 2 * x[0].Shape.Rank));
}

internal sealed class UnsqueezeRow() : Row("unsqueeze", ShapeFamily.Any, Domain.Any)
{
    public override int Variants => 12;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int rank = x[0].Shape.Rank + 1;
        return x[0].Unsqueeze((variant % rank) - (variant < 6 ? 0 : rank));
    }
}

internal sealed class SqueezeRow() : Row("squeeze", ShapeFamily.Any, Domain.Any)
{
    public override int Variants => 2;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int axis = Array.IndexOf(x[0].Shape.ToArray(), 1);
        return variant == 0 || axis < 0 ? x[0].Squeeze() : x[0].Squeeze(axis);
    }
}

/// <summary>Axes, places and indices that a variant stands for.</summary>
file static class Chosen
{
    public static (int Axis, int[] Shape) Axis<T>(Variable<T> x, int variant)
        where T : unmanaged, IFloatingPointIeee754<T> => (variant % x.Shape.Rank, x.Shape.ToArray());

    public static int[] Indices(int seed, int count, int size)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(size))];
    }

    /// <summary>A number for each axis: 1 or 2 more than the least at two axes, the least elsewhere.</summary>
    public static int[] Few(Random random, int rank, int least = 0)
    {
        int[] numbers = [.. Enumerable.Repeat(least, rank)];
        for (int time = 0; time < 2 && rank > 0; time++)
        {
            numbers[random.Next(rank)] = least + 1 + random.Next(2);
        }

        return numbers;
    }

    public static int Step(Random random) => (1 + random.Next(3)) * (random.Next(2) == 0 ? 1 : -1);

    public static int? Place(Random random, int size) => random.Next(4) == 0 ? null : random.Next(-size - 2, size + 3);

    public static Range Range(Random random, int size)
    {
        int start = random.Next(size + 1);
        int end = start + random.Next(size - start + 1);
        return random.Next(2) == 0 ? start..end : ^(size - start)..^(size - end);
    }

    public static AxisIndex Index(Random random, int size) => random.Next(size == 0 ? 3 : 5) switch
    {
        0 => ..,
        1 => Range(random, size),
        2 => AxisIndex.Range(Place(random, size), Place(random, size), Step(random)),
        3 => random.Next(size),
        _ => ^(1 + random.Next(size)),
    };
}

/// <summary>Shapes that differ along one axis, variant modulo their rank, where one may be empty.</summary>
file sealed class ConcatShapes : ShapeFamily
{
    public override int[][] Generate(Random random, int size, int arity, int variant)
    {
        int[] common = Sizes(random, size / arity, 1, nonEmpty: false);
        int axis = variant % common.Length;
        int[][] shapes = [.. Enumerable.Range(0, arity).Select(_ => (int[])common.Clone())];
        foreach (int[] shape in shapes)
        {
            shape[axis] = random.Next(4);
        }

        return shapes;
    }

    public override bool Fits(int[][] shapes, int variant)
    {
        int rank = shapes[0].Length;
        return rank > 0 && Array.TrueForAll(shapes, shape =>
            shape.Length == rank && shape.Where((size, axis) => axis != variant % rank && size != shapes[0][axis]).Any() == false);
    }
}
