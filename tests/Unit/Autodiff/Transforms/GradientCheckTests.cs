using System.Globalization;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms;

public sealed class GradientCheckTests
{
    private static readonly double[] Point = [0.5, -1.5, 2.0];

    [Fact]
    public void A_function_that_is_random_is_refused()
    {
        MaskStream stream = new(1);
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(
            () => GradientCheck.Verify<double>(x => x.Dropout(0.5, stream).Sum(), [0.31, 1.47, 2.89, 4.13, 5.77, 6.29, 7.03, 8.61]));
        Assert.Contains("State", refused.Message, StringComparison.Ordinal);
        GradientCheck.Verify<double>(
            x =>
            {
                stream.State = 3;
                return x.Dropout(0.5, stream).Square().Sum();
            },
            [1.0, 2.0, 3.0, 4.0]);
    }

    [Fact]
    public void What_is_right_passes()
    {
        GradientCheck.Verify<double>(x => x.Tanh().Sum(), Point);
        GradientCheck.Verify<double>(x => x.Exp() * x, Point);
        GradientReport report = GradientCheck.Compare<double>(x => x.Reshape(3, 1) * x.Square(), Point);
        Assert.True(report.Passed);
        Assert.Equal(27, report.Entries);
        Assert.Equal(1e-6, report.Tolerance);
        Assert.True(report.Error < 1e-9, report.ToString());
    }

    [Fact]
    public void A_wrong_slope_is_found_and_the_entry_is_named()
    {
        // Wrong where the output is above 2 only: at W[1, 2].
        Parameter<double> w = new("W", [0.1, 0.2, 0.3, 0.4, 0.5, 3.0], [2, 3]);
        Parameter<double> b = Parameter<double>.Zeros("b", [3]);
        Variable<double> Loss(Tape<double> tape) => tape.Constant([0, 1], [1, 2]).Linear(w, b, default(WrongAboveTwo)).Sum();
        GradientReport report = GradientCheck.Compare([w, b], Loss);
        Assert.False(report.Passed);
        Assert.Equal(9, report.Entries);
        Assert.Contains(report.Entry, new[] { "dy/dW[1, 2]", "dy/db[2]" });
        Assert.Equal(1.5, report.Differentiated, 1e-12);
        Assert.Equal(1.0, report.Numerical, 1e-8);
        Assert.Equal(0.5 / 1.5, report.Error, 1e-6);
        GradientMismatchException thrown = Refusal.Of<GradientMismatchException>(["GradientCheck", report.Entry, "1.5", "tolerance"], () => GradientCheck.Verify([w, b], Loss));
        Assert.Equal(report, thrown.Report);
    }

    [Fact]
    public void The_output_is_named_where_there_are_several()
    {
        double[] point = [1.0, 3.0];
        Variable<double> F(Variable<double> x)
        {
            Variable<double> weight = x.Tape.Constant([1, 0, 0, 1], [2, 2]);
            Variable<double> bias = x.Tape.Constant([0, 0], [2]);
            return x.Reshape(1, 2).Linear(weight, bias, default(WrongAboveTwo));
        }

        GradientReport report = GradientCheck.Compare<double>(F, point);
        Assert.False(report.Passed);
        Assert.Equal("dy[1]/dx[1]", report.Entry);
        Refusal.Of<GradientMismatchException>(["dy[1]/dx[1]"], () => GradientCheck.Verify<double>(F, point));
    }

    [Fact]
    public void A_small_wrong_entry_beside_large_ones_is_found()
    {
        // 1000 x0 is right, x1's slope is 1.5 in place of 1.
        double[] point = [1.0, 3.0];
        Variable<double> F(Variable<double> x)
        {
            Variable<double> weight = x.Tape.Constant([0, 1], [2, 1]);
            Variable<double> bias = x.Tape.Constant([0], [1]);
            return (x * x.Tape.Constant([50, 0], [2])).Sum() + x.Reshape(1, 2).Linear(weight, bias, default(WrongAboveTwo)).Sum();
        }

        GradientReport report = GradientCheck.Compare<double>(F, point);
        Assert.False(report.Passed);
        Assert.Equal("dy/dx[1]", report.Entry);
    }

    [Fact]
    public void A_slope_that_is_NaN_or_infinite_is_found()
    {
        Assert.False(GradientCheck.Compare<double>(x => x.Sqrt().Sum(), [0.0]).Passed);
        GradientReport report = GradientCheck.Compare<double>(x => x.Log().Sum(), [-1.0]);
        Assert.False(report.Passed);
        Assert.Equal("dy/dx[0]", report.Entry);
        Assert.Equal(double.PositiveInfinity, report.Error);
    }

