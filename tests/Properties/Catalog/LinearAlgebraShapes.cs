namespace AutoGrad.Tests.Properties;

/// <summary>Matrices with axes of a batch before them, by the letters of their axes: equal letters are equal sizes.</summary>
internal abstract class MatrixShapes : ShapeFamily
{
    /// <summary>[..., n, n].</summary>
    public static ShapeFamily Squares { get; } = new SquareShapes();

    /// <summary>[..., n, n] with [n] or [..., n, m], batches that broadcast.</summary>
    public static ShapeFamily Systems { get; } = new SystemShapes();

    /// <summary>Products of any rank, batches that broadcast; bit 0 of the variant transposes the left operand, bit 1 the right one.</summary>
    public static ShapeFamily Products { get; } = new BatchedProductShapes();

    /// <summary>[..., m, n].</summary>
    public static ShapeFamily Matrices { get; } = new AnyMatrices();

    /// <summary>The operands of summations, one for each variant.</summary>
    public static ShapeFamily Of(params string[] summations) => new LetterShapes(summations);

    private static int Small(Random random) => random.Next(20) == 0 ? 0 : random.Next(1, random.Next(6) == 0 ? 8 : 4);

    private static int[] Batch(Random random) => [.. Enumerable.Range(0, random.Next(3)).Select(_ => Small(random))];

    // A batch that broadcasts to the given one: some axes of size 1, some of the first ones missing.
    private static int[] Part(Random random, int[] batch)
    {
        int[] part = Array.ConvertAll(batch, size => random.Next(3) == 0 ? 1 : size);
        return part[random.Next(random.Next(part.Length + 1) + 1)..];
    }

    private static bool Broadcasts(int[] left, int[] right)
    {
        for (int axis = 1; axis <= Math.Min(left.Length, right.Length); axis++)
        {
            if (left[^axis] != right[^axis] && left[^axis] != 1 && right[^axis] != 1)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSquare(int[] shape) => shape.Length >= 2 && shape[^1] == shape[^2];

    private sealed class SquareShapes : MatrixShapes
    {
        public override int[][] Generate(Random random, int size, int arity, int variant)
        {
            int n = Small(random);
            int[] shape = [.. Batch(random), n, n];
            return [.. Enumerable.Repeat(shape, arity)];
        }

        // Sums over many large matrices are beside the point.
        public override bool Fits(int[][] shapes, int variant) =>
            Array.TrueForAll(shapes, shape => IsSquare(shape) && shape.SequenceEqual(shapes[0]) && shape[^1] < 6 && LengthOf(shape) <= 100);
    }

    private sealed class SystemShapes : MatrixShapes
    {
        public override int[][] Generate(Random random, int size, int arity, int variant)
        {
            (int n, int m) = (Small(random), Small(random));
            int[] batch = Batch(random);
            int[] right = random.Next(3) == 0 ? [n] : [.. Part(random, batch), n, m];
            return random.Next(2) == 0 ? [[.. batch, n, n], right] : [[.. Part(random, batch), n, n], right.Length == 1 ? right : [.. batch, n, m]];
        }

        public override bool Fits(int[][] shapes, int variant)
        {
            (int[] left, int[] right) = (shapes[0], shapes[1]);
            return IsSquare(left) && left[^1] < 6 && LengthOf(left) <= 100 && LengthOf(right) <= 100
                && (right.Length == 1 ? right[0] == left[^1] : right.Length >= 2 && right[^2] == left[^1] && Broadcasts(left[..^2], right[..^2]));
        }
    }

    private sealed class BatchedProductShapes : MatrixShapes
    {
        public override int[][] Generate(Random random, int size, int arity, int variant)
        {
            (int rows, int inner, int columns) = (Small(random), Small(random), Small(random));
            int[] batch = Batch(random);
            bool leftIsWhole = random.Next(2) == 0;
            int[] left = (variant & 1) != 0 ? [inner, rows] : [rows, inner];
            int[] right = (variant & 2) != 0 ? [columns, inner] : [inner, columns];
            bool leftIsVector = !leftIsWhole && (variant & 1) == 0 && random.Next(4) == 0;
            bool rightIsVector = leftIsWhole && (variant & 2) == 0 && random.Next(4) == 0;
            left = leftIsVector ? [inner] : [.. leftIsWhole ? batch : Part(random, batch), .. left];
            right = rightIsVector ? [inner] : [.. leftIsWhole ? Part(random, batch) : batch, .. right];
            return [left, right];
        }

        public override bool Fits(int[][] shapes, int variant)
        {
            (int[] left, int[] right) = (shapes[0], shapes[1]);
            (bool transposeLeft, bool transposeRight) = ((variant & 1) != 0, (variant & 2) != 0);
            if (left.Length == 0 || right.Length == 0 || (transposeLeft && left.Length == 1) || (transposeRight && right.Length == 1)
                || LengthOf(left) > 200 || LengthOf(right) > 200)
            {
                return false;
            }

            int innerLeft = transposeLeft ? left[^2] : left[^1];
            int innerRight = right.Length == 1 || transposeRight ? right[^1] : right[^2];
            return innerLeft == innerRight && Broadcasts(left.Length < 3 ? [] : left[..^2], right.Length < 3 ? [] : right[..^2]);
        }
    }

    private sealed class AnyMatrices : MatrixShapes
    {
        public override int[][] Generate(Random random, int size, int arity, int variant) => [[.. Batch(random), Small(random), Small(random)]];

        public override bool Fits(int[][] shapes, int variant) => shapes[0].Length >= 2;
    }

    private sealed class LetterShapes(string[] summations) : MatrixShapes
    {
        public override int[][] Generate(Random random, int size, int arity, int variant)
        {
            Dictionary<char, int> sizes = [];
            string[] operands = Operands(variant);
            foreach (char letter in string.Concat(operands))
            {
                sizes.TryAdd(letter, Small(random));
            }

            return [.. operands.Select(letters => letters.Select(letter => sizes[letter]).ToArray())];
        }

        public override bool Fits(int[][] shapes, int variant)
        {
            string[] operands = Operands(variant);
            if (!operands.Select(letters => letters.Length).SequenceEqual(shapes.Select(shape => shape.Length)))
            {
                return false;
            }

            IEnumerable<(char Letter, int Size)> pairs = operands.Zip(shapes, (letters, shape) => letters.Zip(shape)).SelectMany(each => each);
            return pairs.Distinct().GroupBy(pair => pair.Letter).All(group => group.Count() == 1) && shapes.All(shape => LengthOf(shape) <= 200);
        }

        private string[] Operands(int variant) => summations[variant].Split("->")[0].Split(',');
    }
}
