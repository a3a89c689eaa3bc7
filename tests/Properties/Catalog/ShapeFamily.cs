namespace AutoGrad.Tests.Properties;

/// <summary>Which shapes the operands of a row may have together, for a given variant of the row.</summary>
internal abstract class ShapeFamily
{
    /// <summary>Numpy's broadcasting.</summary>
    public static ShapeFamily Broadcasting { get; } = new BroadcastingShapes();

    /// <summary>One operand of any shape.</summary>
    public static ShapeFamily Any { get; } = new OneShape(0, false);

    /// <summary>One operand with at least one axis.</summary>
    public static ShapeFamily WithAxes { get; } = new OneShape(1, false);

    /// <summary>One operand with at least one element.</summary>
    public static ShapeFamily NonEmpty { get; } = new OneShape(0, true);

    /// <summary>Vectors and matrices of a product; bit 0 of the variant transposes the left one, bit 1 the right one.</summary>
    public static ShapeFamily Product { get; } = new ProductShapes();

    /// <summary>[..., inputs], [inputs, outputs] and [outputs].</summary>
    public static ShapeFamily Affine { get; } = new AffineShapes();

    /// <summary>[rows, classes], none of them 0.</summary>
    public static ShapeFamily Logits { get; } = new LogitShapes();

    /// <summary>Operands of one shape.</summary>
    public static ShapeFamily Same { get; } = new SameShapes(nonEmpty: false);

    /// <summary>Operands of one shape with at least one element.</summary>
    public static ShapeFamily SameNonEmpty { get; } = new SameShapes(nonEmpty: true);

    /// <summary>Whether there are shapes without elements among them.</summary>
    public virtual bool AllowEmpty => true;

    public abstract int[][] Generate(Random random, int size, int arity, int variant);

    public abstract bool Fits(int[][] shapes, int variant);

    /// <summary>Shapes like these of which the first two are one and the same; null if there are none.</summary>
    public virtual int[][]? Aliased(int[][] shapes, int variant)
    {
        int[][] aliased = [shapes[0], shapes[0], .. shapes[2..]];
        return Fits(aliased, variant) ? aliased : null;
    }

    public static int LengthOf(int[] shape) => shape.Aggregate(1, (length, size) => length * size);

    /// <summary>Sizes of up to five axes with few elements, now and then 0 of them.</summary>
    protected static int[] Sizes(Random random, int size, int leastRank, bool nonEmpty)
    {
        int limit = 2 + (size / 2);
        int rank = random.Next(leastRank, Math.Max(leastRank + 1, 6));
        int[] sizes = new int[rank];
        int length = 1;
        for (int axis = rank - 1; axis >= 0; axis--)
        {
            bool wide = random.Next(8) == 0;
            sizes[axis] = Math.Max(1, Math.Min(random.Next(1, wide ? 40 : 5), limit / length));
            length *= sizes[axis];
        }

        if (!nonEmpty && rank > 0 && random.Next(15) == 0)
        {
            sizes[random.Next(rank)] = 0;
        }

        return sizes;
    }

    private static int Small(Random random, int size, bool nonEmpty = false) =>
        !nonEmpty && random.Next(20) == 0 ? 0
        : random.Next(1, random.Next(8) == 0 ? 3 + (size / 5) : 6);

    private sealed class BroadcastingShapes : ShapeFamily
    {
        public override int[][] Generate(Random random, int size, int arity, int variant)
        {
            int[] common = Sizes(random, size, 0, nonEmpty: false);
            int[][] shapes = new int[arity][];
            int whole = random.Next(arity);
            for (int operand = 0; operand < arity; operand++)
            {
                shapes[operand] = [.. common];
                if (operand == whole || random.Next(3) == 0)
                {
                    continue;
                }

                for (int axis = 0; axis < common.Length; axis++)
                {
                    if (random.Next(3) == 0)
                    {
                        shapes[operand][axis] = 1;
                    }
                }

                shapes[operand] = shapes[operand][random.Next(random.Next(common.Length + 1) + 1)..];
            }

            return shapes;
        }

