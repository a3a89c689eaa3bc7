using System.Globalization;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>Identities of linear algebra on random matrices of any batch.</summary>
public class LinearAlgebraProperties
{
    [Fact]
    public void A_matrix_times_its_inverse_is_the_identity() => Check(nameof(A_matrix_times_its_inverse_is_the_identity), at =>
    {
        Variable<double> a = Regular(at, at.Left);
        double[] identity = a.Tape.Constant(Ones(at.Count * at.Size), [at.Count, at.Size]).DiagonalMatrix().ToArray();
        Near.Assert("A inv(A)", identity, a.MatMul(a.Inverse()).Values, 1e-12);
        Near.Assert("inv(A) A", identity, a.Inverse().MatMul(a).Values, 1e-12);
        Near.Assert("inv(inv(A))", a.Values, a.Inverse().Inverse().Values, 1e-12);
    });

    [Fact]
    public void Solve_is_the_product_with_the_inverse() => Check(nameof(Solve_is_the_product_with_the_inverse), at =>
    {
        Variable<double> a = Regular(at, at.Left);
        Variable<double> b = a.Tape.Constant(at.Right, [at.Count, at.Size, at.Size]);
        Near.Assert("solve(A, B)", a.Inverse().MatMul(b).Values, a.Solve(b).Values, 1e-12);
        Near.Assert("solve(A', B)", a.Inverse().MatMul(b, transposeLeft: true).Values, a.Solve(b, transpose: true).Values, 1e-12);
        Near.Assert("A solve(A, B)", b.Values, a.MatMul(a.Solve(b)).Values, 1e-12);
    });

    [Fact]
    public void The_determinant_of_a_product_is_the_product_of_the_determinants() =>
        Check(nameof(The_determinant_of_a_product_is_the_product_of_the_determinants), at =>
        {
            Variable<double> a = Regular(at, at.Left);
            Tape<double> tape = a.Tape;

            // Rows in the order of their first numbers: any permutation, of either sign.
            int[] order = [.. Enumerable.Range(0, at.Size).OrderBy(row => at.Right[row])];
            double[] permutation = new double[at.Size * at.Size];
            Array.ForEach(order, row => permutation[(Array.IndexOf(order, row) * at.Size) + row] = 1.0);
            Variable<double> b = tape.Constant(permutation, [at.Size, at.Size]).MatMul(a + (0.5 * tape.Constant(at.Right, a.Shape)));
            Near.Assert("det(A B)", (a.Determinant() * b.Determinant()).Values, a.MatMul(b).Determinant().Values, 1e-12);
            Near.Assert("det(B')", b.Determinant().Values, b.Transpose(-1, -2).Determinant().Values, 1e-12);
            Variable<double> positive = a.MatMul(a, transposeRight: true) + Eye(tape, at.Size);
            Near.Assert("log det", positive.Determinant().Log().Values, positive.LogDeterminant().Values, 1e-10);
        });

    [Fact]
    public void The_cholesky_factor_multiplies_to_the_matrix() => Check(nameof(The_cholesky_factor_multiplies_to_the_matrix), at =>
    {
        Tape<double> tape = new();
        Variable<double> a = tape.Constant(at.Left, [at.Count, at.Size, at.Size]);
        Variable<double> positive = a.MatMul(a, transposeRight: true) + (0.1 * Eye(tape, at.Size));
        Variable<double> l = positive.Cholesky();
        Near.Assert("L L'", positive.Values, l.MatMul(l, transposeRight: true).Values, 1e-13);
        Near.Assert("lower triangle of L", l.Values, l.LowerTriangle().Values, 0.0);
        Near.Assert("2 sum log diag L", positive.LogDeterminant().Values, (2.0 * l.Diagonal().Log().Sum(-1)).Values, 1e-10);
        Variable<double> b = tape.Constant(at.Right, [at.Count, at.Size, at.Size]);
        Variable<double> solved = l.TriangularSolve(l.TriangularSolve(b, upper: false), upper: false, transpose: true);
        Near.Assert("A L^-T L^-1 B", b.Values, positive.MatMul(solved).Values, 1e-9);
    });

    // d log det(A) = tr(inv(A) dA), and the slope of the determinant is det(A) inv(A)'.
    [Fact]
    public void Slopes_of_the_determinants_are_the_transposed_inverse() => Check(nameof(Slopes_of_the_determinants_are_the_transposed_inverse), at =>
    {
        Variable<double> a = Regular(at, at.Left);
        Variable<double> inverse = a.Inverse().Transpose(-1, -2);
        Variable<double> determinant = a.Determinant();
        Near.Assert("log-determinant", inverse.Values, a.LogDeterminant().Sum().Gradients()[a], 1e-12);
        Near.Assert("determinant", (inverse * determinant.Reshape(at.Count, 1, 1)).Values, determinant.Sum().Gradients()[a], 1e-12);
    });

    private static Variable<double> Eye(Tape<double> tape, int size) => tape.Constant(Ones(size), [size]).DiagonalMatrix();

    private static double[] Ones(int count) => [.. Enumerable.Repeat(1.0, count)];

    // The diagonal outweighs the rest of its row.
    private static Variable<double> Regular(Batch at, double[] values)
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Constant(values, [at.Count, at.Size, at.Size]);
        return tape.Variable((x + ((2.0 * at.Size) * Eye(tape, at.Size))).Values, x.Shape);
    }

    private static void Check(string property, Action<Batch> body) => Property.Check(property, Batch.Generate, Batch.Shrink, body);

    private sealed record Batch(int Count, int Size, double[] Left, double[] Right)
    {
        public static Batch Generate(Random random, int size)
        {
            (int count, int n) = (random.Next(1, 4), random.Next(0, 2 + (size / 8)));
            double[] Numbers() => [.. Enumerable.Range(0, count * n * n).Select(_ => (2.0 * random.NextDouble()) - 1.0)];
            return new(count, n, Numbers(), Numbers());
        }

        public static IEnumerable<Batch> Shrink(Batch whole)
        {
            for (int smaller = 1; smaller < whole.Count; smaller++)
            {
                int length = smaller * whole.Size * whole.Size;
                yield return whole with { Count = smaller, Left = whole.Left[..length], Right = whole.Right[..length] };
            }
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Count} of {Size} x {Size}: {{{string.Join(", ", Left)}}} and {{{string.Join(", ", Right)}}}");
    }
}
