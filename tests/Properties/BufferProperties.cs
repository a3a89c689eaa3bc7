using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>What happens to memory: inputs stay, old contents do not shine through, equal runs give equal bits.</summary>
public class BufferProperties
{
    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Inputs_are_not_modified(string row) => Check(nameof(Inputs_are_not_modified), row, at =>
    {
        double[][] given = [.. at.Values.Select(values => (double[])values.Clone())];
        Tape<double> tape = new();
        Parameter<double>[] parameters = [.. at.Values.Select((values, operand) => new Parameter<double>($"p{operand}", values, at.Shapes[operand]))];
        Variable<double>[] fromParameters = [.. parameters.Select(parameter => tape.Variable(parameter))];
        Variable<double>[] leaves = Evaluation.Leaves(tape, at, given);
        Variable<double> sum = Evaluation.WeightedSum(at, at.Row.Apply<double>(leaves, at.Variant));
        Variable<double> sumOfParameters = Evaluation.WeightedSum(at, at.Row.Apply<double>(fromParameters, at.Variant));
        Gradients<double> gradients = sum.Gradients();
        Gradients<double> ofParameters = sumOfParameters.Gradients();
        sum.Derivatives(leaves);
        for (int operand = 0; operand < leaves.Length; operand++)
        {
            Near.AssertSameBits("the caller's array", at.Values[operand], given[operand]);
            Near.AssertSameBits("the leaf", at.Values[operand], leaves[operand].Values);
            Near.AssertSameBits("the parameter", at.Values[operand], parameters[operand].Values);
            Near.AssertSameBits($"gradient of parameter {operand}", gradients[leaves[operand]], ofParameters[parameters[operand]]);
        }

        // A second sweep finds everything as the first one did.
        Gradients<double> again = sum.Gradients();
        for (int operand = 0; operand < leaves.Length; operand++)
        {
            Near.AssertSameBits($"second sweep, operand {operand}", gradients[leaves[operand]], again[leaves[operand]]);
        }
    });

    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Poisoned_memory_does_not_shine_through(string row) => Check(nameof(Poisoned_memory_does_not_shine_through), row, at =>
    {
        SameBitsOnPoisonedTape<double>(at);
        SameBitsOnPoisonedTape<float>(at);
    });

    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Two_runs_give_the_same_bits(string row) => Check(nameof(Two_runs_give_the_same_bits), row, at =>
    {
        Tape<float> tape = new();
        Sweep<float> first = Evaluation.InValues(tape, at, at.ValuesAs<float>());
        AssertSameBits(first, Evaluation.InValues(tape, at, at.ValuesAs<float>()));
        AssertSameBits(first, Evaluation.InValues<float>(at));
    });

    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Inference_gives_the_same_value_and_records_nothing(string row) => Check(nameof(Inference_gives_the_same_value_and_records_nothing), row, at =>
    {
        if (!at.Row.OperandsAreFree)
        {
            return;
        }

        double[] expected = Evaluation.InValues<double>(at).Value;
        Tape<double> tape = new();
        Variable<double>[] leaves = Evaluation.Leaves(tape, at, at.Values);
        int count = tape.Count;
        using (tape.Inference())
        {
            Variable<double> result = at.Row.Apply<double>(leaves, at.Variant);
            Near.AssertSameBits("value", expected, result.Values);
            Assert.False(result.IsDifferentiable && result != leaves[0]);
        }

        Assert.Equal(count, tape.Count);
    });

    private static void Check(string property, string row, Action<Case> body) => Property.Check(
        $"{property}: {row}", (random, size) => Case.Generate(Catalog.Of(row), random, size), CaseShrinker.Shrink, body);

    private static void SameBitsOnPoisonedTape<T>(Case at)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tape<T> tape = new();
        Poison(tape);
        AssertSameBits(Evaluation.InValues<T>(at), Evaluation.InValues(tape, at, at.ValuesAs<T>()));
    }

    /// <summary>Leaves NaN in the memory of results, adjoints and workspaces of many sizes.</summary>
    private static void Poison<T>(Tape<T> tape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] bad = new T[4096];
        Array.Fill(bad, T.NaN);
        for (int round = 0; round < 2; round++)
        {
            tape.Reset();
            Variable<T> total = tape.Constant(T.NaN);
            foreach (int length in new[] { 1, 3, 17, 70, 300, 2000 })
            {
                Variable<T> x = tape.Variable(bad.AsSpan(0, length), [length]);
                Variable<T> y = tape.Variable(bad.AsSpan(0, length), [length, 1]);
                total += (x.Exp() * x.Tanh() + x * x).Sum() + (y.Square() * total).Sum();
            }

            Variable<T> matrix = tape.Variable(bad, [64, 64]);
            total += matrix.MatMul(matrix, transposeLeft: true).Softmax().Transpose().Sum();
            total.Gradients();
        }
    }

    private static void AssertSameBits<T>(Sweep<T> expected, Sweep<T> actual)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Near.AssertSameBits<T>("value", expected.Value, actual.Value);
        for (int operand = 0; operand < expected.Gradients.Length; operand++)
        {
            Near.AssertSameBits<T>($"gradient of operand {operand}", expected.Gradients[operand], actual.Gradients[operand]);
        }
    }
}
