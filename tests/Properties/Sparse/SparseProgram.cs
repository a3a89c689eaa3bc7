using System.Numerics;

namespace AutoGrad.Tests.Properties.Sparse;

/// <summary>A random program over a vector in which each statement reads few numbers: sums, products and functions, of any number type, with results here and there.</summary>
internal sealed record SparseProgram(int InputCount, SparseProgram.Statement[] Statements, int[] Results)
{
    internal enum Kind
    {
        Add,
        Subtract,
        Scale,
        Multiply,
        Divide,
        MultiplyAdd,
        Max,
        Sin,
        Sqrt,
        Hypot,
        Constant,
    }

    public static SparseProgram Generate(Random random, int size)
    {
        int inputs = random.Next(1, 4 + (size / 4));
        Statement[] statements = new Statement[random.Next(1, 4 + size)];
        for (int index = 0; index < statements.Length; index++)
        {
            int near = Math.Max(0, inputs + index - random.Next(1, 12));
            statements[index] = new((Kind)random.Next(11), random.Next(near, inputs + index), random.Next(inputs + index), random.Next(inputs + index));
        }

        int[] results = new int[random.Next(1, 3 + (size / 4))];
        for (int index = 0; index < results.Length; index++)
        {
            results[index] = random.Next(inputs + statements.Length);
        }

        return new(inputs, statements, results);
    }

    public void Run<N>(ReadOnlySpan<N> x, Span<N> y)
        where N : IFloatingPointIeee754<N>
    {
        N[] numbers = new N[x.Length + Statements.Length];
        x.CopyTo(numbers);
        for (int index = 0; index < Statements.Length; index++)
        {
            (Kind kind, N a, N b, N c) = (Statements[index].Kind, numbers[Statements[index].A], numbers[Statements[index].B], numbers[Statements[index].C]);

            // Kept small by Sin, away from poles and kinks by 2 + ...
            numbers[x.Length + index] = kind switch
            {
                Kind.Add => a + b,
                Kind.Subtract => a - b,
                Kind.Scale => a * N.CreateChecked(0.75),
                Kind.Multiply => N.Sin(a) * b,
                Kind.Divide => a / (N.CreateChecked(2) + N.Cos(b)),
                Kind.MultiplyAdd => N.FusedMultiplyAdd(N.Sin(a), N.Cos(b), c),
                Kind.Max => N.Max(a, b + N.CreateChecked(0.1)),
                Kind.Sin => N.Sin(a),
                Kind.Sqrt => N.Sqrt(N.CreateChecked(1.5) + N.Sin(a)),
                Kind.Hypot => N.Hypot(N.CreateChecked(2) + N.Sin(a), b),
                _ => N.CreateChecked(0.5),
            };
        }

        for (int index = 0; index < Results.Length; index++)
        {
            y[index] = numbers[Results[index]];
        }
    }

    public N First<N>(ReadOnlySpan<N> x)
        where N : IFloatingPointIeee754<N>
    {
        N[] y = new N[Results.Length];
        Run(x, y);
        return y[0];
    }

    public double[] Point() => [.. Enumerable.Range(0, InputCount).Select(index => Math.Sin((7 * index) + 1))];

    public IEnumerable<SparseProgram> Shrink()
    {
        for (int index = 0; index < Statements.Length; index++)
        {
            if (Statements[index].Kind != Kind.Constant)
            {
                yield return this with { Statements = [.. Statements[..index], Statements[index] with { Kind = Kind.Constant }, .. Statements[(index + 1)..]] };
            }
        }
    }

    internal readonly record struct Statement(Kind Kind, int A, int B, int C);
}
