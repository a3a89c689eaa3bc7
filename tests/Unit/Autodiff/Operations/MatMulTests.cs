using AutoGrad.Autodiff;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>The matrix product of any rank, against plain loops.</summary>
public sealed class MatMulTests
{
    public static TheoryData<int[], int[], bool, bool> Shapes => new()
    {
        { [2, 3], [3, 4], false, false },
        { [5, 2, 3], [3, 4], false, false },
        { [2, 1, 3], [3], false, false },
        { [5, 2, 3], [4, 3], false, true },
        { [5, 3, 2], [3, 4], true, false },
        { [5, 3, 2], [3], true, false },
        { [2, 3], [5, 3, 4], false, false },
        { [3], [5, 3, 4], false, false },
        { [3], [5, 4, 3], false, true },
        { [5, 2, 3], [5, 3, 4], false, false },
        { [5, 3, 2], [5, 4, 3], true, true },
        { [2, 1, 2, 3], [4, 3, 1], false, false },
        { [1, 4, 2, 3], [6, 1, 3, 2], false, false },
        { [6, 1, 3, 2], [4, 2, 3], true, true },
        { [7, 20, 33], [7, 33, 19], false, false },
        { [0, 2, 3], [3, 4], false, false },
        { [0, 2, 3], [1, 3, 4], false, false },
        { [5, 2, 0], [0, 4], false, false },
        { [5, 2, 0], [5, 0, 4], false, false },
        { [5, 0, 3], [5, 3, 4], false, false },
        { [1, 2, 3], [5, 3, 0], false, false },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Values_and_gradients_are_those_of_plain_loops(int[] left, int[] right, bool transposeLeft, bool transposeRight)
    {
        double[] a = Filled(left, 1);
        double[] b = Filled(right, 2);
        Tape<double> tape = new();
        (Variable<double> x, Variable<double> y) = (tape.Variable(a, left), tape.Variable(b, right));
        Variable<double> product = x.MatMul(y, transposeLeft, transposeRight);
        double[] seed = Filled(product.Shape.ToArray(), 3);
        Loops expected = Loops.Of(a, left, transposeLeft, b, right, transposeRight, seed);
        Assert.Equal(expected.Shape, product.Shape.ToArray());
        Numbers.Equal(expected.Value, product.Values, 1e-12);
        Gradients<double> gradients = product.Gradients(seed);
        Numbers.Equal(expected.TowardsLeft, gradients[x], 1e-12);
        Numbers.Equal(expected.TowardsRight, gradients[y], 1e-12);
        Variable<double> weights = tape.Constant(seed, product.Shape);
        Numbers.Equal(expected.TowardsLeft, product.Derivative(x, weights).Values, 1e-12);
        Numbers.Equal(expected.TowardsRight, product.Derivative(y, weights).Values, 1e-12);
    }

    // What a product takes without asking.
    [Fact]
    public void A_product_of_sizes_up_to_64_wants_the_usual_workspace_at_most()
    {
        int[] sizes = [1, 2, 3, 12, 16, 17, 31, 32, 48, 63, 64];
        foreach (int m in sizes)
        {
            foreach (int n in sizes)
            {
                foreach (int k in sizes)
                {
                    for (int flags = 0; flags < 4; flags++)
                    {
                        (bool left, bool right) = ((flags & 1) != 0, (flags & 2) != 0);
                        Assert.InRange(MatrixProduct.WorkspaceLength<float>(m, n, k, left, right, threads: 8), 0, MatrixProduct.UsualWorkspace<float>());
                        Assert.InRange(MatrixProduct.WorkspaceLength<double>(m, n, k, left, right, threads: 8), 0, MatrixProduct.UsualWorkspace<double>());
                    }
                }
            }
        }
    }

    [Fact]
    public void A_batch_times_one_matrix_is_one_product_of_its_rows()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(Filled([5, 2, 3], 1), [5, 2, 3]);
        Variable<double> w = tape.Variable(Filled([3, 4], 2), [3, 4]);
        Variable<double> product = x.MatMul(w);
        Assert.IsType<MatMulOperation<double>>(tape.NodeAt(product.Id).Operation);
        Assert.Equal(3, tape.Count);
        Numbers.Equal<double>(x.Reshape(10, 3).MatMul(w).Values, product.Values, 0.0);
    }

