using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>Numbers of at most the given size.</summary>
internal sealed class Within(double limit) : Domain
{
    public override void Fill(Random random, Span<double> values)
    {
        foreach (ref double value in values)
        {
            value = limit * ((2.0 * random.NextDouble()) - 1.0);
        }
    }

    public override bool Accepts(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!(Math.Abs(value) <= limit))
            {
                return false;
            }
        }

        return true;
    }

    public override IEnumerable<double> Simpler(double value, int index) => value == 0.0 ? [] : value == 0.5 ? [0.0] : [0.0, 0.5];

    public override Variable<T> Map<T>(Variable<T> x) => limit * (0.5 * x).Tanh();
}
