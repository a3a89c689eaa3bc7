using System.Globalization;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Errors;

/// <summary>Wrong use names the operation, the shapes and the caller's line, and leaves the tape usable.</summary>
public sealed class CallerLocationTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void Every_operation_names_itself_the_shapes_and_the_line()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Variable<double> v = _tape.Variable([1, 2], [2]);
        Variable<double> cube = _tape.Variable(new double[8], [2, 2, 2]);
        Variable<double> empty = _tape.Variable([], [0, 3]);
        Parameter<double> p = Parameter<double>.Ones("p", [4]);
        int count = _tape.Count + 1;
        _tape.Variable(p);
        int[] labels = [0, 3];
        int[] negative = [-1, 0];
        int[] three = [0, 1, 2];
        int[] none = [];
        int[] twice = [0, 0];
        Refusal.Of<ShapeException>(["add", "[2, 3]", "[2]"], () => _ = x + v);
        Refusal.Of<ShapeException>(["subtract", "[2, 3]", "[2]"], () => _ = x - v);
        Refusal.Of<ShapeException>(["multiply", "[2]", "[2, 3]"], () => _ = v * x);
        Refusal.Of<ShapeException>(["divide", "[2, 3]", "[2]"], () => _ = x / v);
        Refusal.Of<ShapeException>(["add", "[2, 3]", "[4]"], () => _ = x + p);
        Refusal.Of<ShapeException>(["multiply", "[4]", "[2, 3]"], () => _ = p * x);
        Refusal.Of<ShapeException>(["power", "[2, 3]", "[2]"], () => x.Pow(v));
        Refusal.Of<ShapeException>(["maximum", "[2, 3]", "[2]"], () => x.Maximum(v));
        Refusal.Of<ShapeException>(["minimum", "[2, 3]", "[2]"], () => x.Minimum(v));
        Refusal.Of<ShapeException>(["Twice", "[2, 3]", "[2]"], () => x.Map2<Twice>(v));
        Refusal.Of<ShapeException>(["Thrice", "[2, 3]", "[2]", "[2, 2, 2]"], () => x.Map3<Thrice>(v, cube));
        Refusal.Of<ShapeException>(["MatMul", "[2, 3]", "[2]", "inner"], () => x.MatMul(v));
        Refusal.Of<ShapeException>(["MatMul", "[2, 3]", "transposed", "[4]"], () => x.MatMul(p, transposeLeft: true));
        Refusal.Of<ShapeException>(["MatMul", "[2, 2, 2]", "[2, 3]", "transposed", "inner"], () => cube.MatMul(x, transposeRight: true));
        Refusal.Of<ShapeException>(["MatMul", "[2]", "transposed"], () => v.MatMul(x, transposeLeft: true));
        Refusal.Of<ShapeException>(["Reshape", "[2, 3]", "[4]"], () => x.Reshape(4));
        Refusal.Of<ShapeException>(["Reshape", "[2, 3]", "[-1, 4]"], () => x.Reshape(-1, 4));
        Refusal.Of<ShapeException>(["[2, 3]", "[-1, -1]"], () => x.Reshape(-1, -1));
        Refusal.Of<ShapeException>(["[-2, -3]"], () => x.Reshape(-2, -3));
        Refusal.Of<ShapeException>(["BroadcastTo", "[2, 3]", "[3, 3]"], () => x.BroadcastTo([3, 3]));
        Refusal.Of<ShapeException>(["Transpose", "[2, 3]", "axis 2"], () => x.Transpose(0, 2));
        Refusal.Of<ShapeException>(["Permute", "[2, 3]", "[0]"], () => x.Permute(0));
        Refusal.Of<ShapeException>(["Permute", "[0, 0]"], () => x.Permute(0, 0));
        Refusal.Of<ShapeException>(["Permute", "[2, 3]", "axis 2"], () => x.Permute(0, 2));
        Refusal.Of<ShapeException>(["Sum", "[2, 3]", "axis 2"], () => x.Sum(2));
        Refusal.Of<ShapeException>(["Sum", "twice", "[0, 0]"], () => x.Sum(twice));
        Refusal.Of<ShapeException>(["Mean", "[2, 3]", "axis -3"], () => x.Mean(-3));
        Refusal.Of<ShapeException>(["Max", "[2, 3]", "axis 5"], () => x.Max(5));
        Refusal.Of<ShapeException>(["Max", "[0, 3]"], () => empty.Max());
        Refusal.Of<ShapeException>(["Max", "[0, 3]"], () => empty.Max(0));
        Refusal.Of<ShapeException>(["Softmax", "[2, 3]", "axis 2"], () => x.Softmax(2));
        Refusal.Of<ShapeException>(["LogSoftmax", "[2, 3]", "axis 2"], () => x.LogSoftmax(2));
        Refusal.Of<ShapeException>(["LogSumExp", "[2, 3]", "axis 2"], () => x.LogSumExp(2));
        Refusal.Of<ShapeException>(["Linear", "[2, 3]", "[2]"], () => x.Linear(v, v));
        Refusal.Of<ShapeException>(["Linear", "[2, 3]", "[4]"], () => x.Linear(x, p, default(ReluFunction)));
        Refusal.Of<ArgumentOutOfRangeException>(["SoftmaxCrossEntropy", "label 3", "row 1", "3 classes", "[2, 3]"], () => x.SoftmaxCrossEntropy(labels));
        Refusal.Of<ArgumentOutOfRangeException>(["SoftmaxCrossEntropy", "label -1", "row 0"], () => x.SoftmaxCrossEntropy(negative));
        Refusal.Of<ShapeException>(["SoftmaxCrossEntropy", "[2, 3]", "3 labels"], () => x.SoftmaxCrossEntropy(three));
        Refusal.Of<ShapeException>(["SoftmaxCrossEntropy", "[0, 3]", "0 labels"], () => empty.SoftmaxCrossEntropy(none));
        Refusal.Of<ShapeException>(["SoftmaxCrossEntropy", "[2]"], () => v.SoftmaxCrossEntropy(labels));
        Refusal.Of<ShapeException>(["Item", "[2, 3]"], () => x.Item());
        Refusal.Of<ShapeException>(["Gradients", "[2, 3]", "scalar"], () => x.Gradients());
        Refusal.Of<ShapeException>(["Derivative", "[2, 3]", "scalar"], () => x.Derivative(v));
        Refusal.Of<ShapeException>(["[2, 3]", "scalar"], () => x.Derivatives(v));

        // No half-made node, and everything goes on.
        Assert.Equal(count, _tape.Count);
        Variable<double> loss = (x.MatMul(v, transposeLeft: true) * x.Sum(0)).Sum() + (cube.Sum() * p).Mean();
        Gradients<double> gradients = loss.Gradients();
        Numbers.Equal([((1 * 5) + (2 * 7) + (3 * 9)), ((4 * 5) + (5 * 7) + (6 * 9))], gradients[v]);
        Numbers.Equal([1, 1, 1, 1, 1, 1, 1, 1], gradients[cube]);
        Assert.Equal(0, gradients[empty].Length);
    }

    [Fact]
    public void Any_slope_of_leaky_relu_is_a_slope()
    {
        Variable<double> x = _tape.Variable(1.0);
        Numbers.Equal([-0.5], (-x).LeakyRelu(0.5).Values);
        Numbers.Equal([0.5], (-x).LeakyRelu(-0.5).Values);
        Assert.True(double.IsNaN((-x).LeakyRelu(double.NaN).Item()));
    }

    [Fact]
    public void The_line_is_that_of_the_operation_within_a_longer_expression()
    {
        Variable<double> x = _tape.Variable([1, 2, 3], [3]);
        Variable<double> y = _tape.Variable([1, 2], [2]);
        ShapeException refused = Assert.Throws<ShapeException>(() => Forward(x, y));
        Assert.EndsWith(string.Create(CultureInfo.InvariantCulture, $"(at {ThisFile()}:line {_line})"), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_is_the_users_also_behind_library_code()
    {
        double[] point = [1, 2, 3];
        ShapeException refused = Assert.Throws<ShapeException>(() => Differentiate.Hessian<double>(x => Forward(x, x.Tape.Constant([1, 2], [2])), point));
        Assert.EndsWith(string.Create(CultureInfo.InvariantCulture, $"(at {ThisFile()}:line {_line})"), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_line_is_found_on_other_threads_and_after_await()
    {
        await Task.Yield();
        Variable<double> x = _tape.Variable([1, 2, 3], [3]);
        Variable<double> y = _tape.Variable([1, 2], [2]);
        ShapeException refused = await Assert.ThrowsAsync<ShapeException>(() => Task.Run(() => Forward(x, y)));
        Assert.EndsWith(string.Create(CultureInfo.InvariantCulture, $"(at {ThisFile()}:line {_line})"), refused.Message, StringComparison.Ordinal);
        Numbers.Equal([1, 1, 1], (x + 1.0).Sum().Gradients()[x]);
    }

    [Fact]
    public void Exceptions_are_of_the_kinds_that_callers_catch()
    {
        Variable<double> x = _tape.Variable([1, 2, 3], [3]);
        Assert.IsAssignableFrom<ArgumentException>(Assert.Throws<ShapeException>(() => x.Sum(1)));
        _tape.Reset();
        Assert.IsAssignableFrom<InvalidOperationException>(Assert.Throws<RecordingException>(() => x.Sum()));
        InvalidTimeZoneException cause = new();
        Assert.Same(cause, new ShapeException("why", cause).InnerException);
        Assert.Same(cause, new RecordingException("why", cause).InnerException);
        Assert.StartsWith("why (at ", new RecordingException("why").Message, StringComparison.Ordinal);
        Assert.Null(new GradientMismatchException("why").Report);
    }

    private int _line;

    private Variable<double> Forward(Variable<double> x, Variable<double> y)
    {
        Variable<double> a = x.Square();
        _line = ThisLine() + 1;
        Variable<double> b = (a.Tanh() * 2.0) + y.Exp() - a;
        return (b * b).Sum();
    }

    private static string ThisFile([CallerFilePath] string file = "") => file;

    private static int ThisLine([CallerLineNumber] int line = 0) => line;

    private readonly struct Twice : IPointwise2
    {
        public N Value<N>(N x, N y)
            where N : struct, IReal<N> => x + y;
    }

    private readonly struct Thrice : IPointwise3
    {
        public N Value<N>(N x, N y, N z)
            where N : struct, IReal<N> => x + y + z;
    }
}