    [Fact]
    public void Sums_of_no_terms_are_zero_and_so_are_their_gradients()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([], [2, 3, 0]);
        Variable<double> y = tape.Variable([], [2, 0, 2]);
        Variable<double> product = x.MatMul(y);
        Numbers.Equal(new double[12], product.Values, 0.0);
        Variable<double> one = tape.Variable([1.0, 2.0], [1, 1, 2]);
        Variable<double> none = tape.Variable([], [3, 2, 0]);
        Numbers.Equal(new double[2], (one.MatMul(none).Sum() + product.Sum()).Gradients()[one], 0.0);
    }

    [Fact]
    public void Nothing_is_skipped_because_a_factor_is_zero()
    {
        Tape<double> tape = new();
        Variable<double> zeros = tape.Variable(new double[8], [2, 2, 2]);
        Variable<double> wild = tape.Variable([double.NaN, 0, 0, 0, double.PositiveInfinity, 0, 0, 0], [2, 2, 2]);
        Variable<double> product = zeros.MatMul(wild);
        Numbers.Equal([double.NaN, 0, double.NaN, 0, double.NaN, 0, double.NaN, 0], product.Values);
        Numbers.Equal([double.NaN, 0, double.NaN, 0, double.PositiveInfinity, 0, double.PositiveInfinity, 0], product.Gradients(Ones(8))[zeros]);
    }

    [Fact]
    public void Third_derivatives_of_a_batched_product()
    {
        // f(x) = sum (x x)^2 over two 1 x 1 matrices and a repeated one: x^4 summed, third derivative 24 x.
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([2.0, 3.0], [2, 1, 1]);
        Variable<double> square = x.MatMul(x);
        Variable<double> third = square.MatMul(square).Sum().Derivative(x).Sum().Derivative(x).Sum().Derivative(x);
        Numbers.Equal([48.0, 72.0], third.Values, 1e-12);
    }

    [Fact]
    public void Wrong_operands_are_refused_and_leave_the_tape_usable()
    {
        Tape<double> tape = new();
        Variable<double> batch = tape.Variable(Filled([2, 3, 4], 1), [2, 3, 4]);
        Variable<double> other = tape.Variable(Filled([5, 4, 2], 2), [5, 4, 2]);
        Variable<double> matrix = tape.Variable(Filled([3, 4], 3), [3, 4]);
        Variable<double> vector = tape.Variable([1, 2, 3], [3]);
        Variable<double> number = tape.Variable(1.0);
        int count = tape.Count;
        Refusal.Of<ShapeException>(["MatMul", "[2, 3, 4]", "[5, 4, 2]", "batch axes do not broadcast"], () => batch.MatMul(other));
        Refusal.Of<ShapeException>(["MatMul", "[2, 3, 4]", "[3, 4]", "inner sizes"], () => batch.MatMul(matrix));
        Refusal.Of<ShapeException>(["MatMul", "[3, 4] transposed", "[2, 3, 4] transposed", "inner sizes"], () => matrix.MatMul(batch, true, true));
        Refusal.Of<ShapeException>(["MatMul", "[2, 3, 4]", "[]", "number"], () => batch.MatMul(number));
        Refusal.Of<ShapeException>(["MatMul", "[]", "[2, 3, 4]", "number"], () => number.MatMul(batch));
        Refusal.Of<ShapeException>(["MatMul", "[3] transposed", "vector"], () => vector.MatMul(batch, transposeLeft: true));
        Refusal.Of<ShapeException>(["MatMul", "[3] transposed", "vector"], () => batch.MatMul(vector, transposeRight: true));
        Refusal.Of<ShapeException>(["MatMul", "[3] transposed", "vector"], () => batch.MatMul(vector, true, true));
        Assert.Equal(count, tape.Count);
        Assert.Equal([2, 3, 3], batch.MatMul(matrix, transposeRight: true).Shape.ToArray());
    }

    [Fact]
    public void Sizes_beyond_an_array_are_refused_before_memory_is_taken()
    {
        Tape<float> tape = new();
        Variable<float> tall = tape.Variable(new float[50000], [1, 50000, 1]);
        Variable<float> wide = tape.Variable(new float[50000], [1, 1, 50000]);
        Refusal.Of<ShapeException>(["[1, 50000, 50000]"], () => tall.MatMul(wide));
        Variable<float> many = tape.Variable(new float[70000], [70000, 1, 1]);
        Variable<float> more = tape.Variable(new float[70000], [70000, 1, 1, 1]);
        Refusal.Of<ShapeException>(["[70000, 70000, 1, 1]"], () => many.MatMul(more));
    }

    internal static double[] Filled(int[] shape, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, shape.Aggregate(1, (length, size) => length * size)).Select(_ => (2.0 * random.NextDouble()) - 1.0)];
    }

    internal static double[] Ones(int count) => [.. Enumerable.Repeat(1.0, count)];

    /// <summary>Value and gradients by five loops over single entries.</summary>
    private sealed record Loops(int[] Shape, double[] Value, double[] TowardsLeft, double[] TowardsRight)
    {
        public static Loops Of(double[] a, int[] left, bool transposeLeft, double[] b, int[] right, bool transposeRight, double[] seed)
        {
            int[] matrixA = left.Length == 1 ? [1, left[0]] : left;
            int[] matrixB = right.Length == 1 ? [right[0], 1] : right;
            (int rows, int inner) = transposeLeft ? (matrixA[^1], matrixA[^2]) : (matrixA[^2], matrixA[^1]);
            int columns = transposeRight ? matrixB[^2] : matrixB[^1];
            int axes = Math.Max(matrixA.Length, matrixB.Length) - 2;
            int[] batch = [.. Enumerable.Range(0, axes).Select(axis => Common(Size(matrixA, axis, axes), Size(matrixB, axis, axes)))];
            int[] shape = [.. batch, .. left.Length == 1 ? Array.Empty<int>() : [rows], .. right.Length == 1 ? Array.Empty<int>() : [columns]];
            int count = batch.Aggregate(1, (product, size) => product * size);
            Loops result = new(shape, new double[count * rows * columns], new double[a.Length], new double[b.Length]);
            for (int matrix = 0; matrix < count; matrix++)
            {
                (int fromA, int fromB) = (Place(matrix, batch, matrixA) * rows * inner, Place(matrix, batch, matrixB) * inner * columns);
                for (int row = 0; row < rows; row++)
                {
                    for (int column = 0; column < columns; column++)
                    {
                        int at = (((matrix * rows) + row) * columns) + column;
                        for (int step = 0; step < inner; step++)
                        {
                            int atA = fromA + (transposeLeft ? (step * rows) + row : (row * inner) + step);
                            int atB = fromB + (transposeRight ? (column * inner) + step : (step * columns) + column);
                            result.Value[at] += a[atA] * b[atB];
                            result.TowardsLeft[atA] += seed[at] * b[atB];
                            result.TowardsRight[atB] += seed[at] * a[atA];
                        }
                    }
                }
            }

            return result;
        }

        private static int Common(int one, int other) => one == 1 ? other : one;

        private static int Size(int[] shape, int axis, int axes) => axis < axes - (shape.Length - 2) ? 1 : shape[axis - axes + shape.Length - 2];

        private static int Place(int matrix, int[] batch, int[] shape)
        {
            (int place, int stride) = (0, 1);
            for (int axis = batch.Length - 1; axis >= 0; axis--)
            {
                int size = Size(shape, axis, batch.Length);
                place += size == 1 ? 0 : matrix % batch[axis] * stride;
                stride *= size;
                matrix /= batch[axis];
            }

            return place;
        }
    }
}
