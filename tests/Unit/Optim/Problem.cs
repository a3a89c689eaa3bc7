using System.Text.Json.Nodes;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Optim;

/// <summary>A function to minimize from the reference data: its parameters at the start, and its forward pass on a real tape.</summary>
internal sealed class Problem
{
    private readonly Tape<double> _tape = new();
    private readonly Func<Tape<double>, Variable<double>> _forward;

    private Problem(Parameter<double>[] parameters, Func<Tape<double>, Variable<double>> forward)
    {
        Parameters = parameters;
        _forward = forward;
    }

    public Parameter<double>[] Parameters { get; }

    /// <summary>The parameters one behind the other, as the data has them.</summary>
    public double[] Values => [.. Parameters.SelectMany(parameter => parameter.Values.ToArray())];

    public static Problem Create(string name, double[] start, JsonNode? data) => name switch
    {
        "rosenbrock" => Rosenbrock(start),
        "quadratic" => Quadratic(start, Matrix(data!["A"]!), Vector(data["b"]!)),
        "mlp" => Perceptron(start, Matrix(data!["X"]!), Matrix(data["T"]!)),
        "zero_gradient" => Pair(start, [0.5, 0.5]),
        "unused_coordinate" => Pair(start, [1.0, 0.0]),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such problem"),
    };

    /// <summary>Sets the parameters from numbers one behind the other.</summary>
    public void Assign(double[] values)
    {
        int start = 0;
        foreach (Parameter<double> parameter in Parameters)
        {
            parameter.Assign(values.AsSpan(start, parameter.Length));
            start += parameter.Length;
        }
    }

    /// <summary>A recording of its own for every call.</summary>
    public Variable<double> Record()
    {
        _tape.Reset();
        return _forward(_tape);
    }

    private static Problem Rosenbrock(double[] start)
    {
        Parameter<double> x = new("x", [start[0]], []);
        Parameter<double> y = new("y", [start[1]], []);
        return new([x, y], tape => (1.0 - tape.Variable(x)).Square() + (100.0 * (tape.Variable(y) - tape.Variable(x).Square()).Square()));
    }

    private static Problem Quadratic(double[] start, double[] a, double[] b)
    {
        Parameter<double> x = new("x", start, [3]);
        return new([x], tape =>
        {
            Variable<double> point = tape.Variable(x);
            return (0.5 * point.MatMul(tape.Constant(a, [3, 3])).MatMul(x)) - tape.Constant(b, [3]).MatMul(x);
        });
    }

    private static Problem Perceptron(double[] start, double[] inputs, double[] targets)
    {
        Parameter<double> w1 = new("W1", start.AsSpan(0, 12), [4, 3]);
        Parameter<double> b1 = new("b1", start.AsSpan(12, 4), [4]);
        Parameter<double> w2 = new("W2", start.AsSpan(16, 8), [2, 4]);
        Parameter<double> b2 = new("b2", start.AsSpan(24, 2), [2]);
        return new([w1, b1, w2, b2], tape =>
        {
            Variable<double> hidden = (tape.Constant(inputs, [8, 3]).MatMul(w1, transposeRight: true) + b1).Tanh();
            return (hidden.MatMul(w2, transposeRight: true) + b2 - tape.Constant(targets, [8, 2])).Square().Mean();
        });
    }

    private static Problem Pair(double[] start, double[] weights)
    {
        Parameter<double> x = new("x", start, [2]);
        return new([x], tape => (tape.Variable(x).Square() * tape.Constant(weights, [2])).Sum());
    }

    private static double[] Matrix(JsonNode node) => [.. node.AsArray().SelectMany(row => Vector(row!))];

    private static double[] Vector(JsonNode node) => [.. node.AsArray().Select(number => number!.GetValue<double>())];
}