    [Fact]
    public void A_kink_is_no_place_for_it()
    {
        Assert.False(GradientCheck.Compare<double>(x => x.LeakyRelu(0.1).Sum(), [0.0]).Passed);
        Assert.True(GradientCheck.Compare<double>(x => x.LeakyRelu(0.1).Sum(), [1e-3, -1e-3]).Passed);
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-6)]
    [InlineData(1e-9)]
    public void Close_to_the_edge_of_a_domain(double distance)
    {
        GradientCheck.Verify<double>(x => x.Log().Sum(), [distance, 1.0]);
        GradientCheck.Verify<double>(x => x.Sqrt().Sum(), [distance]);
        GradientCheck.Verify<double>(x => x.Pow(1.5).Sum(), [distance]);
        GradientCheck.Verify<double>(x => (1.0 - x.Square()).LogP1().Sum(), [1.0 + distance]);
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-6)]
    public void Close_to_a_pole(double distance) => GradientCheck.Verify<double>(x => (1.0 / x).Sum(), [distance, -distance]);

    [Theory]
    [InlineData(1e-30)]
    [InlineData(1e-10)]
    [InlineData(1e10)]
    [InlineData(1e30)]
    public void Values_of_every_size(double scale)
    {
        GradientCheck.Verify<double>(x => (x * scale).Sum(), Point);
        GradientCheck.Verify<double>(x => (x * scale).Square().Sum(), Point);
        GradientCheck.Verify<double>(x => x.Square().Sum(), [.. Point.Select(value => value * scale)]);
        GradientCheck.Verify<double>(x => x.Tanh().Sum() * scale, Point);
    }

    [Fact]
    public void Wrong_is_wrong_at_every_size()
    {
        foreach (double scale in new[] { 1e-30, 1e-10, 1e10, 1e30 })
        {
            GradientReport report = GradientCheck.Compare<double>(
                x => x.Reshape(1, 1).Linear(x.Tape.Constant([1], [1, 1]), x.Tape.Constant([0], [1]), default(WrongAboveTwo)).Sum() * scale, [3.0]);
            Assert.False(report.Passed, scale.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(1.0 / 3.0, report.Error, 1e-6);
        }
    }

    [Fact]
    public void Derivatives_that_are_zero_pass()
    {
        GradientCheck.Verify<double>(x => (x * 0.0).Sum(), Point);
        GradientCheck.Verify<double>(x => x.Tape.Constant(1.0), Point);
        GradientCheck.Verify<double>(x => x.Relu().Sum(), [-1.0, -2.0]);
        GradientCheck.Verify<double>(x => x.Tanh().Sum(), [40.0, -40.0, 0.0]);
    }

    [Fact]
    public void Float_with_a_coarser_tolerance()
    {
        GradientCheck.Verify<float>(x => (x.Tanh() * x.Exp()).Sum(), [0.5f, -1.5f, 2f]);
        Assert.Equal(1e-2, GradientCheck.Compare<float>(x => x.Sum(), [1f]).Tolerance);
        Assert.False(GradientCheck.Compare<float>(
            x => x.Reshape(1, 1).Linear(x.Tape.Constant([1], [1, 1]), x.Tape.Constant([0], [1]), default(WrongAboveTwo)).Sum(), [3f]).Passed);
    }

    [Fact]
    public void The_tolerance_decides()
    {
        Func<Variable<double>, Variable<double>> f = x =>
            x.Reshape(1, 1).Linear(x.Tape.Constant([1], [1, 1]), x.Tape.Constant([0], [1]), default(WrongAboveTwo)).Sum();
        Assert.True(GradientCheck.Compare<double>(f, [3.0], tolerance: 0.4).Passed);
        Assert.False(GradientCheck.Compare<double>(f, [3.0], tolerance: 0.3).Passed);
        foreach (double wrong in new[] { 0.0, -1.0, double.NaN })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Verify<double>(x => x.Sum(), [1.0], wrong));
        }
    }

    [Fact]
    public void Parameters_hold_their_numbers_again()
    {
        Parameter<double> a = new("a", [0.1, 0.7, -0.3], [3]);
        Parameter<double> b = new("b", [1.0 / 3.0], []);
        GradientCheck.Verify([a, b], tape => (tape.Variable(a).Exp() * b).Sum());
        Assert.Equal([0.1, 0.7, -0.3], a.Values.ToArray());
        Assert.Equal([1.0 / 3.0], b.Values.ToArray());
    }

    [Fact]
    public void Parameters_hold_their_numbers_again_when_the_loss_throws()
    {
        for (int failing = 1; failing < 30; failing += 4)
        {
            Parameter<double> a = new("a", [0.1, 0.7], [2]);
            int calls = 0;
            Assert.Throws<InvalidTimeZoneException>(() => GradientCheck.Verify([a], tape =>
                ++calls == failing ? throw new InvalidTimeZoneException() : tape.Variable(a).Square().Sum()));
            Assert.Equal(failing, calls);
            Assert.Equal([0.1, 0.7], a.Values.ToArray());
        }
    }

    [Fact]
    public void The_report_reads_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("hu-HU");
            GradientReport report = new("dy/dx[0]", 1.5, 1.25, 0.125, 1e-6, 3);
            Assert.Equal("worst of 3 entries is dy/dx[0]: differentiated 1.5, central differences 1.25, error 0.125, tolerance 1E-06", report.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Nothing_to_compare_passes()
    {
        Assert.True(GradientCheck.Compare<double>(x => x.Sum(), []).Passed);
        Assert.Equal(0, GradientCheck.Compare<double>([], tape => tape.Constant(1.0)).Entries);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => GradientCheck.Verify<double>(null!, Point));
        Assert.Throws<ArgumentNullException>(() => GradientCheck.Verify<double>([], null!));
        Refusal.Of<ShapeException>(["add", "[3]", "[2]"], () => GradientCheck.Verify<double>(x => x + x.Tape.Constant([1, 2], [2]), Point));
    }

    /// <summary>x, with a slope that is wrong where the output is greater than 2.</summary>
    private readonly struct WrongAboveTwo : IElementary
    {
        public static string Name => "wrong";

        public static Reads Reads => Reads.Output;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x)
            where N : struct, IReal<N> => x;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Slope<N>(N x, N y)
            where N : struct, IReal<N> => N.Select(y > 2.0, 1.5, 1.0);

        public string Format(string x) => $"wrong({x})";
    }
}
