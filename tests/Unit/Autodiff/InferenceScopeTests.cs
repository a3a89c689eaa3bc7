using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff;

public sealed class InferenceScopeTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void Nothing_is_recorded_within()
    {
        Variable<double> x = _tape.Variable([1, 2], [2]);
        using (_tape.Inference())
        {
            Assert.False(_tape.IsRecording);
            for (int pass = 0; pass < 1000; pass++)
            {
                Variable<double> y = (x * 2.0).Exp().Sum();
                Assert.False(y.IsDifferentiable);
                Assert.Equal(Math.Exp(2) + Math.Exp(4), y.Item(), 12);
                Assert.Equal(1, _tape.Count);
            }
        }

        Assert.True(_tape.IsRecording);
        Assert.Equal(1, _tape.Count);
    }

    [Fact]
    public void Variables_made_within_end_with_it()
    {
        Variable<double> x = _tape.Variable([1, 2], [2]);
        Variable<double> within;
        Variable<double> leaf;
        using (_tape.Inference())
        {
            within = x * 3.0;
            leaf = _tape.Variable(1.0);
            Numbers.Equal([3, 6], within.Values);
        }

        Refusal.Of<RecordingException>(["scope"], () => _ = within.Values);
        Refusal.Of<RecordingException>(["scope"], () => _ = within + x);
        Refusal.Of<RecordingException>(["scope"], () => leaf.Item());
        Variable<double> inItsPlace = x * 5.0;
        Refusal.Of<RecordingException>(["scope"], () => _ = within.Values);
        Numbers.Equal([5, 10], inItsPlace.Values);
    }

    [Fact]
    public void What_was_recorded_before_stays_and_is_differentiated_afterwards()
    {
        Variable<double> x = _tape.Variable([1, 2], [2], "x");
        Variable<double> y = x.Square();
        using (_tape.Inference())
        {
            Variable<double> large = _tape.Constant(new double[50_000], [50_000]) + 9.0;
            Assert.Equal(9.0, large.Values[^1]);
            Numbers.Equal([1, 4], y.Values);
        }

        Variable<double> z = (y * x).Sum();
        Numbers.Equal([1, 2], x.Values);
        Numbers.Equal([1, 4], y.Values);
        Numbers.Equal([3, 12], z.Gradients()[x]);
        Numbers.Equal([6, 12], z.Derivative(x).Sum().Derivative(x).Values);
        Assert.Equal("x [2]", x.ToString());
    }

    [Fact]
    public void Sweeps_within_are_refused()
    {
        Variable<double> x = _tape.Variable([1, 2], [2]);
        Variable<double> y = x.Square().Sum();
        using (_tape.Inference())
        {
            Refusal.Of<RecordingException>(["Gradients", "Inference"], () => y.Gradients());
            Refusal.Of<RecordingException>(["Derivative", "Inference"], () => y.Derivative(x));
            Variable<double> within = x.Sum();
            Refusal.Of<RecordingException>(["Gradients", "Inference"], () => within.Gradients());
        }

        Numbers.Equal([2, 4], y.Gradients()[x]);
    }

    [Fact]
    public void Scopes_nest_and_restore_the_outer_state()
    {
        Variable<double> x = _tape.Variable(2.0);
        Variable<double> outer;
        using (_tape.Inference())
        {
            outer = x * 3.0;
            Variable<double> inner;
            using (_tape.Inference())
            {
                inner = outer + 1.0;
                Assert.Equal(7.0, inner.Item());
            }

            Assert.False(_tape.IsRecording);
            Assert.Equal(6.0, outer.Item());
            Assert.Throws<RecordingException>(() => inner.Item());
            Assert.Equal(1, _tape.Count);
            Assert.False((outer * x).IsDifferentiable);
        }

        Assert.True(_tape.IsRecording);
        Assert.Throws<RecordingException>(() => outer.Item());
        Assert.True((x * x).IsDifferentiable);
    }

    [Fact]
    public void An_exception_inside_ends_the_scopes_it_leaves()
    {
        Variable<double> x = _tape.Variable([1, 2], [2]);
        int Recurse(int depth)
        {
            using (_tape.Inference())
            {
                return depth == 0 ? throw new InvalidTimeZoneException() : Recurse(depth - 1) + (x * 2.0).Length;
            }
        }

        Assert.Throws<InvalidTimeZoneException>(() => Recurse(5));
        Assert.True(_tape.IsRecording);
        Assert.Equal(1, _tape.Count);
        Numbers.Equal([2, 2], (x * 2.0).Sum().Gradients()[x]);
    }

    [Fact]
    public void Disposing_twice_changes_nothing()
    {
        Variable<double> x = _tape.Variable(2.0);
        InferenceScope<double> scope = _tape.Inference();
        _ = x * 2.0;
        scope.Dispose();
        Variable<double> y = x * 5.0;
        scope.Dispose();
        Assert.True(_tape.IsRecording);
        Assert.Equal(10.0, y.Item());
        using (_tape.Inference())
        {
            scope.Dispose();
            Assert.False(_tape.IsRecording);
        }

        default(InferenceScope<double>).Dispose();
        Numbers.Equal([5], y.Gradients()[x]);
    }

    [Fact]
    public void An_outer_scope_that_ends_first_ends_the_inner_one()
    {
        Variable<double> x = _tape.Variable(2.0);
        InferenceScope<double> outer = _tape.Inference();
        InferenceScope<double> inner = _tape.Inference();
        Variable<double> within = x * 2.0;
        outer.Dispose();
        Assert.True(_tape.IsRecording);
        Assert.Throws<RecordingException>(() => within.Item());
        Variable<double> y = x * 7.0;
        inner.Dispose();
        Assert.True(_tape.IsRecording);
        Assert.Equal(14.0, y.Item());
        Assert.Equal(2, _tape.Count);
    }

    [Fact]
    public void Reset_within_ends_the_scope()
    {
        InferenceScope<double> scope = _tape.Inference();
        _tape.Variable(1.0);
        _tape.Reset();
        Assert.True(_tape.IsRecording);
        Variable<double> x = _tape.Variable(3.0);
        Variable<double> y = x.Square();
        scope.Dispose();
        Assert.Equal(9.0, y.Item());
        Numbers.Equal([6], y.Gradients()[x]);
        using (_tape.Inference())
        {
            _tape.Reset();
            Assert.Equal(8.0, _tape.Variable(2.0).Pow(3).Item());
        }

        Assert.Equal(2, _tape.Count);
    }

    [Fact]
    public void A_parameter_first_seen_within_comes_into_the_recording_afterwards()
    {
        Parameter<double> p = new("p", [2], []);
        Parameter<double> q = new("q", [3], []);
        Variable<double> x = _tape.Variable(5.0);
        using (_tape.Inference())
        {
            Assert.Equal(10.0, (x * p).Item());
            Assert.Equal(15.0, (x * q).Item());
            Assert.False(_tape.Variable(p).IsDifferentiable);
        }

        // In the other order, so that each would find the other's place.
        Variable<double> y = x * q * p;
        Assert.Equal(30.0, y.Item());
        Gradients<double> gradients = y.Gradients();
        Numbers.Equal([15], gradients[p]);
        Numbers.Equal([10], gradients[q]);
        Numbers.Equal([6], gradients[x]);
    }

    [Fact]
    public void A_parameter_may_change_between_passes_without_recording()
    {
        Parameter<double> p = new("p", [2], []);
        using (_tape.Inference())
        {
            Assert.Equal(4.0, _tape.Variable(p).Square().Item());
            p.Assign([3]);
            Assert.Equal(9.0, _tape.Variable(p).Square().Item());
        }

        Assert.Equal(27.0, _tape.Variable(p).Pow(3).Item());
        Numbers.Equal([6], _tape.Variable(p).Square().Gradients()[p]);
    }

    [Fact]
    public void Many_parameters_first_seen_within()
    {
        Parameter<double>[] parameters = [.. Enumerable.Range(0, 100).Select(index => new Parameter<double>($"p{index}", [index], []))];
        for (int round = 0; round < 3; round++)
        {
            using (_tape.Inference())
            {
                foreach (Parameter<double> parameter in parameters)
                {
                    Assert.Equal(parameter.Values[0] + 1.0, (_tape.Variable(parameter) + 1.0).Item());
                }
            }
        }

        Variable<double> sum = _tape.Constant(0.0);
        foreach (Parameter<double> parameter in parameters.Reverse())
        {
            sum += _tape.Variable(parameter).Square();
        }

        Gradients<double> gradients = sum.Gradients();
        foreach (Parameter<double> parameter in parameters)
        {
            Numbers.Equal([2.0 * parameter.Values[0]], gradients[parameter]);
        }
    }

    [Fact]
    public unsafe void Memory_is_used_again_after_the_scope()
    {
        Variable<double> x = _tape.Variable(new double[1000], [1000]);
        nint first = 0;
        long least = long.MaxValue;
        for (int pass = 0; pass < 100; pass++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            using (_tape.Inference())
            {
                Variable<double> y = (x + 1.0) * 2.0;
                nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(y.Values));
                first = first == 0 ? address : first;
                if (address != first)
                {
                    Assert.Fail($"pass {pass} took other memory");
                }
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void Gradients_taken_before_stay_valid_within_and_behind()
    {
        Variable<double> x = _tape.Variable([1, 2], [2]);
        Gradients<double> gradients = x.Square().Sum().Gradients();
        using (_tape.Inference())
        {
            _ = (_tape.Constant(new double[10_000], [10_000]) + 1.0).Sum();
            Numbers.Equal([2, 4], gradients[x]);
        }

        _ = _tape.Constant(new double[10_000], [10_000]) + 1.0;
        Numbers.Equal([2, 4], gradients[x]);
    }

    [Fact]
    public void Names_given_within_are_forgotten()
    {
        Variable<double> x = _tape.Variable(1.0, "x");
        using (_tape.Inference())
        {
            (x * 2.0).Named("within");
        }

        Variable<double> y = x * 3.0;
        Assert.Equal("v1 []", y.ToString());
        Assert.DoesNotContain("within", _tape.Describe(), StringComparison.Ordinal);
    }
}
