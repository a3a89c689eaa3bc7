using System.Globalization;
using System.Numerics;
using System.Reflection;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels.Reference;

public sealed class ReferenceTableTests
{
    private static string Path { get; } = System.IO.Path.Combine("Autodiff", "Kernels", "elementary.csv");

    [Fact]
    public void The_file_holds_the_rows_that_the_generator_gives()
    {
        string[] rows = File.ReadAllLines(System.IO.Path.Combine(AppContext.BaseDirectory, Path));
        Assert.Equal(ReferenceTable.Header, rows[0]);
        Assert.True(rows.Length > 3000);
        int i = 1;
        foreach (string function in ReferenceFunction.Names)
        {
            foreach (double x in ReferenceTable.Arguments(function))
            {
                if (i % 20 == 0)
                {
                    Assert.Equal(ReferenceTable.Row(function, x), rows[i]);
                }

                i++;
            }
        }

        Assert.Equal(i, rows.Length);
    }

    // Digits that anyone can look up, each group of 30.
    [Theory]
    [InlineData("exp", 1.0, "2718281828459045235360287471352")]
    [InlineData("log", 2.0, "0693147180559945309417232121458")]
    [InlineData("log", 10.0, "2302585092994045684017991454684")]
    [InlineData("tanh", 1.0, "0761594155955764888119458282604")]
    [InlineData("sigmoid", 1.0, "0731058578630004879251159241821")]
    [InlineData("softplus", 1.0, "1313261687518222834048995494967")]
    [InlineData("erf", 1.0, "0842700792949714869341220635082")]
    [InlineData("erf", -0.5, "-0520499877813046537682746653891")]
    [InlineData("phi", 1.0, "0841344746068542948585232545632")]
    [InlineData("gelu", -1.0, "-0158655253931457051414767454367")]
    public void The_values_have_the_digits_of_the_tables(string function, double x, string digits)
    {
        BigInteger value = ReferenceFunction.Evaluate(function, x).Value;
        BigInteger scaled = (value * BigInteger.Pow(10, 30)) / FixedPoint.One;
        Assert.Equal(BigInteger.Parse(digits, CultureInfo.InvariantCulture), scaled);
    }

    [Fact]
    public void Pi_and_the_inverse_pair_agree_to_all_places()
    {
        BigInteger digits = (FixedPoint.Pi * BigInteger.Pow(10, 40)) / FixedPoint.One;
        Assert.Equal("31415926535897932384626433832795028841971", digits.ToString(CultureInfo.InvariantCulture));

        foreach (double x in new[] { -300.25, -1.5, 1e-9, 0.1, 2.75, 500.125 })
        {
            // The logarithm divides the absolute error of the exponential by its size.
            BigInteger there = FixedPoint.Exp(FixedPoint.Of(x));
            BigInteger error = BigInteger.Abs(FixedPoint.Log(there) - FixedPoint.Of(x));
            Assert.True(error < FixedPoint.One >> 900, $"{x}");
        }
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(4.94065645841247e-324)]
    [InlineData(-2.2250738585072014e-308)]
    [InlineData(1.7976931348623157e308)]
    public void A_double_comes_back(double x)
    {
        Assert.Equal((x, 0.0), FixedPoint.Round(FixedPoint.Of(x)));
        (double nearest, double rest) = FixedPoint.Round(FixedPoint.Of(x) + (FixedPoint.Of(x) >> 56));
        Assert.Equal(x, nearest);
        Assert.True(rest == 0.0 ? Math.Abs(x) < 1e-300 : Math.Abs(rest) < 0.126 && Math.Sign(rest) == Math.Sign(x));
    }

    /// <summary>Writes the file anew: dotnet test --filter with explicit tests on, after a change of functions or arguments.</summary>
    [Fact(Explicit = true)]
    public void Write_the_file()
    {
        string root = typeof(ReferenceTableTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot").Value!;
        IEnumerable<string> rows = ReferenceFunction.Names.SelectMany(
            function => ReferenceTable.Arguments(function).Select(x => ReferenceTable.Row(function, x)));
        string text = string.Join('\n', [ReferenceTable.Header, .. rows]) + '\n';
        File.WriteAllText(System.IO.Path.Combine(root, "tests", "Unit", Path), text);
        Assert.True(File.Exists(System.IO.Path.Combine(root, "tests", "Unit", Path)));
    }
}
