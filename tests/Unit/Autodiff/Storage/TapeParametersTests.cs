using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Storage;

/// <summary>Which node stands for which parameter, across recordings, scopes and changes of the numbers.</summary>
public sealed class TapeParametersTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void Parameters_seen_only_in_ended_scopes_do_not_fill_the_table()
    {
        Variable<double> x = _tape.Variable(3.0);
        for (int model = 0; model < 200; model++)
        {
            Parameter<double> parameter = Parameter<double>.Filled("p", [], model);
            using (_tape.Inference())
            {
                Assert.Equal(3.0 * model, (x * parameter).Item());
            }
        }

        Assert.Equal(1, _tape.Count);
        Assert.Equal(1.0, x.Gradients()[x][0]);
    }

    [Fact]
    public void Many_parameters_of_one_recording_are_all_found()
    {
        Parameter<double>[] parameters = [.. Enumerable.Range(0, 100).Select(index => Parameter<double>.Filled("p", [], index))];
        Variable<double> sum = _tape.Constant(0.0);
        foreach (Parameter<double> parameter in parameters)
        {
            sum += _tape.Constant(2.0) * parameter * parameter;
        }

        Gradients<double> gradients = sum.Gradients();
        for (int index = 0; index < parameters.Length; index++)
        {
            Assert.Equal(4.0 * index, gradients[parameters[index]][0]);
        }
    }

    [Fact]
    public void Gradients_outlive_an_evaluation_with_changed_numbers()
    {
        Parameter<double> parameter = Parameter<double>.Filled("p", [], 2.0);
        Variable<double> x = _tape.Constant(5.0);
        Gradients<double> gradients = (x * parameter).Gradients();
        parameter.Update()[0] = 7.0;
        using (_tape.Inference())
        {
            Assert.Equal(35.0, (x * parameter).Item());
            Assert.Equal(5.0, gradients[parameter][0]);
        }

        Assert.True(gradients.Contains(parameter));
        Assert.Equal(5.0, gradients[parameter][0]);
        GradientAccumulator<double> sums = new([parameter]);
        sums.Add(gradients);
        Assert.Equal(5.0, sums[parameter][0]);
    }

    [Fact]
    public void A_parameter_that_comes_in_after_the_sweep_was_not_differentiated()
    {
        Parameter<double> early = Parameter<double>.Filled("early", [], 2.0);
        Parameter<double> unused = Parameter<double>.Filled("unused", [], 2.0);
        Parameter<double> late = Parameter<double>.Filled("late", [], 2.0);
        Variable<double> x = _tape.Constant(5.0);
        Variable<double> y = x * early;
        _ = x * unused;
        Gradients<double> gradients = y.Gradients();
        _ = x * late;
        Assert.True(gradients.Contains(early));
        Assert.True(gradients.TryGet(unused, out ReadOnlySpan<double> zero));
        Assert.Equal(0.0, zero[0]);
        Assert.False(gradients.Contains(late));
        Assert.False(gradients.TryGet(late, out _));
    }
}
