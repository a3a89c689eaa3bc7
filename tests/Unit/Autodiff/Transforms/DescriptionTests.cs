using System.Globalization;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms;

public sealed class DescriptionTests
{
    private readonly Tape<double> _tape = new();
    private readonly Parameter<double> _w1 = new("W1", [0.1, 0.2, 0.3, -0.1, -0.2, -0.3], [2, 3]);
    private readonly Parameter<double> _b1 = Parameter<double>.Zeros("b1", [3]);
    private readonly Parameter<double> _w2 = Parameter<double>.Ones("W2", [3, 1]);
    private readonly Parameter<double> _b2 = Parameter<double>.Zeros("b2", [1]);

    private const string NetworkText = """
        forward
          x = constant                                               [2, 2]
          t = constant                                               [2, 1]
          W1 = parameter                                             [2, 3]
          b1 = parameter                                             [3]
          h = tanh(x @ W1 + b1)                                      [2, 3]
          W2 = parameter                                             [3, 1]
          v6 = h @ W2                                                [2, 1]
          b2 = parameter                                             [1]
          o = v6 + b2                                                [2, 1]
          e = o - t                                                  [2, 1]
          v10 = e^2                                                  [2, 1]
          E = mean(v10)                                              []
        backward
          dE/dE = 1                                                  []
          dE/dv10 = broadcast(0.5 * dE/dE, [2, 1])                   [2, 1]
          dE/de = dE/dv10 * (2 * e)                                  [2, 1]
          dE/do = dE/de                                              [2, 1]
          dE/dv6 = dE/do                                             [2, 1]
          dE/db2 = sum(dE/do, [0])                                   [1]
          dE/dh = dE/dv6 @ W2'                                       [2, 3]
          dE/dW2 = h' @ dE/dv6                                       [3, 1]
          dE/dW1 = x' @ (dE/dh * (1 - (h * h)))                      [2, 3]
          dE/db1 = sum(dE/dh * (1 - (h * h)), [0])                   [3]

        """;

    [Fact]
    public void A_network_reads_as_the_lecture_writes_it()
    {
        Network();
        Assert.Equal(Lines(NetworkText), Lines(_tape.Describe()));
    }

    [Fact]
    public void A_function_of_ones_own_is_written_out_in_the_backward_equations()
    {
        Variable<double> x = _tape.Variable([1, 2], [2], "x");
        x.Map<Swish>().Sum().Named("E");
        string expected = """
            forward
              x = variable                                               [2]
              v1 = Swish(x)                                              [2]
              E = sum(v1)                                                []
            backward
              dE/dE = 1                                                  []
              dE/dv1 = broadcast(dE/dE, [2])                             [2]
              dE/dx = dE/dv1 * (sigmoid(x) + (x * (sigmoid(x) * (1 - sigmoid(x))))) [2]

            """;
        Assert.Equal(Lines(expected), Lines(_tape.Describe()));
    }

    [Fact]
    public void Contributions_after_the_first_are_added()
    {
        Variable<double> x = _tape.Variable(2.0, "x");
        (x * x).Named("y");
        string expected = """
            forward
              x = variable                                               []
              y = x * x                                                  []
            backward
              dy/dy = 1                                                  []
              dy/dx = dy/dy * x                                          []
              dy/dx += dy/dy * x                                         []

            """;
        Assert.Equal(Lines(expected), Lines(_tape.Describe()));
    }

    [Fact]
    public void Describing_leaves_no_trace()
    {
        Variable<double> loss = Network();
        double[] expected = loss.Gradients()[_w1].ToArray();
        int count = _tape.Count;
        for (int time = 0; time < 3; time++)
        {
            Assert.Equal(Lines(NetworkText), Lines(_tape.Describe()));
            Assert.Equal(count, _tape.Count);
            Assert.Equal(Lines(NetworkText), Lines(_tape.Describe(loss)));
            Assert.Equal(count, _tape.Count);
        }

        Assert.Equal("E []", loss.ToString());
        Assert.Equal(expected, loss.Gradients()[_w1].ToArray());
        Variable<double> next = (loss * 3.0) + _tape.Variable(1.0);
        Assert.Equal(count + 3, _tape.Count);
        Numbers.Equal([.. expected.Select(entry => 3.0 * entry)], next.Gradients()[_w1]);
        Numbers.Equal(expected, loss.Derivative(_w1).Values);
    }

