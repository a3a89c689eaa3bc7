using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Unit.Nn;

public sealed class MlpTests
{
    [Fact]
    public void The_contracts_network_has_its_layers()
    {
        var model = new Mlp<float>([64, 32, 10], Activation.Relu, seed: 1);
        Assert.Equal(["W1", "b1", "W2", "b2"], model.Parameters.Select(parameter => parameter.Name));
        Assert.Equal([[64, 32], [32], [32, 10], [10]], model.Parameters.Select(parameter => parameter.Shape.ToArray()));
        Assert.Equal([Activation.Relu, Activation.Identity], model.Layers.Select(layer => layer.Activation));
        Assert.Equal(Activation.Sigmoid, new Mlp<float>([2, 2, 1], Activation.Tanh, seed: 1, output: Activation.Sigmoid).Layers[^1].Activation);
    }

    [Fact]
    public void Is_its_layers_one_behind_the_other()
    {
        Mlp<double> model = new([3, 5, 4, 2], Activation.Tanh, seed: 3, output: Activation.Softmax);
        double[] x = [0.1, -0.2, 0.3, 1, 2, 3];
        double[] y = model.Predict(x, [2, 3]);
        Assert.Equal(new Sequential<double>([.. model.Layers]).Predict(x, [2, 3]), y);
        Assert.Equal(1.0, y[0] + y[1], 12);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_each_layer_its_own_stream()
    {
        Mlp<double> model = new([6, 6, 6, 6], Activation.Tanh, seed: 7);
        Mlp<double> again = new([6, 6, 6, 6], Activation.Tanh, seed: 7);
        Mlp<double> other = new([6, 6, 6, 6], Activation.Tanh, seed: 8);
        for (int layer = 0; layer < 3; layer++)
        {
            Assert.Equal(model.Layers[layer].Weight.Values, again.Layers[layer].Weight.Values);
            Assert.NotEqual(model.Layers[layer].Weight.Values.ToArray(), other.Layers[layer].Weight.Values.ToArray());
            Assert.NotEqual(model.Layers[layer].Weight.Values.ToArray(), model.Layers[(layer + 1) % 3].Weight.Values.ToArray());
        }
    }

    [Fact]
    public void Its_names_are_in_the_description()
    {
        Mlp<double> model = new([2, 3, 1], Activation.Tanh, seed: 1);
        Tape<double> tape = new();
        model.Forward(tape.Constant([1, 2], [1, 2], "x")).Sum().Gradients();
        string text = tape.Describe();
        Assert.Contains("x @ W1 + b1", text, StringComparison.Ordinal);
        Assert.Contains("@ W2 + b2", text, StringComparison.Ordinal);
        Assert.Contains("dW1", text.Replace("/", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Mlp<double>([3], Activation.Relu, seed: 1));
        Assert.Contains("sizes", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(MlpTests), error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Mlp<double>([], Activation.Relu, seed: 1));
        Assert.Contains("-4", Assert.Throws<ArgumentOutOfRangeException>(() => new Mlp<double>([3, -4, 1], Activation.Relu, seed: 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new Mlp<double>([3, 1], null!, seed: 1));
    }

    [Fact]
    public void A_training_step_allocates_nothing()
    {
        Mlp<float> model = new([2, 16, 16, 1], Activation.Tanh, seed: 1);
        Tape<float> tape = new();
        float[] inputs = [0, 0, 0, 1, 1, 0, 1, 1];
        float[] targets = [0, 1, 1, 0];
        float total = 0;
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            for (int step = 0; step < 50; step++)
            {
                total += Step();
            }
        }));
        Assert.True(float.IsFinite(total));

        float Step()
        {
            tape.Reset();
            Variable<float> loss = Loss.MeanSquaredError(model.Forward(tape.Constant(inputs, [4, 2])), targets);
            return loss.Gradients()[model.Parameters[0]][0];
        }
    }
}
