using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Unit.Nn;

public sealed class PredictTests
{
    [Fact]
    public void Gives_what_forward_gives()
    {
        Mlp<float> model = new([5, 7, 3], Activation.Tanh, seed: 2);
        float[] inputs = [.. Enumerable.Range(0, 20).Select(i => MathF.Sin(i))];
        Tape<float> tape = new();
        float[] expected = model.Forward(tape.Constant(inputs, [4, 5])).ToArray();
        float[] output = new float[12];
        model.Predict(inputs, [4, 5], output);
        Assert.Equal(expected, output);
        Assert.Equal(expected, model.Predict(inputs, [4, 5]));
    }

    [Fact]
    public void Sees_the_parameters_as_they_are()
    {
        Linear<double> model = new(1, 1, seed: 1);
        model.Weight.Assign([2.0]);
        Assert.Equal([6.0], model.Predict([3.0], [1, 1]));
        model.Weight.Assign([5.0]);
        Assert.Equal([15.0], model.Predict([3.0], [1, 1]));
    }

    [Fact]
    public void Allocates_nothing_in_the_steady_state()
    {
        Mlp<float> model = new([64, 32, 10], Activation.Relu, seed: 1);
        float[] inputs = new float[16 * 64];
        float[] output = new float[16 * 10];
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            for (int call = 0; call < 50; call++)
            {
                model.Predict(inputs, [16, 64], output);
            }
        }));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(0)]
    public void An_output_of_another_length_is_refused(int length)
    {
        Linear<double> model = new(2, 3, seed: 1);
        ShapeException error = Assert.Throws<ShapeException>(() => model.Predict([1, 2, 3, 4], [2, 2], new double[length]));
        Assert.Contains("[2, 3]", error.Message, StringComparison.Ordinal);
        Assert.Contains($"room for {length}", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(PredictTests), error.Message, StringComparison.Ordinal);
        Assert.Equal(6, model.Predict([1, 2, 3, 4], [2, 2]).Length);
    }

    [Fact]
    public void Inputs_that_do_not_fill_the_shape_or_fit_the_model_are_refused()
    {
        Linear<double> model = new(2, 3, seed: 1);
        ShapeException error = Assert.Throws<ShapeException>(() => model.Predict([1, 2, 3], [2, 2]));
        Assert.Contains("Predict: inputs of shape [2, 2] are 4 numbers, and it was given 3.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => model.Predict([1, 2, 3], [2, 2], new double[6]));
        Assert.Throws<ShapeException>(() => model.Predict([1, 2, 3], [1, 3], new double[3]));
    }

    [Fact]
    public void A_forward_pass_that_throws_gives_its_tape_back()
    {
        Failing model = new();
        for (int round = 0; round < 3; round++)
        {
            model.Fails = true;
            Assert.Throws<FormatException>(() => model.Predict([1, 2], [2], new double[2]));
            model.Fails = false;
            double[] output = new double[2];
            model.Predict([1, 2], [2], output);
            Assert.Equal([2.0, 4.0], output);
        }

        Assert.Single(model.Tapes);
        Assert.Equal(0, model.Tapes.Single().Count);
    }

    [Fact]
    public void A_forward_pass_that_resets_its_tape_leaves_nothing_behind()
    {
        Careless model = new();
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal([7.0], model.Predict([1, 2], [2]));
        }

        Assert.Equal(0, model.Tape!.Count);
    }

    [Fact]
    public void Many_threads_may_call_it()
    {
        Mlp<double> model = new([8, 16, 4], Activation.Sigmoid, seed: 4);
        double[][] inputs = [.. Enumerable.Range(0, 32).Select(k => Enumerable.Range(0, 8 * ((k % 5) + 1)).Select(i => Math.Cos(i + k)).ToArray())];
        double[][] expected = [.. inputs.Select(x => model.Predict(x, [x.Length / 8, 8]))];
        Parallel.For(0, 2000, call =>
        {
            double[] x = inputs[call % 32];
            double[] y = new double[x.Length / 2];
            model.Predict(x, [x.Length / 8, 8], y);
            Assert.Equal(expected[call % 32], y);
        });
    }

    private sealed class Failing : Module<double>
    {
        public bool Fails { get; set; }

        public HashSet<Tape<double>> Tapes { get; } = [];

        public override Variable<double> Forward(Variable<double> x)
        {
            Tapes.Add(x.Tape);
            Variable<double> y = x + x;
            return Fails ? throw new FormatException() : y;
        }
    }

    private sealed class Careless : Module<double>
    {
        public Tape<double>? Tape { get; private set; }

        public override Variable<double> Forward(Variable<double> x)
        {
            Tape = x.Tape;
            Tape.Reset();
            return Tape.Constant(7.0);
        }
    }
}
