using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff;

public sealed class VariableTests
{
    [Fact]
    public void A_handle_takes_sixteen_bytes() =>
        Assert.Equal(16, System.Runtime.CompilerServices.Unsafe.SizeOf<Variable<double>>());

    [Fact]
    public void Item_is_for_one_number_of_any_rank()
    {
        Tape<double> tape = new();
        Assert.Equal(7.0, tape.Variable([7], [1, 1, 1]).Item());
        Variable<double> two = tape.Variable([1, 2], [2]);
        Variable<double> none = tape.Variable([], [0]);
        Refusal.Of<ShapeException>(["Item", "[2]"], () => two.Item());
        Refusal.Of<ShapeException>(["Item", "[0]"], () => none.Item());
    }

    [Fact]
    public void ToArray_is_a_copy()
    {
        Variable<double> x = new Tape<double>().Variable([1, 2], [2]);
        double[] copy = x.ToArray();
        copy[0] = 9;
        Numbers.Equal([1, 2], x.Values);
    }

    [Fact]
    public void Handles_are_equal_when_they_are_of_the_same_node()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(1.0);
        Variable<double> y = tape.Variable(1.0);
        Variable<double> copy = x;
        Assert.True(x == copy);
        Assert.True(x != y);
        Assert.True(x.Equals((object)copy));
        Assert.False(x.Equals("x"));
        Assert.Equal(x.GetHashCode(), copy.GetHashCode());
        Assert.NotEqual(x, new Tape<double>().Variable(1.0));
        Assert.Equal(default, default(Variable<double>));
        Assert.Equal(2, tape.Count);
    }

    [Fact]
    public void A_default_handle_says_what_it_is()
    {
        Variable<double> none = default;
        Variable<double> x = new Tape<double>().Variable(1.0);
        Assert.Equal("default", none.ToString());
        Refusal.Of<RecordingException>(["default Variable", "tape.Variable"], () => _ = none.Shape);
        Refusal.Of<RecordingException>(["default Variable"], () => _ = none + x);
        Refusal.Of<RecordingException>(["default Variable"], () => _ = x + none);
        Refusal.Of<RecordingException>(["default Variable"], () => none.Gradients());
        Refusal.Of<RecordingException>(["default Variable"], () => x.Gradients(none));
        Assert.Equal(1.0, (x * 1.0).Gradients()[x][0]);
    }

    [Fact]
    public void Named_gives_the_same_handle_and_the_last_name_stays()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1, 2], [2]);
        Assert.Equal(x, x.Named("first"));
        Assert.Equal("second [2]", x.Named("second").ToString());
        Assert.Throws<ArgumentNullException>(() => x.Named(null!));
        Assert.Equal("second [2]", x.ToString());
    }

    [Fact]
    public void Naming_a_result_does_not_rename_what_it_was_made_from()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1, 2], [2], "x");
        _ = (x * 1.0).Named("y");
        _ = (x + 0.0).Named("z");
        Assert.Equal("x [2]", x.ToString());
    }

    [Fact]
    public void What_depends_on_a_differentiable_leaf_is_differentiable()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1, 2], [2]);
        Variable<double> c = tape.Constant([3, 4], [2]);
        Assert.True((x + c).IsDifferentiable);
        Assert.True((c / x).IsDifferentiable);
        Assert.False((c * c).Exp().Sum().IsDifferentiable);
        Assert.True(x.Reshape(2, 1).IsDifferentiable);
        Assert.False(c.Reshape(2, 1).IsDifferentiable);
        Assert.True(c.Maximum(Parameter<double>.Ones("p", [2])).IsDifferentiable);
    }

    [Fact]
    public void Values_never_change_once_recorded()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1, -2, 3, -4], [4]);
        Variable<double>[] results = [x, x.Reshape(2, 2), x * 2.0, x.Tanh(), x.Reshape(2, 2).Transpose(), x.Softmax(), x.Sum()];
        double[][] before = [.. results.Select(result => result.ToArray())];
        Variable<double> loss = results.Aggregate(tape.Constant(0.0), (sum, result) => sum + result.Square().Sum());
        for (int sweep = 0; sweep < 5; sweep++)
        {
            loss.Gradients();
            loss.Gradients(results[2], results[5]);
            loss.Derivative(x);
            tape.Describe();
        }

        for (int result = 0; result < results.Length; result++)
        {
            Assert.Equal(before[result], results[result].ToArray());
        }
    }
}
