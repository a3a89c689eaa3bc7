using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Public;

/// <summary>Structural operations that are written outside the library, with what it makes public alone.</summary>
public class CustomOperationTests
{
    private static readonly double[] _at = [0.5, -1.25, 2.0, 0.75];

    [Fact]
    public void Gradient_check_holds() => GradientCheck.Verify<double>(x => (Recur(x, x.Tanh()) * x).Sum(), _at);

    [Fact]
    public void Value_and_gradient_are_those_of_the_recurrence()
    {
        Tape<double> tape = new();
        Variable<double> a = tape.Variable([0.5, 2.0, -1.0], [3]);
        Variable<double> b = tape.Variable([1.0, 3.0, 0.25], [3]);
        Variable<double> h = Recur(a, b);

        // h = (1, 2 * 1 + 3, -1 * 5 + 0.25)
        Assert.Equal([1.0, 5.0, -4.75], h.ToArray());
        Gradients<double> gradients = h.Gradients([0.0, 0.0, 1.0]);
        Assert.Equal([0.0, -1.0, 5.0], gradients[a].ToArray());
        Assert.Equal([-2.0, -1.0, 1.0], gradients[b].ToArray());
    }

    [Fact]
    public void Higher_orders_follow()
    {
        // h3 = a3 (a2 b1 + b2) + b3 at a = b = x: its third derivative along (1, 1, 1) is that of t^3 + t^2 + t at 3 equal entries.
        Variable<double> x = new Tape<double>().Variable([2.0, 2.0, 2.0], [3]);
        Variable<double> last = (Recur(x, x) * x.Tape.Constant([0.0, 0.0, 1.0], [3])).Sum();
        Variable<double> first = last.Derivative(x).Sum();
        Variable<double> second = first.Derivative(x).Sum();
        Variable<double> third = second.Derivative(x).Sum();
        Assert.Equal((3 * 4) + (2 * 2) + 1.0, first.Item(), 12);
        Assert.Equal((6 * 2) + 2.0, second.Item(), 12);
        Assert.Equal(6.0, third.Item(), 12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Forward_mode_is_stated_or_follows(bool stated)
    {
        Tape<double> tape = new();
        Variable<double> a = tape.Variable([0.5, 2.0, -1.0], [3]);
        Variable<double> b = tape.Variable([1.0, 3.0, 0.25], [3]);
        Variable<double> h = tape.Apply(new Recurrence(stated), a, b);

        // dh2 = da2 h1 + a2 dh1 + db2, dh3 = da3 h2 + a3 dh2 + db3, along da = (1, 2, 3), db = (4, 5, 6).
        Variable<double> tangent = h.JacobianVectorProduct([a, b], [tape.Constant([1.0, 2.0, 3.0], [3]), tape.Constant([4.0, 5.0, 6.0], [3])]);
        Assert.Equal([4.0, 15.0, 6.0], tangent.ToArray());
    }

    [Fact]
    public void A_derivative_of_a_wrong_shape_is_refused_and_the_tape_goes_on()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0], [2]);
        Variable<double> y = tape.Apply(new WrongShape(), x);
        ShapeException inValues = Assert.Throws<ShapeException>(() => y.Gradients([1.0, 1.0]));
        Assert.Contains("wrongshape", inValues.Message, StringComparison.Ordinal);
        Assert.Contains("[1]", inValues.Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => y.Sum().Derivative(x));
        Assert.Throws<ShapeException>(() => y.JacobianVectorProduct(x, x));
        Assert.Equal([2.0, 4.0], x.Square().Sum().Gradients()[x].ToArray());
    }

    [Fact]
    public void What_it_refuses_is_not_recorded()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0], [2]);
        int count = tape.Count;
        Assert.Throws<ShapeException>(() => tape.Apply(new Recurrence(false), x, x.Tape.Constant([1.0], [1])));
        Assert.Throws<ArgumentException>(() => tape.Apply(new Recurrence(false)));
        Assert.Throws<RecordingException>(() => tape.Apply(new Recurrence(false), x, new Tape<double>().Constant([1.0, 2.0], [2])));
        Assert.Equal(count + 1, tape.Count);
    }

    [Fact]
    public void A_derivative_on_another_tape_is_refused()
    {
        Variable<double> foreign = new Tape<double>().Constant([100.0, 200.0], [2]);
        Assert.Contains(
            "different tapes", Assert.Throws<RecordingException>(() => Differentiate.Gradient(x => x.Tape.Apply(new Elsewhere(foreign), x).Sum(), [2.0, 9.0])).Message, StringComparison.Ordinal);
        Assert.Throws<RecordingException>(() => Differentiate.JacobianVectorProduct(x => x.Tape.Apply(new Elsewhere(foreign), x), [2.0, 9.0], [1.0, 1.0]));
        Assert.Throws<RecordingException>(() => Differentiate.Hessian(x => x.Tape.Apply(new Elsewhere(foreign), x).Square().Sum(), [2.0, 9.0]));
    }

    [Fact]
    public void The_solution_of_an_equation_is_differentiated_through_the_equation()
    {
        // y^3 = theta: dy = dtheta / (3 y^2), the slope of the equation being taken by differentiation too.
        static Variable<double> Root(Variable<double> theta) => theta.Tape.Apply(new CubeRoot(), theta);
        double[] gradient = Differentiate.Gradient(theta => Root(theta).Sum(), [8.0, 27.0]);
        Assert.Equal(1.0 / 12.0, gradient[0], 12);
        Assert.Equal(1.0 / 27.0, gradient[1], 12);
        GradientCheck.Verify<double>(theta => (Root(theta) * theta).Sum(), [8.0, 27.0]);
        double[,] hessian = Differentiate.Hessian(theta => Root(theta).Sum(), [8.0, 27.0]);
        Assert.Equal(-2.0 / 9.0 * Math.Pow(8.0, -5.0 / 3.0), hessian[0, 0], 10);
        Assert.Equal(0.0, hessian[0, 1], 12);
        Assert.Equal(1.0 / 12.0, Differentiate.JacobianVectorProduct(Root, [8.0], [1.0])[0], 12);
    }

    [Fact]
    public void A_wrong_forward_derivative_is_found_by_the_check()
    {
        GradientMismatchException found = Assert.Throws<GradientMismatchException>(
            () => GradientCheck.Verify<double>(x => x.Tape.Apply(new WrongForward(), x).Sum(), [1.0, 2.0]));
        Assert.Contains("forward", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_names_it()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0], [2], "x");
        tape.Apply(new Recurrence(false), x, x).Sum();
        Assert.Contains("recurrence(x, x)", tape.Describe(), StringComparison.Ordinal);
    }

    private static Variable<double> Recur(Variable<double> a, Variable<double> b) => a.Tape.Apply(new Recurrence(false), a, b);

    /// <summary>h_1 = b_1, h_i = a_i h_(i-1) + b_i: a linear recurrence, which no operation of the library computes at once.</summary>
    private sealed class Recurrence(bool statesForward) : CustomOperation<double>("recurrence")
    {
        protected override Shape ShapeOf(ReadOnlySpan<Variable<double>> operands) => operands[0].Shape == operands[1].Shape
            ? operands[0].Shape
            : throw new ShapeException($"{Name} of shapes {operands[0].Shape} and {operands[1].Shape}");

        protected override void Compute(ReadOnlySpan<Variable<double>> operands, Span<double> result)
        {
            ReadOnlySpan<double> a = operands[0].Values;
            ReadOnlySpan<double> b = operands[1].Values;
            for (int index = 0; index < result.Length; index++)
            {
                result[index] = index == 0 ? b[0] : (a[index] * result[index - 1]) + b[index];
            }
        }

        // The seeds run through the same recurrence from the other end: r_i = s_i + a_(i+1) r_(i+1).
        protected override Variable<double>? VectorJacobianProduct(
            int operand, ReadOnlySpan<Variable<double>> operands, Variable<double> result, Variable<double> seed)
        {
            Variable<double> later = Shift(Reverse(operands[0]), 1);
            Variable<double> running = Reverse(seed.Tape.Apply(new Recurrence(statesForward), later, Reverse(seed)));
            return operand == 1 ? running : running * Shift(result, 1);
        }

        protected override Variable<double>? JacobianVectorProduct(
            ReadOnlySpan<Variable<double>> operands, Variable<double> result, ReadOnlySpan<Variable<double>> tangents) => statesForward
            ? result.Tape.Apply(new Recurrence(true), operands[0], (tangents[0] * Shift(result, 1)) + tangents[1])
            : null;

        private static Variable<double> Reverse(Variable<double> x) => x.Tape.Constant(Permutation(x.Length, (row, column) => row + column == x.Length - 1), [x.Length, x.Length]).MatMul(x);

        private static Variable<double> Shift(Variable<double> x, int by) =>
            x.Tape.Constant(Permutation(x.Length, (row, column) => row == column + by), [x.Length, x.Length]).MatMul(x);

        private static double[] Permutation(int size, Func<int, int, bool> isOne) =>
            [.. Enumerable.Range(0, size * size).Select(place => isOne(place / size, place % size) ? 1.0 : 0.0)];
    }

    private sealed class Elsewhere(Variable<double> foreign) : CustomOperation<double>("elsewhere")
    {
        protected override Shape ShapeOf(ReadOnlySpan<Variable<double>> operands) => operands[0].Shape;

        protected override void Compute(ReadOnlySpan<Variable<double>> operands, Span<double> result) => operands[0].Values.CopyTo(result);

        protected override Variable<double>? VectorJacobianProduct(
            int operand, ReadOnlySpan<Variable<double>> operands, Variable<double> result, Variable<double> seed) => foreign;
    }

    /// <summary>The solution y of y^3 = theta.</summary>
    private sealed class CubeRoot() : CustomOperation<double>("cuberoot")
    {
        protected override Shape ShapeOf(ReadOnlySpan<Variable<double>> operands) => operands[0].Shape;

        protected override void Compute(ReadOnlySpan<Variable<double>> operands, Span<double> result)
        {
            for (int index = 0; index < result.Length; index++)
            {
                result[index] = Math.Cbrt(operands[0].Values[index]);
            }
        }

        protected override Variable<double>? VectorJacobianProduct(
            int operand, ReadOnlySpan<Variable<double>> operands, Variable<double> result, Variable<double> seed) =>
            seed / Differentiate.Derivative(y => y.Pow(3).Sum(), result);
    }

    /// <summary>x^2 with a forward derivative that forgets the factor.</summary>
    private sealed class WrongForward() : CustomOperation<double>("wrongforward")
    {
        protected override Shape ShapeOf(ReadOnlySpan<Variable<double>> operands) => operands[0].Shape;

        protected override void Compute(ReadOnlySpan<Variable<double>> operands, Span<double> result)
        {
            for (int index = 0; index < result.Length; index++)
            {
                result[index] = operands[0].Values[index] * operands[0].Values[index];
            }
        }

        protected override Variable<double>? VectorJacobianProduct(
            int operand, ReadOnlySpan<Variable<double>> operands, Variable<double> result, Variable<double> seed) => 2.0 * operands[0] * seed;

        protected override Variable<double>? JacobianVectorProduct(
            ReadOnlySpan<Variable<double>> operands, Variable<double> result, ReadOnlySpan<Variable<double>> tangents) => tangents[0];
    }

    private sealed class WrongShape() : CustomOperation<double>("wrongshape")
    {
        protected override Shape ShapeOf(ReadOnlySpan<Variable<double>> operands) => operands[0].Shape;

        protected override void Compute(ReadOnlySpan<Variable<double>> operands, Span<double> result) => operands[0].Values.CopyTo(result);

        protected override Variable<double>? VectorJacobianProduct(
            int operand, ReadOnlySpan<Variable<double>> operands, Variable<double> result, Variable<double> seed) => seed.Sum([0], true);
    }
}
