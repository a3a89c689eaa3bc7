using AutoGrad.Autodiff;
using AutoGrad.Optim;

namespace AutoGrad.Tests.Unit.Optim;

public sealed class NesterovTests
{
    private readonly Parameter<double> _w = new("w", [5.0, 1.0], [2]);
    private readonly Tape<double> _tape = new();

    [Fact]
    public void Evaluates_the_gradient_at_theta_minus_gamma_v_and_not_elsewhere()
    {
        Nesterov<double> optimizer = new([_w], 0.1, 0.5);
        optimizer.Step(Record);
        double[] theta = _w.Values.ToArray();
        double[] velocity = optimizer.StateOf(_w, 0).ToArray();
        double[] seen = [];
        double loss = optimizer.Step(() =>
        {
            seen = _w.Values.ToArray();
            return Record();
        });
        Assert.Equal(theta.Zip(velocity, (x, v) => x - (0.5 * v)), seen);
        Assert.Equal(seen.Sum(x => x * x), loss, 1e-12);
        for (int i = 0; i < 2; i++)
        {
            double v = (0.5 * velocity[i]) + (0.1 * 2.0 * seen[i]);
            Assert.Equal(v, optimizer.StateOf(_w, 0)[i], 1e-15);
            Assert.Equal(theta[i] - v, _w.Values[i], 1e-15);
        }
    }

    [Fact]
    public void With_gradients_keeps_the_look_ahead_point_and_gives_theta_at_rest()
    {
        Parameter<double> other = new("w", _w.Values, [2]);
        Nesterov<double> ahead = new([_w], 0.05, 0.9);
        Nesterov<double> closure = new([other], 0.05, 0.9);
        for (int step = 0; step < 20; step++)
        {
            ahead.Step(Record().Gradients());
            closure.Step(() =>
            {
                _tape.Reset();
                return _tape.Variable(other).Square().Sum();
            });
        }

        double[] kept = _w.Values.ToArray();
        double[] expected = [.. other.Values.ToArray().Zip(closure.StateOf(other, 0).ToArray(), (x, v) => x - (0.9 * v))];
        Assert.Equal(expected, kept, (a, b) => Math.Abs(a - b) < 1e-14);
        using (ahead.AtRest())
        {
            Assert.Equal(other.Values.ToArray(), _w.Values.ToArray(), (a, b) => Math.Abs(a - b) < 1e-14);
            using (ahead.AtRest())
            {
                Assert.NotEqual(kept, _w.Values.ToArray());
            }

            Assert.NotEqual(kept, _w.Values.ToArray());
        }

        Assert.Equal(kept, _w.Values);
    }

    [Fact]
    public void At_rest_changes_nothing_with_closures_or_before_the_first_step()
    {
        Nesterov<double> optimizer = new([_w], 0.1);
        using (optimizer.AtRest())
        {
            Assert.Equal([5.0, 1.0], _w.Values);
        }

        optimizer.Step(Record);
        double[] theta = _w.Values.ToArray();
        int version = _w.Version;
        using (optimizer.AtRest())
        {
            Assert.Equal(theta, _w.Values);
        }

        Assert.Equal((theta[0], version), (_w.Values[0], _w.Version));
    }

    [Fact]
    public void Disposing_of_the_rest_twice_changes_nothing()
    {
        Nesterov<double> optimizer = new([_w], 0.1);
        optimizer.Step(Record().Gradients());
        double[] ahead = _w.Values.ToArray();
        IDisposable rest = optimizer.AtRest();
        rest.Dispose();
        rest.Dispose();
        Assert.Equal(ahead, _w.Values);
        optimizer.Step(Record().Gradients());
    }

    [Fact]
    public void What_is_assigned_at_rest_is_the_new_theta()
    {
        Nesterov<double> optimizer = new([_w], 0.1, 0.5);
        optimizer.Step(Record().Gradients());
        using (optimizer.AtRest())
        {
            _w.Assign([10.0, 20.0]);
        }

        Assert.Equal([10.0 - (0.5 * 1.0), 20.0 - (0.5 * 0.2)], _w.Values.ToArray(), (a, b) => Math.Abs(a - b) < 1e-14);
        using (optimizer.AtRest())
        {
            Assert.Equal([10.0, 20.0], _w.Values.ToArray(), (a, b) => Math.Abs(a - b) < 1e-14);
        }
    }

    [Fact]
    public void Mixing_both_forms_throws_and_changes_nothing()
    {
        Nesterov<double> closure = new([_w], 0.1);
        closure.Step(Record);
        double[] values = _w.Values.ToArray();
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => closure.Step(Record().Gradients()));
        Assert.Contains("mixed", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(NesterovTests), error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => closure.Step(new GradientAccumulator<double>([_w])));
        Assert.Equal(values, _w.Values);
        closure.Step(Record);

        Nesterov<double> gradients = new([_w], 0.1);
        gradients.Step(Record().Gradients());
        Assert.Throws<InvalidOperationException>(() => gradients.Step(Record));
        gradients.Step(Record().Gradients());
    }

    [Fact]
    public void A_first_step_that_fails_does_not_choose_the_form()
    {
        Nesterov<double> optimizer = new([_w], 0.1);
        Assert.Throws<FormatException>(() => optimizer.Step(() => throw new FormatException()));
        optimizer.Step(Record().Gradients());
    }

    [Fact]
    public void Stepping_at_rest_and_resting_in_a_step_throw()
    {
        Nesterov<double> optimizer = new([_w], 0.1);
        using (optimizer.AtRest())
        {
            Assert.Throws<InvalidOperationException>(() => optimizer.Step(Record));
            Assert.Throws<InvalidOperationException>(() => optimizer.Step(Record().Gradients()));
        }

        Assert.Throws<InvalidOperationException>(() => optimizer.Step(() =>
        {
            optimizer.AtRest();
            return Record();
        }));
        optimizer.Step(Record);
    }

    [Fact]
    public void A_gamma_that_changes_between_steps_keeps_theta()
    {
        Nesterov<double> optimizer = new([_w], 0.05, 0.5);
        foreach (double gamma in new[] { 0.5, 0.9, 0.0, 0.7 })
        {
            double[] before = Theta();
            optimizer.Gamma = gamma;
            Assert.Equal(before, Theta());
            optimizer.Step(Record().Gradients());
            Assert.Equal(before.Zip(optimizer.StateOf(_w, 0).ToArray(), (x, v) => x - v), Theta(), (a, b) => Math.Abs(a - b) < 1e-14);
        }

        double[] Theta()
        {
            using (optimizer.AtRest())
            {
                return _w.Values.ToArray();
            }
        }
    }

    private Variable<double> Record()
    {
        _tape.Reset();
        return _tape.Variable(_w).Square().Sum();
    }
}
