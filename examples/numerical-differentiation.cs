#:project Lessons
#:project ../src/Nn

// Row 13. Derivatives by differences: forward (n + 1 evaluations for n parameters) and central (2 n). A large step h is off by the
// curve's bend, a small one by rounding: the error over h is a V. And one reverse sweep beside them.

using System.Diagnostics;
using System.Numerics;
using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Viz;

return Lesson.Run(args, "Numerical differentiation", "Forward and central differences: their V over the step, their cost beside one reverse sweep.", Show);

static void Show(Lesson lesson)
{
    lesson.Heading("1. The V");
    Network<double> doubles = new(lesson.Seed, inputs: 4, hidden: 8);
    Network<float> floats = new(lesson.Seed, inputs: 4, hidden: 8);
    double[] exact = doubles.Gradient();
    double[] steps = [.. Enumerable.Range(-26, 26).Select(k => Math.Pow(10.0, 0.5 * k))];
    Dictionary<string, double[]> errors = new()
    {
        ["forward, float64"] = [.. steps.Select(h => Apart(doubles.Forward(h), exact))],
        ["central, float64"] = [.. steps.Select(h => Apart(doubles.Central(h), exact))],
        ["forward, float32"] = [.. steps.Select(h => Apart(floats.Forward(h), exact))],
        ["central, float32"] = [.. steps.Select(h => Apart(floats.Central(h), exact))],
    };
    lesson.Table(["h", .. errors.Keys], steps.Select(object[] (h, i) => [h.ToString("E1"), .. errors.Values.Select(object (error) => error[i].ToString("E1"))]));
    lesson.Report?.Lines("The relative error over the step", [.. errors.Select(way => new Series(way.Key, steps, way.Value))], "h", "error", logX: true, logY: true);
    foreach ((string way, double usual) in ((string, double)[])[("forward, float64", 1e-8), ("central, float64", 1e-10), ("forward, float32", 1e-3), ("central, float32", 1e-4)])
    {
        lesson.Figures.Between($"best relative error, {way} (near {Cell.Text(usual)})", errors[way].Min(), usual / 10.0, usual * 10.0);
    }

    lesson.Heading("2. What it costs");
    List<object[]> rows = [];
    (int wanted, int counted) = (0, 0);
    foreach (int hidden in (int[])(lesson.IsQuick ? [4, 16, 64] : [4, 16, 64, 256]))
    {
        Network<double> network = new(lesson.Seed, inputs: 4, hidden);
        int n = network.Count;
        (int forwardCount, double forward) = network.Timed(() => network.Forward(1e-8));
        (int centralCount, double central) = network.Timed(() => network.Central(1e-5));
        (_, double sweep) = network.Timed(network.Gradient);
        rows.Add([n, forwardCount, forward, centralCount, central, sweep, central / sweep]);
        (wanted, counted) = (wanted + n + 1 + (2 * n), counted + forwardCount + centralCount);
    }

    lesson.Table(["parameters", "forward", "ms", "central", "ms", "reverse sweep, ms", "central / reverse"], rows);
    double[] Row(int column) => [.. rows.Select(row => Convert.ToDouble(row[column]))];
    lesson.Report?.Lines(
        "Time of one gradient",
        [new("forward differences", Row(0), Row(2)), new("central differences", Row(0), Row(4)), new("reverse sweep", Row(0), Row(5))],
        "parameters",
        "ms",
        logX: true,
        logY: true);
    lesson.Figures.Equal("evaluations of all of them: n + 1 and 2 n", counted, wanted);
}

// The relative error of a whole gradient.
static double Apart(double[] gradient, double[] exact) =>
    Math.Sqrt(gradient.Zip(exact, (a, b) => (a - b) * (a - b)).Sum() / exact.Sum(b => b * b));

/// <summary>A network inputs-hidden-1 on random data, its loss and the gradient of it in three ways.</summary>
internal sealed class Network<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Rows = 32;

    private readonly Mlp<T> _model;
    private readonly Tape<T> _tape = new();
    private readonly T[] _x;
    private readonly T[] _y;
    private readonly int _inputs;
    private int _evaluations;

    public Network(int seed, int inputs, int hidden)
    {
        // The same weights and data in both precisions: those of float32.
        Mlp<float> drawn = new([inputs, hidden, 1], Activation.Tanh, seed: seed);
        _model = new([inputs, hidden, 1], Activation.Tanh, seed: seed);
        foreach ((Parameter<float> from, Parameter<T> to) in drawn.Parameters.Zip(_model.Parameters))
        {
            to.Assign([.. from.Values.ToArray().Select(T.CreateChecked)]);
        }

        Random random = new(seed);
        _x = [.. random.NextNormals(Rows * inputs).Select(number => T.CreateChecked((float)number))];
        _y = [.. random.NextNormals(Rows).Select(number => T.CreateChecked((float)number))];
        _inputs = inputs;
    }

    public int Count => _model.Parameters.Sum(parameter => parameter.Length);

    // (f(theta + h e_i) - f(theta)) / h
    public double[] Forward(double h)
    {
        double here = Loss();
        return Differences(h, (shift, step) => (shift(step) - here) / step);
    }

    // (f(theta + h e_i) - f(theta - h e_i)) / (2 h)
    public double[] Central(double h) => Differences(h, (shift, step) => (shift(step) - shift(-step)) / (2.0 * step));

    public double[] Gradient()
    {
        Gradients<T> gradients = Record().Gradients();
        return [.. _model.Parameters.SelectMany(parameter => gradients[parameter].ToArray()).Select(double.CreateChecked)];
    }

    public (int Evaluations, double Milliseconds) Timed(Func<double[]> work)
    {
        work();
        _evaluations = 0;
        long start = Stopwatch.GetTimestamp();
        work();
        return (_evaluations, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private double[] Differences(double h, Func<Func<double, double>, double, double> quotient)
    {
        List<double> slopes = [];
        foreach (Parameter<T> parameter in _model.Parameters)
        {
            for (int i = 0; i < parameter.Length; i++)
            {
                T here = parameter.Values[i];
                double Shifted(double step)
                {
                    parameter.Update()[i] = here + T.CreateChecked(step);
                    double loss = Loss();
                    parameter.Update()[i] = here;
                    return loss;
                }

                slopes.Add(quotient(Shifted, h));
            }
        }

        return [.. slopes];
    }

    private double Loss()
    {
        _evaluations++;
        return double.CreateChecked(Record().Item());
    }

    private Variable<T> Record()
    {
        _tape.Reset();
        Variable<T> output = _model.Forward(_tape.Constant(_x, [Rows, _inputs]));
        return (output - _tape.Constant(_y, [Rows, 1])).Square().Mean();
    }
}
