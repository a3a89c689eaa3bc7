using AutoGrad.Autodiff;
using AutoGrad.Tests.Scalars;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars;

/// <summary>Every function over its domain: values to the last bit, slopes and second derivatives against differences.</summary>
public sealed class DualFunctionTests
{
    private const int Points = 20;

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, ScalarFunctionTable.Rows.Count)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_value_is_the_one_of_double_to_the_last_bit(int index)
    {
        ScalarFunctionRow row = ScalarFunctionTable.Rows[index];
        Random random = new(index);
        for (int point = 0; point < Points; point++)
        {
            double[] x = row.Draw(random);
            double value = ScalarFunctions<double>.Of(row.Name)(x);
            Same(value, ScalarFunctions<Dual<double>>.Of(row.Name)([.. x.Select(each => new Dual<double>(each, 1.0))]).Value);
            Same(value, ScalarFunctions<Dual<Dual<double>>>.Of(row.Name)([.. x.Select(each => new Dual<Dual<double>>(new(each, 1.0), 1.0))]).Value.Value);
        }

        void Same(double expected, double actual) =>
            Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual), $"{row.Name}: {actual:R}, not {expected:R}");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_tangent_is_the_slope_along_it(int index)
    {
        ScalarFunctionRow row = ScalarFunctionTable.Rows[index];
        Random random = new(index);
        for (int point = 0; point < Points; point++)
        {
            double[] x = row.Draw(random);
            double[] direction = [.. x.Select(_ => (2.0 * random.NextDouble()) - 1.0)];
            double expected = Enumerable.Range(0, x.Length).Sum(operand => direction[operand] * row.Difference(x, operand));
            Dual<double> result = ScalarFunctions<Dual<double>>.Of(row.Name)([.. x.Zip(direction, (value, tangent) => new Dual<double>(value, tangent))]);
            Numbers.Equal(expected, result.Tangent, 1e-8);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Second_derivatives_are_slopes_of_slopes_and_symmetric(int index)
    {
        ScalarFunctionRow row = ScalarFunctionTable.Rows[index];
        Random random = new(index);
        for (int point = 0; point < Points; point++)
        {
            double[] x = row.Draw(random);
            for (int first = 0; first < x.Length; first++)
            {
                for (int second = 0; second < x.Length; second++)
                {
                    double expected = ScalarFunctionRow.Difference(at => Slope(row.Name, at, first), x, second);
                    double actual = Second(row.Name, x, first, second);
                    Numbers.Equal(expected, actual, 1e-7);
                    Numbers.Equal(Second(row.Name, x, second, first), actual, 1e-12);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Float_agrees_with_double(int index)
    {
        ScalarFunctionRow row = ScalarFunctionTable.Rows[index];
        double[] x = [.. row.Draw(new Random(index)).Select(each => (double)(float)each)];
        for (int operand = 0; operand < x.Length; operand++)
        {
            double expected = Slope(row.Name, x, operand);
            Dual<float> actual = ScalarFunctions<Dual<float>>.Of(row.Name)([.. x.Select((each, at) => new Dual<float>((float)each, at == operand ? 1f : 0f))]);
            Numbers.Equal(expected, actual.Tangent, 2e-5);
        }
    }

    private static double Slope(string name, double[] x, int operand) =>
        ScalarFunctions<Dual<double>>.Of(name)([.. x.Select((value, at) => new Dual<double>(value, at == operand ? 1.0 : 0.0))]).Tangent;

    private static double Second(string name, double[] x, int first, int second) =>
        ScalarFunctions<Dual<Dual<double>>>.Of(name)(
            [.. x.Select((value, at) => new Dual<Dual<double>>(new(value, at == first ? 1.0 : 0.0), at == second ? 1.0 : 0.0))]).Tangent.Tangent;
}
