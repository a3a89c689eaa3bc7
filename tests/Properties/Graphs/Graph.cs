using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>One step of a graph: a row of the catalog, applied to earlier results (or leaves), counted from 0.</summary>
internal sealed record Step(Row Row, int Variant, int[] Operands);

/// <summary>
/// An expression graph: leaves and steps, of which each may use any earlier one. Results are mapped smoothly into the domain
/// of the operand that they become, so that no kink is near and nothing grows without bound, whatever the depth.
/// </summary>
internal sealed record Graph(int[][] Shapes, double[][] Values, IReadOnlyList<Step> Steps)
{
    public const int GreatestDepth = 12;

    /// <summary>Up to 24 steps; each takes the newest result, or any that fits, so that graphs become deep and nodes are shared.</summary>
    public static Graph Generate(Random random, int size)
    {
        int[] common = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(1, 4))];
        int square = common[^1];
        List<int[]> leaves = [common, [square, square], [square]];
        for (int extra = random.Next(3); extra > 0; extra--)
        {
            int[] smaller = Array.ConvertAll(common, length => random.Next(2) == 0 ? 1 : length);
            leaves.Add(smaller[random.Next(smaller.Length + 1)..]);
        }

        List<int[]> shapes = [.. leaves];
        List<int> depths = [.. leaves.Select(_ => 0)];
        List<Step> steps = [];
        Tape<double> tape = new();
        int wanted = 1 + (size / 4);
        for (int attempt = 0; attempt < 40 * wanted && steps.Count < wanted; attempt++)
        {
            Row row = Catalog.Rows[random.Next(Catalog.Rows.Count)];
            int variant = random.Next(row.Variants);
            int[] operands = [.. Enumerable.Range(0, row.Arity).Select(_ => Pick(random, shapes.Count))];
            int depth = 1 + operands.Max(operand => depths[operand]);
            int[][] given = [.. operands.Select(operand => shapes[operand])];
            if (depth > GreatestDepth || !row.OperandsAreFree || !row.Fits(given, variant))
            {
                continue;
            }

            Step step = new(row, variant, operands);
            tape.Reset();
            Variable<double>[] zeros = [.. shapes.Select(shape => tape.Constant(new double[ShapeFamily.LengthOf(shape)], shape))];
            int[] result = Apply(step, zeros).Shape.ToArray();
            if (ShapeFamily.LengthOf(result) <= 100)
            {
                steps.Add(step);
                shapes.Add(result);
                depths.Add(depth);
            }
        }

        double[][] values = [.. leaves.Select(shape => new double[ShapeFamily.LengthOf(shape)])];
        foreach (double[] leaf in values)
        {
            Domain.Any.Fill(random, leaf);
        }

        return new([.. leaves], values, steps);
    }

    /// <summary>Graphs with fewer steps, then with simpler leaves.</summary>
    public static IEnumerable<Graph> Shrink(Graph whole)
    {
        if (whole.Steps.Count > 1)
        {
            yield return whole with { Steps = [.. whole.Steps.Take(whole.Steps.Count / 2)] };
            yield return whole with { Steps = [.. whole.Steps.SkipLast(1)] };
        }

        int leaves = whole.Shapes.Length;
        for (int index = 0; index < whole.Steps.Count - 1; index++)
        {
            if (whole.Without(index, leaves + index) is { } shorter)
            {
                yield return shorter;
            }
        }

        for (int leaf = 0; leaf < leaves; leaf++)
        {
            for (int at = 0; at < whole.Values[leaf].Length; at++)
            {
                foreach (double simpler in Domain.Any.Simpler(whole.Values[leaf][at], at).Take(2))
                {
                    double[][] values = [.. whole.Values.Select(old => (double[])old.Clone())];
                    values[leaf][at] = simpler;
                    yield return whole with { Values = values };
                }
            }
        }
    }

    /// <summary>The sum over every result that nothing else uses: all steps take part.</summary>
    public Variable<T> Apply<T>(Tape<T> tape, out Variable<T>[] leaves, double[][]? values = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[][] numbers = values ?? Values;
        leaves = [.. Shapes.Select((shape, index) => tape.Variable(Case.Converted<T>(numbers[index]), shape))];
        List<Variable<T>> results = [.. leaves];
        bool[] used = new bool[leaves.Length + Steps.Count];
        foreach (Step step in Steps)
        {
            results.Add(Apply(step, results.ToArray()));
            Array.ForEach(step.Operands, operand => used[operand] = true);
        }

        Variable<T> total = tape.Constant(T.Zero);
        for (int index = 0; index < results.Count; index++)
        {
            if (!used[index])
            {
                total += results[index].Tanh().Sum() * (0.5 + (0.1 * index));
            }
        }

        return total;
    }

    public override string ToString()
    {
        string Name(int index) => index < Shapes.Length ? $"x{index}" : $"y{index - Shapes.Length}";
        IEnumerable<string> leaves = Shapes.Select((shape, index) => string.Create(
            CultureInfo.InvariantCulture, $"x{index} = [{string.Join(", ", shape)}] {{{string.Join(", ", Values[index].Select(value => value.ToString(CultureInfo.InvariantCulture)))}}}"));
        IEnumerable<string> steps = Steps.Select((step, index) => $"y{index} = {step.Row.Name} variant {step.Variant}({string.Join(", ", step.Operands.Select(Name))})");
        return string.Join(Environment.NewLine, leaves.Concat(steps));
    }

    private static Variable<T> Apply<T>(Step step, Variable<T>[] results)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Variable<T>[] operands = [.. step.Operands.Select((operand, place) => step.Row.Domains[place].Map(results[operand]))];
        return step.Row.Apply<T>(operands, step.Variant);
    }

    private static int Pick(Random random, int count) => random.Next(2) == 0 ? count - 1 : random.Next(count);

    /// <summary>The graph with a step replaced by its first operand; null if shapes stop fitting.</summary>
    private Graph? Without(int index, int node)
    {
        int Moved(int operand) => operand == node ? Moved(Steps[index].Operands[0]) : operand > node ? operand - 1 : operand;
        Graph shorter = this with
        {
            Steps = [.. Steps.Where((_, at) => at != index).Select(step => step with { Operands = Array.ConvertAll(step.Operands, Moved) })],
        };
        return shorter.ShapesFit() ? shorter : null;
    }

    private bool ShapesFit()
    {
        Tape<double> tape = new();
        List<Variable<double>> results = [.. Shapes.Select((shape, index) => tape.Constant(Values[index], shape))];
        foreach (Step step in Steps)
        {
            if (!step.Row.Fits([.. step.Operands.Select(operand => results[operand].Shape.ToArray())], step.Variant))
            {
                return false;
            }

            results.Add(Apply(step, results.ToArray()));
        }

        return true;
    }
}
