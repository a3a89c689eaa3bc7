#:project Lessons
#:project ../src/Data
#:project ../src/Nn

// Row 16. Backpropagation in matrix form. W(l) is d(l-1) x d(l), so that z(l) = W(l)' a(l-1); then delta(l-1) = W(l) (g'(z(l)) . delta(l)) and
// dE/dW(l) = a(l-1) (g'(z(l)) . delta(l))', the dot being elementwise. Another course stores the transpose, w_ji from unit i to unit j:
// its formulas are these with W' for W. A batch stands row by row: Z = A W, and the sum over it is A' (g'(Z) . Delta).

using System.Diagnostics;
using AutoGrad.Autodiff;
using AutoGrad.Data;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Viz;

return Lesson.Run(args, "Matrix form", "delta(l-1) = W (g'(z(l)) . delta(l)) and dE/dW = a(l-1) (g'(z(l)) . delta(l))' against the tape, for an example and for a batch.", Show);

static void Show(Lesson lesson)
{
    lesson.Text("W is d(l-1) x d(l). Where a course stores the transpose, w_ji from unit i to unit j, read W' for W.");
    Dataset digits = Digits.Load();
    Mlp<double> model = new([64, 32, 16, 10], Activation.Tanh, seed: lesson.Seed, output: Activation.Tanh);
    List<object[]> rows = [];
    int[] sizes = [1, 32, 256];
    foreach (int size in sizes)
    {
        double[] x = [.. Enumerable.Range(0, size).SelectMany(row => digits.Input(row).ToArray()).Select(pixel => (double)pixel)];
        double[] y = [.. Enumerable.Range(0, size).SelectMany(row => Enumerable.Range(0, 10).Select(k => digits.Label(row) == k ? 1.0 : -1.0))];
        Tape<double> tape = new();
        Gradients<double> FromTape()
        {
            tape.Reset();
            Variable<double> difference = model.Forward(tape.Constant(x, [size, 64])) - tape.Constant(y, [size, 10]);
            return (0.5 * difference.Square().Sum()).Gradients();
        }

        Matrix[] byHand = Backpropagate(model, new(size, 64, x), new(size, 10, y));
        Gradients<double> gradients = FromTape();
        double apart = 0.0;
        for (int layer = 0; layer < byHand.Length; layer++)
        {
            double[] expected = gradients[model.Layers[layer].Weight].ToArray();
            double scale = Math.Max(1.0, expected.Max(Math.Abs));
            apart = Math.Max(apart, expected.Zip(byHand[layer].Values, (a, b) => Math.Abs(a - b)).Max() / scale);
        }

        lesson.Report?.HeatMap($"dE/dW of the second layer, batch of {size}", byHand[1].ToRows(), xLabel: "to unit", yLabel: "from unit");
        int repeats = lesson.IsQuick ? 20 : 200;
        double hand = Median(repeats, () => Backpropagate(model, new(size, 64, x), new(size, 10, y)));
        double taped = Median(repeats, () => FromTape());
        rows.Add([size, apart, hand, taped, hand / taped]);
        lesson.Figures.AtMost($"matrix form against the tape, batch of {size}", apart, 1e-12);
    }

    lesson.Table(["batch", "greatest difference", "matrix form by hand, ms", "tape, ms", "times faster"], rows);
    double[] Row(int column) => [.. rows.Select(row => Convert.ToDouble(row[column]))];
    lesson.Report?.Lines("Time of one gradient", [new("matrix form by hand", Row(0), Row(2)), new("tape", Row(0), Row(3))], "batch", "ms", logX: true, logY: true);
    lesson.Text("By hand the products are plain loops; the benchmark (bench) times the tape against a matrix form with the same products.");
}

// dE/dW of every layer for E = sum (a(L) - y)^2 / 2; a'(z) = 1 - a^2 for tanh. The biases are 0 and left out.
static Matrix[] Backpropagate(Mlp<double> model, Matrix x, Matrix y)
{
    Matrix[] w = [.. model.Layers.Select(layer => new Matrix(layer.Inputs, layer.Outputs, layer.Weight.Values.ToArray()))];
    List<Matrix> a = [x];
    foreach (Matrix weights in w)
    {
        a.Add((a[^1] * weights).Map(Math.Tanh));
    }

    Matrix[] gradients = new Matrix[w.Length];
    Matrix delta = a[^1].With(y, (output, wanted) => output - wanted);
    for (int l = w.Length; l >= 1; l--)
    {
        Matrix local = a[l].With(delta, (output, d) => (1.0 - (output * output)) * d);
        gradients[l - 1] = a[l - 1].Transposed() * local;
        delta = local * w[l - 1].Transposed();
    }

    return gradients;
}

static double Median(int repeats, Action work)
{
    double[] times = new double[repeats];
    for (int i = 0; i < repeats; i++)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    return times.Order().ElementAt(repeats / 2);
}

/// <summary>Numbers in rows, and the operations that the formulas need.</summary>
internal sealed record Matrix(int Rows, int Columns, double[] Values)
{
    public static Matrix operator *(Matrix left, Matrix right)
    {
        Matrix product = new(left.Rows, right.Columns, new double[left.Rows * right.Columns]);
        for (int row = 0; row < left.Rows; row++)
        {
            for (int inner = 0; inner < left.Columns; inner++)
            {
                double factor = left.Values[(row * left.Columns) + inner];
                Span<double> sums = product.Row(row);
                Span<double> numbers = right.Row(inner);
                for (int column = 0; column < sums.Length && column < numbers.Length; column++)
                {
                    sums[column] += factor * numbers[column];
                }
            }
        }

        return product;
    }

    public Matrix Map(Func<double, double> f) => this with { Values = Array.ConvertAll(Values, value => f(value)) };

    public Matrix With(Matrix other, Func<double, double, double> f) => this with { Values = [.. Values.Zip(other.Values, f)] };

    public Matrix Transposed()
    {
        double[] values = new double[Values.Length];
        for (int place = 0; place < values.Length; place++)
        {
            values[(place % Columns * Rows) + (place / Columns)] = Values[place];
        }

        return new(Columns, Rows, values);
    }

    public double[,] ToRows()
    {
        double[,] rows = new double[Rows, Columns];
        Buffer.BlockCopy(Values, 0, rows, 0, Values.Length * sizeof(double));
        return rows;
    }

    private Span<double> Row(int row) => Values.AsSpan(row * Columns, Columns);
}
