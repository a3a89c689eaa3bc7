using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>Systems of equations and inverses: residuals, closed forms, special points and refusals.</summary>
public sealed class SolveTests
{
    private static readonly int[] Sizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 70];

    public static TheoryData<int, int, bool> Systems
    {
        get
        {
            TheoryData<int, int, bool> systems = [];
            foreach (int size in Sizes)
            {
                foreach (int columns in new[] { 1, 2, 5, 17, 40 })
                {
                    systems.Add(size, columns, false);
                    systems.Add(size, columns, true);
                }
            }

            return systems;
        }
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public void The_solution_solves(int size, int columns, bool transpose)
    {
        Solves<double>(size, columns, transpose, 1e-11);
        Solves<float>(size, columns, transpose, 2e-3);
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public void The_triangular_solution_solves_and_reads_one_triangle(int size, int columns, bool transpose)
    {
        foreach (bool upper in new[] { false, true })
        {
            foreach (bool unit in new[] { false, true })
            {
                SolvesTriangular<double>(size, columns, upper, unit, transpose, 1e-11);
                SolvesTriangular<float>(size, columns, upper, unit, transpose, 1e-3);
            }
        }
    }

    [Fact]
    public void The_gradient_is_the_known_one()
    {
        // A = [[2, 1], [1, 3]], b = [1, 2]: x = [0.2, 0.6]; with seed [1, 0] towards b the first row of the inverse, [0.6, -0.2].
        Tape<double> tape = new();
        Variable<double> a = tape.Variable([2, 1, 1, 3], [2, 2]);
        Variable<double> b = tape.Variable([1, 2], [2]);
        Variable<double> x = a.Solve(b);
        Assert.Equal([2], x.Shape.ToArray());
        Numbers.Equal([0.2, 0.6], x.Values);
        double[] seed = [1, 0];
        Gradients<double> gradients = x.Gradients(seed);
        Numbers.Equal([0.6, -0.2], gradients[b]);
        Numbers.Equal([-0.12, -0.36, 0.04, 0.12], gradients[a]);
    }

    [Fact]
    public void One_vector_serves_a_batch_and_one_matrix_many_right_hand_sides()
    {
        Tape<double> tape = new();
        Variable<double> a = tape.Variable([2, 0, 0, 4, 0, 1, 2, 0], [2, 2, 2]);
        Variable<double> b = tape.Variable([4, 8], [2]);
        Variable<double> x = a.Solve(b);
        Assert.Equal([2, 2], x.Shape.ToArray());
        Numbers.Equal([2, 2, 4, 4], x.Values);
        Numbers.Equal([1.5, 0.75], x.Sum().Gradients()[b]);
        Variable<double> one = tape.Variable([2, 0, 0, 4], [2, 2]);
        Variable<double> many = tape.Variable([1, 2, 3, 4, 5, 6], [3, 2, 1]);
        Numbers.Equal([0.5, 0.5, 1.5, 1, 2.5, 1.5], one.Solve(many).Values);
        Numbers.Equal([0.5, 0.25, 0.5, 0.25, 0.5, 0.25], one.Solve(many).Sum().Gradients()[many]);

        // Two axes are a matrix, never a batch of vectors.
        Assert.Equal([2, 2, 2], a.Solve(one).Shape.ToArray());
    }

    [Fact]
    public void Derivatives_of_the_inverse_to_the_third()
    {
        // 1/x as a 1 x 1 matrix: -1/x^2, 2/x^3, -6/x^4.
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([2, 4], [2, 1, 1]);
        Variable<double> first = x.Inverse().Sum().Derivative(x);
        Variable<double> second = first.Sum().Derivative(x);
        Numbers.Equal([-0.25, -0.0625], first.Values);
        Numbers.Equal([0.25, 0.03125], second.Values);
        Numbers.Equal([-0.375, -0.0234375], second.Sum().Derivative(x).Values);
        Variable<double> ones = tape.Constant([1, 1], [2, 1, 1]);
        Variable<double> third = x.Solve(ones).Sum().Derivative(x).Sum().Derivative(x).Sum().Derivative(x);
        Numbers.Equal([-0.375, -0.0234375], third.Values);
    }

    [Fact]
    public void A_singular_matrix_is_refused_by_name_and_the_tape_stays_usable()
    {
        Tape<double> tape = new();
        Variable<double> singular = tape.Variable([1, 2, 2, 4], [2, 2]);
        Variable<double> batch = tape.Variable([1, 0, 0, 1, 1, 2, 2, 4], [2, 2, 2]);
        Variable<double> b = tape.Variable([1, 2], [2]);
        int count = tape.Count;
        Refusal.Of<LinearAlgebraException>(["Solve", "the 2 x 2 matrix", "singular", "column 1"], () => singular.Solve(b.Reshape(2, 1)));
        Assert.Equal(count + 1, tape.Count);
        Refusal.Of<LinearAlgebraException>(["Inverse", "the 2 x 2 matrix", "singular"], () => singular.Inverse());
        Refusal.Of<LinearAlgebraException>(["Inverse", "matrix 1 of the 2", "singular"], () => batch.Inverse());
        Variable<double> triangle = tape.Variable([1, 0, 5, 0], [2, 2]);
        Refusal.Of<LinearAlgebraException>(["TriangularSolve", "singular", "entry 1 is 0"], () => triangle.TriangularSolve(b, upper: false));
        Numbers.Equal([1, -3], triangle.TriangularSolve(b, upper: false, unitDiagonal: true).Values);
        Numbers.Equal([1, 1], b.Sum().Gradients()[b]);
    }

    [Fact]
    public void Wrong_shapes_are_refused()
    {
        Tape<double> tape = new();
        Variable<double> a = tape.Variable([1, 0, 0, 1], [2, 2]);
        Variable<double> wide = tape.Variable(new double[6], [2, 3]);
        Variable<double> b = tape.Variable([1, 2, 3], [3]);
        Variable<double> batch = tape.Variable(new double[12], [3, 2, 2]);
        Variable<double> other = tape.Variable(new double[8], [2, 2, 2]);
        int count = tape.Count;
        Refusal.Of<ShapeException>(["Solve", "[2, 2]", "[3]"], () => a.Solve(b));
        Refusal.Of<ShapeException>(["Solve", "[2, 3]", "[2, 2]"], () => wide.Solve(a));
        Refusal.Of<ShapeException>(["Solve", "[3, 2, 2]", "[2, 2, 2]"], () => batch.Solve(other));
        Refusal.Of<ShapeException>(["Solve", "[3]", "[2, 2]"], () => b.Solve(a));
        Refusal.Of<ShapeException>(["Solve", "[2, 2]", "[]"], () => a.Solve(1.0 * a.Sum()));
        Refusal.Of<ShapeException>(["TriangularSolve", "[2, 2]", "[3]"], () => a.TriangularSolve(b, upper: true));
        Refusal.Of<ShapeException>(["TriangularSolve", "[2, 2]", "[1, 2]"], () => a.TriangularSolve(a.Sum(0, true), upper: true));
        Refusal.Of<ShapeException>(["Inverse", "[2, 3]"], () => wide.Inverse());
        Refusal.Of<ShapeException>(["Inverse", "[3]"], () => b.Inverse());
        Assert.Equal(count + 3, tape.Count);
    }

    [Fact]
    public void Handles_of_another_recording_are_refused()
    {
        Tape<double> tape = new();
        Variable<double> old = tape.Variable([1, 0, 0, 1], [2, 2]);
        tape.Reset();
        Variable<double> a = tape.Variable([1, 0, 0, 1], [2, 2]);
        Refusal.Of<RecordingException>(["Solve", "earlier recording"], () => a.Solve(old));
        Refusal.Of<RecordingException>(["Solve", "earlier recording"], () => old.Solve(a));
        Refusal.Of<RecordingException>(["TriangularSolve", "earlier recording"], () => a.TriangularSolve(old, upper: true));
        Refusal.Of<RecordingException>(["Inverse", "earlier recording"], () => old.Inverse());
        Refusal.Of<RecordingException>(["Cholesky", "earlier recording"], () => old.Cholesky());
        Refusal.Of<RecordingException>(["Determinant", "earlier recording"], () => old.Determinant());
        Refusal.Of<RecordingException>(["LogDeterminant", "earlier recording"], () => old.LogDeterminant());
        Refusal.Of<RecordingException>(["LowerTriangle", "earlier recording"], () => old.LowerTriangle());
        Refusal.Of<RecordingException>(["Diagonal", "earlier recording"], () => old.Diagonal());
        Refusal.Of<RecordingException>(["earlier recording"], () => old.DiagonalMatrix());
        Refusal.Of<RecordingException>(["Trace", "earlier recording"], () => old.Trace());
        Refusal.Of<RecordingException>(["Outer", "earlier recording"], () => a.Outer(old));
        Refusal.Of<RecordingException>(["Einsum", "earlier recording"], () => a.Einsum("ij,jk", old));
        Refusal.Of<RecordingException>(["earlier recording"], () => old.Einsum("ij->i"));
        Refusal.Of<RecordingException>(["MatMul", "earlier recording"], () => a.Reshape(1, 2, 2).MatMul(old));
    }

    [Fact]
    public void A_steady_step_allocates_nothing()
    {
        double[] matrix = Turned(6, 1);
        double[] right = MatMulTests.Filled([2, 6, 3], 2);
        Tape<double> tape = new();
        double Step()
        {
            tape.Reset();
            Variable<double> a = tape.Variable(matrix, [6, 6]);
            Variable<double> b = tape.Variable(right, [2, 6, 3]);
            Variable<double> positive = a.MatMul(a, transposeRight: true);
            Variable<double> x = a.Solve(b) + a.TriangularSolve(b, upper: true) + positive.Cholesky().MatMul(b) + a.Inverse().MatMul(b, transposeLeft: true);
            Variable<double> sum = x.Square().Sum() + positive.LogDeterminant() + a.Determinant() + a.Einsum("ij,bjk->", b) + a.Einsum("ii->i").Sum();
            return sum.Gradients()[a][0];
        }

        for (int round = 0; round < 50; round++)
        {
            Step();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        double slope = Step();
        long after = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(double.IsFinite(slope));
        Assert.Equal(0, after - before);
    }

    [Fact]
    public void NaN_gives_NaN_and_empty_systems_have_empty_solutions()
    {
        Tape<double> tape = new();
        Variable<double> wild = tape.Variable([0, 1, double.NaN, 1], [2, 2]);
        Assert.All(wild.Solve(tape.Constant([1, 2], [2])).ToArray(), number => Assert.True(double.IsNaN(number)));
        Assert.Contains(wild.Inverse().ToArray(), double.IsNaN);
        Variable<double> identity = tape.Variable([1, 0, 0, 1], [2, 2]);
        Assert.True(double.IsNaN(identity.Solve(tape.Constant([double.NaN, 2], [2])).Values[0]));
        Variable<double> none = tape.Variable([], [0, 0]);
        Assert.Equal([0], none.Solve(tape.Constant([], [0])).Shape.ToArray());
        Assert.Equal([3, 0, 2], none.Solve(tape.Constant([], [3, 0, 2])).Shape.ToArray());
        Assert.Equal([2, 0], identity.Solve(tape.Constant([], [2, 0])).Shape.ToArray());
        Assert.Equal([0, 2, 2], identity.Solve(tape.Constant([], [0, 2, 2])).Shape.ToArray());
        Numbers.Equal(new double[4], identity.Solve(tape.Constant([], [0, 2, 2])).Sum().Gradients()[identity], 0.0);
        Assert.Equal([4, 0, 0], tape.Variable([], [4, 0, 0]).Inverse().Shape.ToArray());
        Assert.Equal([0, 2, 2], tape.Variable([], [0, 2, 2]).Inverse().Shape.ToArray());
    }

    internal static T[] As<T>(double[] numbers)
        where T : unmanaged, IFloatingPointIeee754<T> => Array.ConvertAll(numbers, T.CreateTruncating);

    /// <summary>Any matrix, with a diagonal turned by one place, so that rows have to be exchanged.</summary>
    internal static double[] Turned(int size, int seed)
    {
        double[] matrix = MatMulTests.Filled([size, size], seed);
        for (int row = 0; row < size; row++)
        {
            matrix[(row * size) + ((row + 1) % size)] += size;
        }

        return matrix;
    }

    private static void Solves<T>(int size, int columns, bool transpose, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] matrix = Turned(size, size);
        double[] right = MatMulTests.Filled([size, columns], columns);
        Tape<T> tape = new();
        T[] x = tape.Variable(As<T>(matrix), [size, size]).Solve(tape.Constant(As<T>(right), [size, columns]), transpose).ToArray();
        AssertProduct(size, columns, (row, column) => transpose ? matrix[(column * size) + row] : matrix[(row * size) + column], x, right, tolerance);
    }

    private static void SolvesTriangular<T>(int size, int columns, bool upper, bool unit, bool transpose, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] matrix = MatMulTests.Filled([size, size], size);
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                bool read = row == column ? !unit : upper == column > row;
                ref double entry = ref matrix[(row * size) + column];
                entry = !read ? double.NaN : row == column ? entry + 3.0 : entry / size;
            }
        }

        double Entry(int row, int column) =>
            row == column ? unit ? 1.0 : matrix[(row * size) + column] : upper == column > row ? matrix[(row * size) + column] : 0.0;
        double[] right = MatMulTests.Filled([size, columns], columns);
        Tape<T> tape = new();
        Variable<T> a = tape.Variable(As<T>(matrix), [size, size]);
        Variable<T> x = a.TriangularSolve(tape.Constant(As<T>(right), [size, columns]), upper, unit, transpose);
        AssertProduct(size, columns, (row, column) => transpose ? Entry(column, row) : Entry(row, column), x.ToArray(), right, tolerance);

        // What is not read has gradient 0, though it is NaN.
        T[] gradient = x.Sum().Gradients()[a].ToArray();
        for (int index = 0; index < gradient.Length; index++)
        {
            Assert.True(double.IsNaN(matrix[index]) ? gradient[index] == T.Zero : T.IsFinite(gradient[index]));
        }
    }

    private static void AssertProduct<T>(int size, int columns, Func<int, int, double> a, T[] x, double[] expected, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] product = new double[size * columns];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                for (int step = 0; step < size; step++)
                {
                    product[(row * columns) + column] += a(row, step) * double.CreateTruncating(x[(step * columns) + column]);
                }
            }
        }

        Numbers.Equal<double>(expected, product, tolerance);
    }
}
