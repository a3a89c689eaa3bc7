using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff;

public sealed class OperandTests
{
    [Fact]
    public void Numbers_stand_on_either_side()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1, 2, 4], [3]);
        Numbers.Equal([2, 3, 5], (x + 1).Values);
        Numbers.Equal([2, 3, 5], (1.0 + x).Values);
        Numbers.Equal([0, 1, 3], (x - 1).Values);
        Numbers.Equal([0, -1, -3], (1 - x).Values);
        Numbers.Equal([3, 6, 12], (x * 3).Values);
        Numbers.Equal([3, 6, 12], (3.0 * x).Values);
        Numbers.Equal([0.5, 1, 2], (x / 2).Values);
        Numbers.Equal([2, 1, 0.5], (2 / x).Values);
        Numbers.Equal([-1, -2, -4], (-x).Values);
        Numbers.Equal([2, 2, 4], x.Maximum(2).Values);
        Numbers.Equal([1, 2, 2], x.Minimum(2.0).Values);
        Numbers.Equal([1, 8, 64], x.Pow(3).Values);
    }

    [Fact]
    public void Derivatives_with_respect_to_the_variable_beside_a_number()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1, 2, 4], [3]);
        Numbers.Equal([1, 1, 1], (5.0 + x).Sum().Gradients()[x]);
        Numbers.Equal([-1, -1, -1], (5.0 - x).Sum().Gradients()[x]);
        Numbers.Equal([5, 5, 5], (5.0 * x).Sum().Gradients()[x]);
        Numbers.Equal([-5, -1.25, -0.3125], (5.0 / x).Sum().Gradients()[x]);
        Numbers.Equal([0.2, 0.2, 0.2], (x / 5.0).Sum().Gradients()[x]);
        Numbers.Equal([0, 0.5, 1], x.Maximum(2.0).Sum().Gradients()[x]);
        Numbers.Equal([1, 0.5, 0], x.Minimum(2).Sum().Gradients()[x]);
    }

    [Fact]
    public void A_number_in_arithmetic_is_no_node()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(2.0);
        _ = 1 + (3.0 * x);
        Assert.Equal(3, tape.Count);
    }

    [Fact]
    public void A_float_recording_stays_float_beside_double_constants()
    {
        Tape<float> tape = new();
        Variable<float> x = tape.Variable([1f, 2f], [2]);
        Variable<float> y = (0.5 * x) + 0.25f - 1;
        Assert.Equal([-0.25f, 0.25f], y.ToArray());
        float[] gradient = y.Square().Sum().Gradients()[x].ToArray();
        Assert.Equal([-0.25f, 0.25f], gradient);
        Variable<float> tenth = x + 0.1;
        Assert.Equal(1f + 0.1f, tenth.Values[0]);
    }

    [Fact]
    public void A_parameter_on_either_side_comes_into_the_recording_once()
    {
        Tape<double> tape = new();
        Parameter<double> p = new("p", [2, 4], [2]);
        Variable<double> x = tape.Variable([3, 5], [2]);
        Numbers.Equal([5, 9], (x + p).Values);
        Numbers.Equal([5, 9], (p + x).Values);
        Numbers.Equal([1, 1], (x - p).Values);
        Numbers.Equal([-1, -1], (p - x).Values);
        Numbers.Equal([6, 20], (x * p).Values);
        Numbers.Equal([6, 20], (p * x).Values);
        Numbers.Equal([1.5, 1.25], (x / p).Values);
        Numbers.Equal([2.0 / 3.0, 0.8], (p / x).Values);
        Numbers.Equal([9, 625], x.Pow(p).Values);
        Numbers.Equal([3, 5], x.Maximum(p).Values);
        Numbers.Equal([2, 4], x.Minimum(p).Values);
        Numbers.Equal([26], x.MatMul(p).Values);
        Assert.Equal(14, tape.Count);
        Assert.Equal(tape.Variable(p), tape.Variable(p));
        Assert.Equal(14, tape.Count);
        Numbers.Equal([3, 5], (p * x).Sum().Gradients()[p]);
        Numbers.Equal([1 / 3.0, 0.2], (p / x).Sum().Gradients()[p]);
        Numbers.Equal([-1, -1], (x - p).Sum().Gradients()[p]);
    }

    [Fact]
    public void No_parameter_is_refused()
    {
        Variable<double> x = new Tape<double>().Variable(1.0);
        Parameter<double> none = null!;
        Assert.Throws<ArgumentNullException>(() => x + none);
        Assert.Throws<ArgumentNullException>(() => none * x);
        Assert.Throws<ArgumentNullException>(() => x.Tape.Variable(none));
    }

    [Fact]
    public void The_default_operand_is_refused()
    {
        Variable<double> x = new Tape<double>().Variable(1.0);
        Operand<double> none = default;
        Refusal.Of<RecordingException>(["default Variable"], () => _ = x + none);
        Refusal.Of<RecordingException>(["default Variable"], () => x.Maximum(none));
    }
}
