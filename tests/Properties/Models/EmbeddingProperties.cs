using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Properties;

/// <summary>Tables in front of layers: their inputs are indices, which no random model has.</summary>
public class EmbeddingProperties
{
    [Fact]
    public void Gradient_equals_central_differences_whatever_repeats() => Property.Check(
        nameof(Gradient_equals_central_differences_whatever_repeats),
        (random, size) => Enumerable.Range(0, random.Next(1, 4 + (size / 10))).Select(_ => random.Next(5)).ToArray(),
        indices => indices.Length > 1 ? [indices[1..], indices[..^1]] : [],
        indices =>
        {
            Embedding<double> table = new(5, 3, seed: 1);
            Sequential<double> model = new(table, new Linear<double>(3, 2, Activation.Tanh, seed: 2));
            double[] inputs = Array.ConvertAll(indices, index => (double)index);
            Variable<double> Loss(Tape<double> tape) => model.Forward(tape.Constant(inputs)).Square().Sum();
            GradientCheck.Verify(model.Parameters, Loss);

            Tape<double> tape = new();
            ReadOnlySpan<double> gradient = Loss(tape).Gradients()[table.Weight];
            for (int entry = 0; entry < 5; entry++)
            {
                Assert.Equal(indices.Contains(entry), gradient.Slice(3 * entry, 3).ContainsAnyExcept(0.0));
            }
        });
}
