using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Scalars;

/// <summary>A random program of scalar statements, with rows of inputs. The result is the mean of its last values; all values stay of the order of 1.</summary>
internal sealed record ReplayProgram(ReplayProgram.Line[] Lines, double[][] Rows)
{
    public const int Inputs = 4;

    private const int Constants = 3;

    private static readonly double[] _constants = [0.5, -1.25, 0.8];

    public enum Form
    {
        Add,
        Subtract,
        Multiply,
        Divide,
        Negate,
        MultiplyAdd,
        Tanh,
        Sin,
        Exp,
        Log,
        Sqrt,
        Atan,
        Square,
        Hypot,
        Dot,
        Polynomial,
        Last = Polynomial,
    }

    public static ReplayProgram Generate(Random random, int size)
    {
        Line[] lines = new Line[1 + random.Next(4 + (2 * size))];
        for (int i = 0; i < lines.Length; i++)
        {
            // Mostly what is new, so that long expressions come about.
            int values = Inputs + Constants + i;
            int Operand() => random.Next(3) > 0 ? Math.Max(0, values - 1 - random.Next(4)) : random.Next(values);
            lines[i] = new((Form)random.Next((int)Form.Last + 1), Operand(), Operand(), Operand());
        }

        return new(lines, [.. Enumerable.Range(0, 1 + random.Next(70)).Select(_ => Enumerable.Range(0, Inputs).Select(_ => (random.NextDouble() * 3) - 1.5).ToArray())]);
    }

    public IEnumerable<ReplayProgram> Shrink()
    {
        if (Lines.Length > 1)
        {
            yield return this with { Lines = Lines[..(Lines.Length / 2)] };
            yield return this with { Lines = Lines[..^1] };
        }

        if (Rows.Length > 1)
        {
            yield return this with { Rows = Rows[..1] };
            yield return this with { Rows = Rows[..^1] };
        }
    }

    /// <summary>The result in plain numbers.</summary>
    public double Evaluate(ReadOnlySpan<double> inputs)
    {
        double[] values = new double[Inputs + Constants + Lines.Length];
        inputs.CopyTo(values);
        _constants.CopyTo(values, Inputs);
        int next = Inputs + Constants;
        foreach (Line line in Lines)
        {
            (double x, double y, double z) = (values[line.X], values[line.Y], values[line.Z]);
            values[next++] = Bounded(line.Form switch
            {
                Form.Add => x + y,
                Form.Subtract => x - y,
                Form.Multiply => x * y,
                Form.Divide => x / ((y * y) + 1),
                Form.Negate => -x,
                Form.MultiplyAdd => Math.FusedMultiplyAdd(x, y, z),
                Form.Tanh => Math.Tanh(x),
                Form.Sin => Math.Sin(x),
                Form.Exp => Math.Exp(-(x * x)),
                Form.Log => Math.Log((x * x) + 1),
                Form.Sqrt => Math.Sqrt((x * x) + 1),
                Form.Atan => Math.Atan(x),
                Form.Square => Math.Pow(x, 2),
                Form.Hypot => double.Hypot(x, (y * y) + 1),
                Form.Dot => 0 + (x * y) + (y * z) + (z * x),
                _ => (((((((0 * x) + z) * x) + y) * x) + x) * x) + y,
            });
        }

        double sum = 0;
        foreach (double value in values[^Math.Min(3, Lines.Length)..])
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>The program as a frozen recording; with a bound, the first input is compared to it.</summary>
    public Compiled<T> Freeze<T>(double? bound = null, Rerecording<T>? rerecord = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ScalarProgramBuilder<T> builder = new();
        List<int> nodes = [];
        for (int input = 0; input < Inputs; input++)
        {
            nodes.Add(builder.Input());
        }

        foreach (double constant in _constants)
        {
            nodes.Add(builder.Constant(T.CreateTruncating(constant)));
        }

        int One() => builder.Constant(T.One);
        int Of<R>(int x, R rule = default)
            where R : struct, IScalarRule<T> => builder.Append(ScalarOperation<T>.Of(rule), x);
        int Of2<R>(int x, int y)
            where R : struct, IScalarRule2<T> => builder.Append(ScalarOperation<T>.Of2<R>(), x, y);
        int AboveOne(int x) => Of2<AddRule<T>>(Of2<MultiplyRule<T>>(x, x), One());
        foreach (Line line in Lines)
        {
            (int x, int y, int z) = (nodes[line.X], nodes[line.Y], nodes[line.Z]);
            int node = line.Form switch
            {
                Form.Add => Of2<AddRule<T>>(x, y),
                Form.Subtract => Of2<SubtractRule<T>>(x, y),
                Form.Multiply => Of2<MultiplyRule<T>>(x, y),
                Form.Divide => Of2<DivideRule<T>>(x, AboveOne(y)),
                Form.Negate => Of<NegateRule<T>>(x),
                Form.MultiplyAdd => builder.Append(ScalarOperation<T>.Of3<FusedMultiplyAddRule<T>>(), x, y, z),
                Form.Tanh => Of<TanhRule<T>>(x),
                Form.Sin => Of<SinRule<T>>(x),
                Form.Exp => Of<ExpRule<T>>(Of<NegateRule<T>>(Of2<MultiplyRule<T>>(x, x))),
                Form.Log => Of<LogRule<T>>(AboveOne(x)),
                Form.Sqrt => Of<SqrtRule<T>>(AboveOne(x)),
                Form.Atan => Of<AtanRule<T>>(x),
                Form.Square => Of(x, new PowConstantRule<T>(T.CreateTruncating(2))),
                Form.Hypot => Of2<HypotRule<T>>(x, AboveOne(y)),
                Form.Dot => builder.Dot([x, y, z], [y, z, x]),
                _ => builder.Polynomial([y, x, y, z], x),
            };
            nodes.Add(Of<SinRule<T>>(Of2<MultiplyRule<T>>(builder.Constant(T.CreateTruncating(Squeeze)), node)));
        }

        if (bound is { } number)
        {
            builder.Guard(GuardKind.Less, nodes[0], builder.Constant(T.CreateTruncating(number)), true);
        }

        return new(builder.Build(builder.Sum([.. nodes[^Math.Min(3, Lines.Length)..]])), rerecord);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{string.Join("; ", Lines.Select((line, index) => $"v{Inputs + Constants + index} = {line}"))}; rows {string.Join(" ", Rows.Select(row => $"[{string.Join(", ", row)}]"))}");

    private const double Squeeze = 0.75;

    // So that nothing grows from line to line.
    private static double Bounded(double value) => Math.Sin(Squeeze * value);

    /// <summary>A statement: what it does, and the values that it reads.</summary>
    public readonly record struct Line(Form Form, int X, int Y, int Z)
    {
        public override string ToString() => $"{Form}(v{X}, v{Y}, v{Z})";
    }
}
