using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>Traps that other libraries fell into, section G: layers and losses.</summary>
public class LayerTraps
{
    private const double Infinity = double.PositiveInfinity;

    // Both cross-entropies at +-1e3 and +-1e4 are finite and exact: logits (1e4, 0) with label 1 lose 10000.
    [Theory]
    [InlineData(1e3)]
    [InlineData(1e4)]
    public void Losses_of_large_logits_are_finite_and_exact(double size)
    {
        Check<double>(size);
        Check<float>((float)size);

        static void Check<T>(T size)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            Tape<T> tape = new();
            Variable<T> logits = tape.Variable([size, T.Zero], [1, 2]);
            Variable<T> loss = Loss.CrossEntropy(logits, [1]);
            Assert.Equal(size, loss.Item());
            Assert.Equal([T.One, -T.One], loss.Gradients()[logits].ToArray());
            Assert.Equal(T.Zero, Loss.CrossEntropy(logits, [0]).Item());
            foreach (T logit in new[] { size, -size })
            {
                Variable<T> z = tape.Variable([logit], [1]);
                Variable<T> wrong = Loss.BinaryCrossEntropyWithLogits(z, [logit > T.Zero ? T.Zero : T.One]);
                Assert.Equal(size, wrong.Item());
                Assert.Equal([logit > T.Zero ? T.One : -T.One], wrong.Gradients()[z].ToArray());
            }
        }
    }

    // A class of logit -inf that is not the label: a finite loss, and no gradient towards it.
    [Fact]
    public void Class_that_is_impossible_and_not_the_label()
    {
        Tape<double> tape = new();
        Variable<double> logits = tape.Variable([0.0, -Infinity, 0.0], [1, 3]);
        Variable<double> loss = Loss.CrossEntropy(logits, [0]);
        Assert.Equal(Math.Log(2.0), loss.Item(), 1e-15);
        Assert.Equal([-0.5, 0.0, 0.5], loss.Gradients()[logits].ToArray());
        Assert.Equal([-0.5, 0.0, 0.5], loss.Derivative(logits).ToArray());
    }
}
