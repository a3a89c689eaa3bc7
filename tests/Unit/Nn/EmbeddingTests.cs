using AutoGrad.Autodiff;
using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Tests.Unit.Nn;

public sealed class EmbeddingTests
{
    [Fact]
    public void Entries_are_looked_up_by_indices_or_by_numbers()
    {
        Embedding<double> table = new(new Parameter<double>("weight", [1, 2, 3, 4, 5, 6], [3, 2]));
        Tape<double> tape = new();
        Variable<double> y = table.Forward(tape, [2, 0, 2, 1], [2, 2]);
        Assert.Equal([2, 2, 2], y.Shape.ToArray());
        Assert.Equal([5, 6, 1, 2, 5, 6, 3, 4], y.ToArray());
        Assert.Equal([5, 6, 1, 2], table.Predict([2, 0], [2]));
        Assert.Equal((3, 2, "Embedding(3, 2)"), (table.Entries, table.Size, table.ToString()));
    }

    [Fact]
    public void An_entry_that_stands_twice_has_the_sum_of_both_gradients()
    {
        Embedding<double> table = new(new Parameter<double>("weight", [0.1, 7.0], [2, 1]));
        Tape<double> tape = new();
        Variable<double> loss = (table.Forward(tape, [0, 0], [2]) * tape.Constant([0.2, 0.3], [2, 1])).Sum();
        Assert.Equal([0.5, 0.0], loss.Gradients()[table.Weight].ToArray(), (a, b) => Math.Abs(a - b) < 1e-15);
    }

    [Fact]
    public void A_table_in_front_of_other_modules_learns()
    {
        Sequential<double> model = new(new Embedding<double>(4, 3, seed: 1), new Flatten<double>(), new Linear<double>(6, 1, seed: 2));
        GradientCheck.Verify(model.Parameters, tape => model.Forward(tape.Constant([0, 3, 3, 1, 1, 1], [3, 2])).Tanh().Sum());
        Adam<double> optimizer = new(model.Parameters, 0.05);
        double[] untouched = ((Embedding<double>)model.Modules[0]).Weight.Values[6..9].ToArray();
        Tape<double> tape = new();
        double loss = 1.0;
        for (int step = 0; step < 200; step++)
        {
            tape.Reset();
            Variable<double> y = model.Forward(tape.Constant([0, 3, 3, 1, 1, 1], [3, 2]));
            Variable<double> cost = Loss.MeanSquaredError(y, tape.Constant([1, -1, 2], [3, 1]));
            loss = cost.Item();
            optimizer.Step(cost.Gradients());
        }

        Assert.True(loss < 1e-3, $"loss {loss}");
        Assert.Equal(untouched, ((Embedding<double>)model.Modules[0]).Weight.Values[6..9].ToArray());
    }

    [Theory]
    [InlineData(3.0)]
    [InlineData(-1.0)]
    [InlineData(0.5)]
    [InlineData(double.NaN)]
    [InlineData(1e300)]
    public void What_is_no_index_is_refused(double wrong)
    {
        Embedding<double> table = new(3, 2, seed: 1);
        Tape<double> tape = new();
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => table.Forward(tape.Constant([0, wrong], [2])));
        Assert.Contains("Embedding", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(EmbeddingTests), error.Message, StringComparison.Ordinal);
        Assert.Equal(4, table.Forward(tape.Constant([0, 1], [2])).Length);
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Embedding<float>(0, 2, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Embedding<float>(2, 0, seed: 1));
        Assert.Throws<ShapeException>(() => new Embedding<float>(Parameter<float>.Zeros("w", [3])));
        Assert.Throws<ShapeException>(() => new Embedding<float>(3, 2, seed: 1).Forward(new Tape<float>(), [0, 1], [3]));
    }

    [Fact]
    public void A_steady_step_allocates_nothing()
    {
        Embedding<float> table = new(10, 4, seed: 1);
        GradientDescent<float> optimizer = new(table.Parameters);
        Tape<float> tape = new();
        int[] indices = [1, 2, 2, 9];
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            for (int step = 0; step < 20; step++)
            {
                tape.Reset();
                optimizer.Step(table.Forward(tape, indices, [4]).Square().Sum().Gradients());
            }
        }));
    }
}
