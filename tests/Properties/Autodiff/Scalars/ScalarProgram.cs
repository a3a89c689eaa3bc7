using System.Globalization;
using System.Numerics;
using AutoGrad.Tests.Scalars;

namespace AutoGrad.Tests.Properties.Autodiff.Scalars;

/// <summary>
/// A random straight-line program of scalar functions. Each operand goes through a sine into the domain of its function, and each result
/// is scaled to a slope of about 1, so that programs of any length stay away from kinks and have differences worth comparing with.
/// </summary>
internal sealed record ScalarProgram(double[] Inputs, ScalarProgram.Step[] Steps)
{
    private const int LongestProgram = 12;

    // The estimates' values are not smooth.
    private static readonly (ScalarFunctionRow Row, double Scale)[] _functions =
        [.. ScalarFunctionTable.Rows.Where(row => !row.IsEstimate).Select(row => (row, 1.0 / (1.0 + Steepest(row))))];

    public static ScalarProgram Generate(Random random, int size)
    {
        double[] inputs = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (2.0 * random.NextDouble()) - 1.0)];
        List<Step> steps = [];
        for (int length = random.Next(1, 2 + Math.Min(size, LongestProgram)); steps.Count < length;)
        {
            int function = random.Next(_functions.Length);
            steps.Add(new(function, [.. _functions[function].Row.Domain.Select(_ => random.Next(inputs.Length + steps.Count))]));
        }

        return new(inputs, [.. steps]);
    }

    /// <summary>The same with a step less at the end.</summary>
    public static IEnumerable<ScalarProgram> Shrink(ScalarProgram program)
    {
        if (program.Steps.Length > 1)
        {
            yield return program with { Steps = program.Steps[..^1] };
        }
    }

    /// <summary>The sum of all that the program computes.</summary>
    public T Run<T>(ReadOnlySpan<T> inputs)
        where T : struct, IFloatingPointIeee754<T>
    {
        List<T> numbers = [.. inputs];
        T sum = T.Zero;
        foreach (Step step in Steps)
        {
            (ScalarFunctionRow row, double scale) = _functions[step.Function];
            T[] operands = [.. step.Operands.Select((from, at) => Within(row.Domain[at], numbers[from]))];
            T result = ScalarFunctions<T>.Of(row.Name)(operands) * T.CreateChecked(scale);
            numbers.Add(result);
            sum += result;
        }

        return sum;

        static T Within((double Low, double High) domain, T x) =>
            T.CreateChecked((domain.Low + domain.High) / 2.0) + (T.CreateChecked((domain.High - domain.Low) / 2.0) * T.Sin(x));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"[{string.Join(", ", Inputs)}] {string.Join("; ", Steps.Select((step, at) => $"${Inputs.Length + at} = {_functions[step.Function].Row.Name}({string.Join(", ", step.Operands.Select(each => $"${each}"))})"))}");

    private static double Steepest(ScalarFunctionRow row)
    {
        Random random = new(1);
        return Enumerable.Range(0, 20).Max(_ =>
        {
            double[] x = row.Draw(random);
            return Enumerable.Range(0, x.Length).Sum(operand => Math.Abs(row.Difference(x, operand)) * (row.Domain[operand].High - row.Domain[operand].Low));
        });
    }

    /// <summary>A function, by its place among all, and where its operands stand: inputs first, then results.</summary>
    internal sealed record Step(int Function, int[] Operands);
}
