#:package System.CommandLine
#:project ../src/Autodiff

// A reverse-mode tape in sixty lines, as docs/how-it-works.md builds it, beside the real one.

using System.CommandLine;
using System.Globalization;
using AutoGrad.Autodiff;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<int> seedOption = new("--seed") { Description = "The seed of the point.", DefaultValueFactory = _ => 1 };
Option<bool> quickOption = new("--quick") { Description = "The same: it is quick." };
RootCommand command = new("A minimal tape, held against the real one.") { seedOption, quickOption };
command.SetAction(arguments => Run(arguments.GetValue(seedOption)));
return command.Parse(args).Invoke();

static int Run(int seed)
{
    // r = sin(x y) + x at (2, 3).
    MinimalTape tape = new();
    Number x = tape.Variable(2.0);
    Number y = tape.Variable(3.0);
    Number r = Number.Sin(x * y) + x;
    double[] adjoints = tape.Gradient(r.Step);
    Console.WriteLine($"r = {r.Value:F6}, dr/dx = {adjoints[x.Step]:F6}, dr/dy = {adjoints[y.Step]:F6}");
    Console.WriteLine($"by hand:      dr/dx = {1.0 + (3.0 * Math.Cos(6.0)):F6}, dr/dy = {2.0 * Math.Cos(6.0):F6}");

    // The same code at a point of its own, on both tapes.
    Random random = new(seed);
    double[] at = [random.NextDouble(), random.NextDouble()];
    double[] real = Differentiate.Gradient<double>((ReadOnlySpan<Scalar<double>> v) => Scalar<double>.Sin(v[0] * v[1]) + v[0], at);
    MinimalTape other = new();
    Number p = other.Variable(at[0]);
    Number q = other.Variable(at[1]);
    double[] minimal = other.Gradient((Number.Sin(p * q) + p).Step);
    double error = Math.Max(Math.Abs(real[0] - minimal[p.Step]), Math.Abs(real[1] - minimal[q.Step]));
    Console.WriteLine($"largest difference from the real tape: {error:E1}");

    // What the real one writes about arrays.
    Tape<double> arrays = new();
    Variable<double> input = arrays.Constant([1.0, 2.0, 3.0, 4.0], [2, 2]).Named("x");
    Variable<double> w = arrays.Variable([0.1, -0.2], [2, 1], "w");
    Variable<double> target = arrays.Constant([0.5, -0.5], [2, 1]).Named("y");
    Variable<double> cost = (input.MatMul(w).Tanh() - target).Square().Sum().Named("E");
    Console.WriteLine();
    Console.Write(arrays.Describe(cost));
    return error < 1e-15 ? 0 : 1;
}

/// <summary>What happened, step by step: operands and local derivatives.</summary>
internal sealed class MinimalTape
{
    private readonly List<(int A, int B, double SlopeA, double SlopeB)> _steps = [];

    public Number Variable(double value) => new(this, Append(0, 0.0), value);

    public int Append(int a, double slopeA, int b = 0, double slopeB = 0.0)
    {
        _steps.Add((a, b, slopeA, slopeB));
        return _steps.Count - 1;
    }

    /// <summary>The derivative of the result with respect to every step, from the last to the first.</summary>
    public double[] Gradient(int result)
    {
        double[] adjoints = new double[_steps.Count];
        adjoints[result] = 1.0;
        for (int step = result; step >= 0; step--)
        {
            (int a, int b, double slopeA, double slopeB) = _steps[step];
            adjoints[a] += slopeA * adjoints[step];
            adjoints[b] += slopeB * adjoints[step];
        }

        return adjoints;
    }
}

/// <summary>A number that writes down what is done with it.</summary>
internal readonly record struct Number(MinimalTape Tape, int Step, double Value)
{
    public static Number operator *(Number x, Number y) => new(x.Tape, x.Tape.Append(x.Step, y.Value, y.Step, x.Value), x.Value * y.Value);

    public static Number operator +(Number x, Number y) => new(x.Tape, x.Tape.Append(x.Step, 1.0, y.Step, 1.0), x.Value + y.Value);

    public static Number Sin(Number x) => new(x.Tape, x.Tape.Append(x.Step, Math.Cos(x.Value)), Math.Sin(x.Value));
}