    [Fact]
    public void Describing_another_result_does_not_change_what_is_described_next()
    {
        Variable<double> x = _tape.Variable(2.0, "x");
        Variable<double> y = x.Exp().Named("y");
        Variable<double> z = x.Tanh().Named("z");
        string before = _tape.Describe();
        Assert.Contains("dz/dx", before, StringComparison.Ordinal);
        Assert.Contains("dy/dx", _tape.Describe(y), StringComparison.Ordinal);
        Assert.Equal(before, _tape.Describe());
        Assert.Equal(before, _tape.Describe(z));
    }

    [Fact]
    public void The_result_that_was_differentiated_last_is_described()
    {
        Variable<double> x = _tape.Variable(2.0, "x");
        Variable<double> y = x.Exp().Named("y");
        x.Tanh().Named("z");
        y.Gradients();
        Assert.Contains("dy/dx = dy/dy * y", _tape.Describe(), StringComparison.Ordinal);
        Assert.DoesNotContain("dz", _tape.Describe(), StringComparison.Ordinal);
        _tape.Reset();
        Variable<double> w = _tape.Variable(1.0, "w");
        w.Log().Named("u");
        Assert.Contains("du/dw = du/du * (1 / w)", _tape.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_recorded_derivative_is_part_of_the_forward_equations()
    {
        Variable<double> x = _tape.Variable(2.0, "x");
        Variable<double> y = x.Pow(3).Named("y");
        y.Derivative(x).Named("slope").Gradients();
        string text = _tape.Describe();
        Assert.Contains("  y = x^3 ", text, StringComparison.Ordinal);
        Assert.Contains("  slope = ", text, StringComparison.Ordinal);
        Assert.Contains("  dslope/dx = ", text, StringComparison.Ordinal);
        Assert.Equal(12.0, new ScalarText(new() { ["x"] = 2.0 }).Compute(text)["slope"]);
        Assert.Equal(12.0, new ScalarText(new() { ["x"] = 2.0 }).Compute(text)["dslope/dx"]);
    }

    [Fact]
    public void It_works_after_a_step_of_an_optimizer()
    {
        Variable<double> loss = Network();
        loss.Gradients();
        foreach (Parameter<double> parameter in new[] { _w1, _b1, _w2, _b2 })
        {
            parameter.Update()[0] -= 0.1;
        }

        Assert.Equal(Lines(NetworkText), Lines(_tape.Describe()));
        Assert.Throws<RecordingException>(() => loss.Gradients());
    }

    [Fact]
    public void Without_anything_to_differentiate_there_are_forward_equations_alone()
    {
        Assert.Equal(["forward", string.Empty], Lines(_tape.Describe()));
        _tape.Constant(2.5, "c").Square().Named("d");
        string[] expected =
        [
            "forward",
            "  c = 2.5                                                    []",
            "  d = c^2                                                    []",
            string.Empty,
        ];
        Assert.Equal(expected, Lines(_tape.Describe()));
    }

    [Fact]
    public void A_result_of_several_numbers_can_be_described()
    {
        Variable<double> x = _tape.Variable([1, 2], [2], "x");
        Variable<double> y = x.Sqrt().Named("y");
        string text = _tape.Describe(y);
        Assert.Contains("  dy/dy = 1                                                  [2]", text, StringComparison.Ordinal);
        Assert.Contains("  dy/dx = dy/dy * (0.5 / y)                                  [2]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_described_is_refused_and_the_tape_stays_usable()
    {
        Variable<double> old = _tape.Variable(1.0).Square();
        _tape.Reset();
        Variable<double> x = _tape.Variable(3.0, "x");
        Variable<double> y = x.Square().Named("y");
        Refusal.Of<RecordingException>(["Reset"], () => _tape.Describe(old));
        Refusal.Of<RecordingException>(["default Variable"], () => _tape.Describe(default));
        Assert.Contains("dy/dx", _tape.Describe(), StringComparison.Ordinal);
        Numbers.Equal([6], y.Gradients()[x]);
    }

    [Theory]
    [InlineData("hu-HU")]
    [InlineData("tr-TR")]
    [InlineData("sv-SE")]
    public void Every_culture_gives_the_same_text(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Network();
            Assert.Equal(Lines(NetworkText), Lines(_tape.Describe()));
            _tape.Reset();
            Variable<double> x = _tape.Variable(2.0, "x");
            ((0.25 * x.Pow(-1.5)) - 0.125 + (1.5 / x) + x.Maximum(-0.75)).Named("y");
            string text = _tape.Describe();
            Assert.DoesNotContain("0,", text, StringComparison.Ordinal);
            Assert.Contains("x^-1.5", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\u2212", text, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    public static TheoryData<string> Scalars => [.. Table.Keys];

    private static Dictionary<string, Func<Variable<double>, Variable<double>, Variable<double>>> Table { get; } = new()
    {
        ["sums and differences"] = (x, y) => x - (y - (x - 3.0)) - (2.0 - y) + -x,
        ["products and quotients"] = (x, y) => x / (y / x) / (2.0 / y) * (x * y / 3.0),
        ["powers"] = (x, y) => x.Pow(y) - x.Pow(-2) + (x + y).Square() + (-x).Pow(3) + y.Pow(0.5),
        ["functions"] = (x, y) => (x.Exp() * y.Tanh()) + (x + y).Log() - (x * y).Sqrt() + x.Sigmoid().Softplus() + x.LogP1() - y.ExpM1(),
        ["kinks"] = (x, y) => x.Maximum(y) - (x - y).Abs() + (y - x).Relu() + (x.Minimum(2.0 * y) * 3.0) + (-x).LeakyRelu(0.125),
        ["small and large constants"] = (x, y) => (1e-12 * x) + (y * 1e20 / 1e21) - (x / 1e-5) + -1e-7,
        ["of one's own"] = (x, y) => x.Map<Swish>() - y.Map<PowerOfPower>() + x.Map2<Rational>(y),
        ["branches of one's own"] = (x, y) => x.Map<Branch>() + (-y).Map<Branch>() + x.Map2<Rational>(2.0) + y.Map3<Blend>(x, y),
        ["sums over nothing"] = (x, y) => x.Sum() * y.Mean() * x.Reshape(1).Reshape() * y.BroadcastTo([]),
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public void The_equations_can_be_computed_and_give_the_gradients(string name)
    {
        Variable<double> x = _tape.Variable(0.8, "x");
        Variable<double> y = _tape.Variable(1.7, "y");
        Variable<double> result = Table[name](x, y).Named("E");
        string text = _tape.Describe(result);

        Dictionary<string, double> given = new() { ["x"] = 0.8, ["y"] = 1.7 };
        ScalarText computed = new ScalarText(given).Compute(text);
        Gradients<double> gradients = result.Gradients();
        Numbers.Equal(result.Item(), computed["E"], 1e-12);
        Numbers.Equal(gradients[x][0], computed["dE/dx"], 1e-12);
        Numbers.Equal(gradients[y][0], computed["dE/dy"], 1e-12);
    }

    private static string[] Lines(string text) => [.. text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())];

    private Variable<double> Network()
    {
        Variable<double> x = _tape.Constant([1, 2, 3, 4], [2, 2], "x");
        Variable<double> t = _tape.Constant([1, 0], [2, 1], "t");
        Variable<double> h = x.Linear(_w1, _b1, default(TanhFunction)).Named("h");
        Variable<double> o = (h.MatMul(_w2) + _b2).Named("o");
        return (o - t).Named("e").Square().Mean().Named("E");
    }

    private readonly struct Swish : IPointwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x)
            where N : struct, IReal<N> => x * N.Sigmoid(x);
    }

    private readonly struct PowerOfPower : IPointwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x)
            where N : struct, IReal<N> => N.Pow(N.Pow(x, 3.0), 3.0);
    }

    private readonly struct Rational : IPointwise2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x, N y)
            where N : struct, IReal<N> => (x - y) / ((x * y) + 1.0);
    }

    private readonly struct Branch : IPointwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x)
            where N : struct, IReal<N> => N.Select(x > 0.5, x * x, N.Select(x <= -1.0, -x, 0.5 * N.Abs(x)));
    }

    private readonly struct Blend : IPointwise3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x, N y, N z)
            where N : struct, IReal<N> => N.Select(x >= y, N.Max(x, z) * y, N.Min(y, z) - x);
    }
}
