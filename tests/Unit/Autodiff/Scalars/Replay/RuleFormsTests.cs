using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars.Replay;

/// <summary>The lanes of a batch against the rules, number by number.</summary>
public sealed class RuleFormsTests
{
    private static readonly double[] _numbers =
    [
        .. Enumerable.Range(-60, 121).Select(index => index * 0.137),
        .. (double[])[1e-300, -1e-300, 1e-8, -1e-8, 30, -30, 300, -300, double.PositiveInfinity, double.NegativeInfinity, double.NaN],
    ];

    [Fact]
    public void Functions_of_one_number()
    {
        Check<AbsRule<double>>(0);
        Check<SqrtRule<double>>(0);
        Check<ExpRule<double>>(2.5);
        Check<LogRule<double>>(2.5);
        Check<TanhRule<double>>(2.5, 1e-15);
        Check<SinhRule<double>>(2.5);
        Check<CoshRule<double>>(2.5);
        Check<SinRule<double>>(2.5);
        Check<CosRule<double>>(2.5);
        Check(1, 0, new PowConstantRule<double>(2));
        Check(0, 0, new PowConstantRule<double>(3.5));
        Check(0, 0, new RootNRule<double>(3));
        Check<AtanRule<double>>(0);
        Check<ExpM1Rule<double>>(0);
    }

    [Fact]
    public void Functions_of_two_and_three_numbers()
    {
        Check2<DivideRule<double>>(0);
        Check2<MaxRule<double>>(0);
        Check2<MinRule<double>>(0);
        Check2<HypotRule<double>>(0);
        Check2<Atan2Rule<double>>(0);
        Check2<PowRule<double>>(0);
        Recorder<double> recorder = new();
        Node<double>[] x = recorder.Inputs(3);
        AssertBatchIsSingle(recorder.Freeze(x[0].Of3<ClampRule<double>>(x[1], x[2])), [-1, 0, 2, 1, 0, 2, 3, 0, 2], 0, 0);
    }

    private static void Check<R>(double units, double slopeTolerance = 0, R rule = default)
        where R : struct, IScalarRule<double>
    {
        Recorder<double> recorder = new();
        AssertBatchIsSingle(recorder.Freeze(recorder.Input().Of(rule)), _numbers, units, slopeTolerance);
    }

    // A NaN has whatever slope.
    private static void Check2<R>(double units)
        where R : struct, IScalarRule2<double>
    {
        Recorder<double> recorder = new();
        (Node<double> x, Node<double> y) = (recorder.Input(), recorder.Input());
        double[] pairs = [.. _numbers.Where(double.IsFinite).SelectMany((number, index) => new double[] { number, 0.7 * ((index % 7) - 3) })];
        AssertBatchIsSingle(recorder.Freeze(x.Of2<R>(y)), pairs, units, 0);
    }

    private static void AssertBatchIsSingle(Compiled<double> compiled, double[] inputs, double units, double slopeTolerance)
    {
        int rows = inputs.Length / compiled.InputCount;
        double[] values = new double[rows];
        double[] gradients = new double[inputs.Length];
        compiled.ValuesAndGradients(inputs, values, gradients);
        double[] gradient = new double[compiled.InputCount];
        for (int row = 0; row < rows; row++)
        {
            Range range = (row * compiled.InputCount)..((row + 1) * compiled.InputCount);
            double expected = compiled.ValueAndGradient(inputs[range], gradient);
            AssertWithin(expected, values[row], units, 0);
            for (int input = 0; input < gradient.Length; input++)
            {
                AssertWithin(gradient[input], gradients[range][input], units + 1, slopeTolerance);
            }
        }
    }

    private static void AssertWithin(double expected, double actual, double units, double tolerance)
    {
        if (!double.IsFinite(expected))
        {
            Assert.Equal(expected, actual);
            return;
        }

        double unit = Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected);
        Assert.InRange(actual, expected - (units * unit) - tolerance, expected + (units * unit) + tolerance);
    }
}
