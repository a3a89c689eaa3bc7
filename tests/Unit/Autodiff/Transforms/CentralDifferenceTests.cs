using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms;

public sealed class CentralDifferenceTests
{
    public static TheoryData<string, double> Cases => new()
    {
        { "exp", 0.0 }, { "exp", 3.0 }, { "exp", -20.0 }, { "sin", 1.0 }, { "sin", 100.0 }, { "cube", 0.0 }, { "cube", 1e8 }, { "cube", 1e-8 },
        { "log", 1e-6 }, { "log", 1e6 }, { "rational", 0.9 }, { "rational", 0.999999 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Derivatives_agree_to_ten_digits_of_their_scale(string name, double x)
    {
        (Func<double, double> f, Func<double, double> slope) = name switch
        {
            "exp" => ((Func<double, double>)Math.Exp, (Func<double, double>)Math.Exp),
            "sin" => (Math.Sin, Math.Cos),
            "cube" => (v => v * v * v, v => 3 * v * v),
            "log" => (Math.Log, v => 1 / v),
            _ => (v => 1 / (1 - v), v => 1 / ((1 - v) * (1 - v))),
        };
        double found = new CentralDifference(value => [f(value)], x, value => value).Derivatives()[0];
        double scale = Math.Max(Math.Abs(slope(x)), Math.Abs(f(x)) * 1e-3);
        Assert.True(Math.Abs(found - slope(x)) <= 1e-9 * Math.Max(scale, 1e-6), $"{found:R} for {slope(x):R}");
    }

    [Fact]
    public void All_outputs_at_once()
    {
        double[] found = new CentralDifference(value => [value * value, Math.Sin(value), 5.0], 2.0, value => value).Derivatives();
        Numbers.Equal([4, Math.Cos(2), 0], found, 1e-10);
    }

    [Fact]
    public void Steps_are_what_the_number_type_can_hold()
    {
        List<double> asked = [];
        CentralDifference difference = new(
            value =>
            {
                asked.Add(value);
                return [(float)value * 3f];
            },
            0.1f,
            value => (float)value);
        double found = difference.Derivatives()[0];
        Assert.All(asked, value => Assert.Equal((float)value, value));
        Assert.Equal(3.0, found, 1e-5);
    }
}
