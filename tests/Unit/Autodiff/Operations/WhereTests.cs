using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public class WhereTests
{
    private const double Infinity = double.PositiveInfinity;

    [Fact]
    public void What_is_not_chosen_has_gradient_zero_whatever_it_is()
    {
        Tape<double> tape = new();
        Variable<double> mask = tape.Constant([1.0, 0.0, 1.0, 0.0, -2.0, -0.0], [6]);
        Variable<double> a = tape.Variable([1.0, double.NaN, 2.0, Infinity, 5.0, -Infinity], [6]);
        Variable<double> b = tape.Variable([double.NaN, 3.0, -Infinity, 4.0, Infinity, 6.0], [6]);
        Variable<double> chosen = mask.Where(a, b);
        Assert.Equal([1.0, 3.0, 2.0, 4.0, 5.0, 6.0], chosen.ToArray());

        // Seeds that are not finite stay where they belong.
        double[] seed = [1.0, Infinity, double.NaN, 4.0, Infinity, double.NaN];
        Gradients<double> gradients = chosen.Gradients(seed);
        Assert.Equal([1.0, 0.0, double.NaN, 0.0, Infinity, 0.0], gradients[a].ToArray());
        Assert.Equal([0.0, Infinity, 0.0, 4.0, 0.0, double.NaN], gradients[b].ToArray());
        Assert.Equal([1.0, 0.0, double.NaN, 0.0, Infinity, 0.0], chosen.Derivative(a, tape.Constant(seed, [6])).ToArray());
        Assert.Equal([0.0, Infinity, 0.0, 4.0, 0.0, double.NaN], chosen.Derivative(b, tape.Constant(seed, [6])).ToArray());
    }

    [Fact]
    public void A_mask_of_NaN_counts_as_set_and_is_not_differentiated()
    {
        Tape<double> tape = new();
        Variable<double> mask = tape.Variable([double.NaN, 0.0], [2]);
        Variable<double> x = tape.Variable([1.0, 2.0], [2]);
        Variable<double> chosen = mask.Where(x, 7.0);
        Assert.Equal([1.0, 7.0], chosen.ToArray());
        Gradients<double> gradients = chosen.Sum().Gradients();
        Assert.Equal([0.0, 0.0], gradients[mask].ToArray());
        Assert.Equal([1.0, 0.0], gradients[x].ToArray());
        Assert.Equal([1.0, 0.0], chosen.JacobianVectorProduct([mask, x], [mask, tape.Constant([1.0, 1.0], [2])]).ToArray());
    }

    [Fact]
    public void Everything_broadcasts_and_gradients_are_summed()
    {
        Tape<double> tape = new();
        Variable<double> mask = tape.Constant([1.0, 0.0], [2, 1]);
        Variable<double> a = tape.Variable([1.0, 2.0, 3.0], [3]);
        Variable<double> b = tape.Variable(5.0);
        Variable<double> chosen = mask.Where(a, b);
        Assert.Equal([2, 3], chosen.Shape.ToArray());
        Assert.Equal([1.0, 2.0, 3.0, 5.0, 5.0, 5.0], chosen.ToArray());
        Gradients<double> gradients = chosen.Gradients([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        Assert.Equal([1.0, 2.0, 3.0], gradients[a].ToArray());
        Assert.Equal([15.0], gradients[b].ToArray());
    }

    [Fact]
    public void Numbers_parameters_and_nothing()
    {
        Tape<float> tape = new();
        Parameter<float> parameter = new("p", [3.0f, 4.0f], [2]);
        Variable<float> mask = tape.Constant([0.0f, 1.0f], [2]);
        Variable<float> chosen = mask.Where(parameter, -1.5);
        Assert.Equal([-1.5f, 4.0f], chosen.ToArray());
        Assert.Equal([0.0f, 1.0f], chosen.Sum().Gradients()[parameter].ToArray());
        Assert.Equal([2.0f, 1.0f], mask.Where(1.0, 2.0).ToArray());
        Assert.False(mask.Where(1.0, 2.0).IsDifferentiable);
        Variable<float> empty = tape.Variable([], [0]);
        Assert.Empty((empty > 0.0).Where(empty, 1.0).Sum().Gradients()[empty].ToArray());
    }

    // The trap of a square root that is not chosen: the 0 that it gets meets the slope 1 / (2 NaN). See the remarks of Where.
    [Fact]
    public void The_argument_is_to_be_chosen_where_a_function_has_no_slope()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([-1.0, 4.0], [2]);
        Variable<double> mask = x > 0.0;
        double[] trapped = mask.Where(x.Sqrt(), x).Sum().Gradients()[x].ToArray();
        Assert.Equal([double.NaN, 0.25], trapped);
        double[] right = mask.Where(mask.Where(x, 1.0).Sqrt(), x).Sum().Gradients()[x].ToArray();
        Assert.Equal([1.0, 0.25], right);
    }

    [Fact]
    public void Wrong_operands_are_refused_and_the_tape_stays_usable()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0], [2]);
        Variable<double> three = tape.Constant([1.0, 2.0, 3.0], [3]);
        int count = tape.Count;
        ShapeException shapes = Assert.Throws<ShapeException>(() => x.Where(three, x));
        Assert.Contains("where: shapes [2], [3] and [2] do not broadcast", shapes.Message, StringComparison.Ordinal);
        Assert.Throws<RecordingException>(() => x.Where(new Tape<double>().Variable(1.0), x));
        Assert.Equal(count, tape.Count);
        Assert.Equal([1.0, 1.0], x.Where(x, 0.0).Sum().Gradients()[x].ToArray());
    }
}
