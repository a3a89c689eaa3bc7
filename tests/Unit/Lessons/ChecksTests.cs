using AutoGrad.Lessons;

namespace AutoGrad.Tests.Unit.Lessons;

public class ChecksTests
{
    [Fact]
    public void A_figure_holds_within_its_bounds_and_not_beyond()
    {
        Checks checks = new();
        checks.Equal("equal", 2.0, 2.0);
        checks.Near("near", 1.0, 1.5, 0.5);
        checks.AtLeast("at least", 3.0, 3.0);
        checks.AtMost("at most", 3.0, 3.0);
        checks.Above("above", 3.1, 3.0);
        checks.Below("below", 2.9, 3.0);
        checks.Between("between", 1.0, 1.0, 2.0);
        checks.True("true", true);
        Assert.All(checks, check => Assert.True(check.Holds));
        Assert.True(checks.Hold);

        Checks missed = new();
        missed.Equal("equal", 2.0, 2.1);
        missed.Near("near", 1.0, 1.6, 0.5);
        missed.AtLeast("at least", 2.9, 3.0);
        missed.AtMost("at most", 3.1, 3.0);
        missed.Above("above", 3.0, 3.0);
        missed.Below("below", 3.0, 3.0);
        missed.Between("between", 2.1, 1.0, 2.0);
        missed.True("true", false);
        Assert.All(missed, check => Assert.False(check.Holds));
        Assert.False(missed.Hold);
    }

    [Fact]
    public void Nan_is_never_what_was_wanted()
    {
        Checks checks = new();
        checks.Equal("equal", double.NaN, double.NaN);
        checks.Near("near", double.NaN, 1.0, 1.0);
        checks.AtLeast("at least", double.NaN, 1.0);
        checks.AtMost("at most", double.NaN, 1.0);
        checks.Between("between", double.NaN, 0.0, 1.0);
        Assert.All(checks, check => Assert.False(check.Holds));
    }

    [Fact]
    public void A_lesson_without_figures_does_not_hold() => Assert.False(new Checks().Hold);

    [Fact]
    public void A_figure_says_both_numbers()
    {
        Checks checks = new();
        checks.AtLeast("test accuracy", 97.25, 98.0);
        checks.Near("weight", 0.123456789, 0.5, 1e-6);
        Assert.Equal(new Check("test accuracy", "97.25", "at least 98", false), checks[0]);
        Assert.Equal(new Check("weight", "0.12346", "0.5 within 1E-06", false), checks[1]);
    }

    [Theory]
    [InlineData(0.1 + 0.2, "0.3")]
    [InlineData(4194304.0, "4194304")]
    [InlineData(-3.5f, "-3.5")]
    [InlineData(1e12, "1E+12")]
    [InlineData(true, "yes")]
    [InlineData(17, "17")]
    [InlineData(null, "")]
    public void Cells_are_short(object? value, string text) => Assert.Equal(text, Cell.Text(value));
}
