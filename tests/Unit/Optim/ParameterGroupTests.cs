using AutoGrad.Autodiff;
using AutoGrad.Optim;
using AutoGrad.Tests.Unit.Nn;

namespace AutoGrad.Tests.Unit.Optim;

public sealed class ParameterGroupTests
{
    private readonly Parameter<double> _slow = new("slow", [1.0], []);
    private readonly Parameter<double> _fast = new("fast", [1.0], []);
    private readonly Tape<double> _tape = new();

    [Fact]
    public void Each_group_steps_at_its_own_rate_and_decay()
    {
        GradientDescent<double> optimizer = new([_slow, _fast], 0.5, weightDecay: 0.1);
        ParameterGroup<double> group = optimizer.AddGroup([_slow], learningRate: 0.01, weightDecay: 0.0);
        Assert.Equal([_fast], optimizer.Groups[0].Parameters);
        Assert.Equal([_slow], group.Parameters);
        optimizer.Step(Record().Gradients());
        Assert.Equal((1.0 - 0.01, 1.0 - (0.5 * 1.1)), (_slow.Values[0], _fast.Values[0]));
        group.Schedule = new(t => t == 1 ? 0.25 : 0.0);
        optimizer.LearningRate = 0.0;
        double before = _slow.Values[0];
        optimizer.Step(Record().Gradients());
        Assert.Equal(before - 0.25, _slow.Values[0], 1e-15);
        Assert.Equal((0.0, 0.0), (group.LearningRate, optimizer.LearningRate));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Groups_of_adamw_equal_two_optimizers(bool amsgrad)
    {
        Parameter<double> slow = new("slow", [1.0], []);
        Parameter<double> fast = new("fast", [1.0], []);
        AdamW<double> grouped = new([_slow, _fast], 0.1, amsgrad: amsgrad, weightDecay: 0.2);
        grouped.AddGroup([_slow], 0.001, 0.5);
        AdamW<double> first = new([slow], 0.001, amsgrad: amsgrad, weightDecay: 0.5);
        AdamW<double> second = new([fast], 0.1, amsgrad: amsgrad, weightDecay: 0.2);
        for (int step = 0; step < 10; step++)
        {
            grouped.Step(Record().Gradients());
            _tape.Reset();
            Gradients<double> gradients = (_tape.Variable(slow) + _tape.Variable(fast)).Gradients();
            first.Step(gradients);
            second.Step(gradients);
        }

        Assert.Equal((slow.Values[0], fast.Values[0]), (_slow.Values[0], _fast.Values[0]));
    }

    [Fact]
    public void A_wrong_rate_of_a_group_stops_the_whole_step()
    {
        GradientDescent<double> optimizer = new([_slow, _fast], 0.5);
        optimizer.AddGroup([_slow]).Schedule = new(_ => double.NaN);
        Assert.Contains("the schedule's rate at step 0", Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.Step(Record().Gradients())).Message, StringComparison.Ordinal);
        Assert.Equal((1.0, 1.0, 0), (_slow.Values[0], _fast.Values[0], optimizer.Steps));
    }

    [Fact]
    public void Foreign_and_grouped_parameters_are_refused()
    {
        GradientDescent<double> optimizer = new([_slow, _fast]);
        optimizer.AddGroup([_slow, _slow], 0.1);
        Assert.Contains("in another group already", Assert.Throws<ArgumentException>(() => optimizer.AddGroup([_fast, _slow])).Message, StringComparison.Ordinal);
        Assert.Contains("no parameter of this optimizer", Assert.Throws<ArgumentException>(() => optimizer.AddGroup([new("other", [1.0], [])])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.AddGroup([_fast], learningRate: -1.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.Groups[1].WeightDecay = double.NaN);
        Assert.Equal((2, 1), (optimizer.Groups.Count, optimizer.Groups[0].Parameters.Count));
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        Adam<double> optimizer = new([_slow, _fast]);
        optimizer.AddGroup([_slow], 0.01).Schedule = Schedule.Cosine(0.1, 10);
        GradientAccumulator<double> sums = new(optimizer.Parameters);
        Func<GradientAccumulator<double>> closure = () =>
        {
            sums.Clear();
            sums.Add(Record().Gradients());
            return sums;
        };
        Assert.Equal(0, AllocatedBytes.Of(() => optimizer.Step(closure)));
    }

    /// <summary>The look-ahead is where sums are taken too: two halves of a loss are its whole.</summary>
    [Fact]
    public void Sums_in_a_closure_are_a_step_with_a_closure()
    {
        Parameter<double> w = new("w", [1.0, -2.0], [2]);
        Parameter<double> same = new("same", [1.0, -2.0], [2]);
        Nesterov<double> whole = new([w], 0.1);
        Nesterov<double> halves = new([same], 0.1);
        GradientAccumulator<double> sums = new([same]);
        for (int step = 0; step < 5; step++)
        {
            whole.Step(() => Loss(w));
            halves.Step(() =>
            {
                sums.Clear();
                sums.Add(Loss(same).Gradients(), 0.5);
                sums.Add(Loss(same).Gradients(), 0.5);
                return sums;
            });
            Assert.Equal(w.Values.ToArray(), same.Values.ToArray());
        }

        double[] before = same.Values.ToArray();
        Assert.Throws<FormatException>(() => halves.Step(() => sums.Count == 2 ? throw new FormatException() : sums));
        Assert.Equal(before, same.Values.ToArray());

        Variable<double> Loss(Parameter<double> parameter)
        {
            _tape.Reset();
            return _tape.Variable(parameter).Square().Square().Sum();
        }
    }

    private Variable<double> Record()
    {
        _tape.Reset();
        return _tape.Variable(_slow) + _tape.Variable(_fast);
    }
}