        public override bool Fits(int[][] shapes, int variant)
        {
            int rank = shapes.Max(shape => shape.Length);
            for (int axis = 1; axis <= rank; axis++)
            {
                if (shapes.Where(shape => shape.Length >= axis && shape[^axis] != 1).Select(shape => shape[^axis]).Distinct().Count() > 1)
                {
                    return false;
                }
            }

            return true;
        }
    }

    private sealed class OneShape(int leastRank, bool nonEmpty) : ShapeFamily
    {
        public override bool AllowEmpty => !nonEmpty;

        public override int[][] Generate(Random random, int size, int arity, int variant) => [Sizes(random, size, leastRank, nonEmpty)];

        public override bool Fits(int[][] shapes, int variant) =>
            shapes[0].Length >= leastRank && !(nonEmpty && shapes[0].Contains(0));
    }

    private sealed class SameShapes(bool nonEmpty) : ShapeFamily
    {
        public override bool AllowEmpty => !nonEmpty;

        public override int[][] Generate(Random random, int size, int arity, int variant)
        {
            int[] shape = Sizes(random, size, 0, nonEmpty);
            return [.. Enumerable.Repeat(shape, arity)];
        }

        public override bool Fits(int[][] shapes, int variant) =>
            Array.TrueForAll(shapes, shape => shape.SequenceEqual(shapes[0])) && !(nonEmpty && shapes[0].Contains(0));
    }

    private sealed class ProductShapes : ShapeFamily
    {
        public override int[][] Generate(Random random, int size, int arity, int variant)
        {
            (int rows, int inner, int columns) = (Small(random, size), Small(random, size), Small(random, size));
            bool transposeLeft = (variant & 1) != 0;
            bool transposeRight = (variant & 2) != 0;
            int[] left = transposeLeft ? [inner, rows] : random.Next(4) == 0 ? [inner] : [rows, inner];
            int[] right = transposeRight ? [columns, inner] : random.Next(4) == 0 ? [inner] : [inner, columns];
            return [left, right];
        }

        public override bool Fits(int[][] shapes, int variant)
        {
            (int[] left, int[] right) = (shapes[0], shapes[1]);
            bool transposeLeft = (variant & 1) != 0;
            bool transposeRight = (variant & 2) != 0;
            return left.Length is 1 or 2 && right.Length is 1 or 2
                && !(transposeLeft && left.Length == 1) && !(transposeRight && right.Length == 1)
                && left[transposeLeft ? 0 : ^1] == right[transposeRight ? ^1 : 0];
        }

        public override int[][]? Aliased(int[][] shapes, int variant)
        {
            int[][] asGiven = [shapes[0], shapes[0]];
            return Fits(asGiven, variant) ? asGiven : [[shapes[0][0], shapes[0][0]], [shapes[0][0], shapes[0][0]]];
        }
    }

    private sealed class AffineShapes : ShapeFamily
    {
        public override int[][] Generate(Random random, int size, int arity, int variant)
        {
            (int inputs, int outputs) = (Small(random, size), Small(random, size));
            int[] leading = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Small(random, size / 2))];
            return [[.. leading, inputs], [inputs, outputs], [outputs]];
        }

        public override bool Fits(int[][] shapes, int variant) =>
            shapes[0].Length > 0 && shapes[1].Length == 2 && shapes[2].Length == 1 && shapes[0][^1] == shapes[1][0] && shapes[1][1] == shapes[2][0];

        public override int[][]? Aliased(int[][] shapes, int variant)
        {
            int size = shapes[1][0];
            return [[size, size], [size, size], [size]];
        }
    }

    private sealed class LogitShapes : ShapeFamily
    {
        public override bool AllowEmpty => false;

        public override int[][] Generate(Random random, int size, int arity, int variant) =>
            [[Small(random, size, nonEmpty: true), Small(random, size, nonEmpty: true)]];

        public override bool Fits(int[][] shapes, int variant) => shapes[0].Length == 2 && !shapes[0].Contains(0);
    }
}
