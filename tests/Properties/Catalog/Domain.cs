using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>
/// Where an operand's numbers may lie: away from poles and from kinks, so that a difference of width 0.002 around each number
/// sees one smooth piece. Generates, judges and simplifies, and maps any variable into itself for random graphs.
/// </summary>
internal abstract class Domain
{
    /// <summary>Any number, of moderate size.</summary>
    public static Domain Any { get; } = new Interval(-2.0, 2.0, 0.0, [0.0, 1.0, -1.0, 2.0, -2.0, 0.5]);

    /// <summary>Above 0: logarithms, roots, bases of powers.</summary>
    public static Domain Positive { get; } = new Interval(0.3, 2.8, 0.0, [1.0, 2.0, 0.5]);

    /// <summary>Above -1: log(1 + x).</summary>
    public static Domain AboveMinusOne { get; } = new Interval(-0.6, 2.0, 0.0, [0.0, 1.0, -0.5]);

    /// <summary>Probabilities, not near 0 and 1.</summary>
    public static Domain Probability { get; } = new Interval(0.1, 0.9, 0.0, [0.5, 0.25]);

    /// <summary>-1 and 1: the targets of losses that count sides.</summary>
    public static Domain Sides { get; } = new MinusOneOrOne();

    /// <summary>Not near 0: divisors, and functions with a kink there.</summary>
    public static Domain NonZero { get; } = new Interval(-2.0, 2.0, 0.2, [1.0, -1.0, 2.0, 0.5]);

    /// <summary>All elements different from each other: the greatest one is unique.</summary>
    public static Domain Distinct { get; } = new DistinctElements();

    /// <summary>Near the numbers offset + k / 2: two operands of different offsets are never equal.</summary>
    public static Domain Grid(double offset) => new NearGrid(offset);

    public abstract void Fill(Random random, Span<double> values);

    public abstract bool Accepts(ReadOnlySpan<double> values);

    /// <summary>Simpler numbers that may take the place of one number, the simplest first.</summary>
    public abstract IEnumerable<double> Simpler(double value, int index);

    /// <summary>A smooth map of any variable into the domain.</summary>
    public abstract Variable<T> Map<T>(Variable<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>;

    protected static Variable<T> Pattern<T>(Variable<T> x, Func<int, double> at)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] pattern = new T[x.Length];
        for (int index = 0; index < pattern.Length; index++)
        {
            pattern[index] = T.CreateTruncating(at(index));
        }

        return x.Tape.Constant(pattern, x.Shape);
    }

    private sealed class Interval(double from, double to, double hole, double[] simple) : Domain
    {
        public override void Fill(Random random, Span<double> values)
        {
            foreach (ref double value in values)
            {
                do
                {
                    value = from + ((to - from) * random.NextDouble());
                }
                while (Math.Abs(value) < hole);
            }
        }

        public override bool Accepts(ReadOnlySpan<double> values)
        {
            foreach (double value in values)
            {
                if (!(value >= from && value <= to && Math.Abs(value) >= hole))
                {
                    return false;
                }
            }

            return true;
        }

        public override IEnumerable<double> Simpler(double value, int index) =>
            simple.Contains(value) ? simple.TakeWhile(number => number != value) : [.. simple, Math.Round(value, 1), Math.Round(value, 3)];

        public override Variable<T> Map<T>(Variable<T> x) =>
            hole > 0.0 ? Pattern(x, index => index % 3 == 1 ? -1.0 : 1.0) * (hole + (x * 0.5).Sigmoid())
            : from + ((to - from) * (x * 0.5).Sigmoid());
    }

    private sealed class NearGrid(double offset) : Domain
    {
        private const double Step = 0.5;
        private const double Width = 0.1;

        public override void Fill(Random random, Span<double> values)
        {
            foreach (ref double value in values)
            {
                value = offset + (Step * random.Next(-3, 4)) + (Width * ((2.0 * random.NextDouble()) - 1.0));
            }
        }

        public override bool Accepts(ReadOnlySpan<double> values)
        {
            foreach (double value in values)
            {
                double steps = (value - offset) / Step;
                if (!(Math.Abs(steps - Math.Round(steps)) * Step <= Width))
                {
                    return false;
                }
            }

            return true;
        }

        public override IEnumerable<double> Simpler(double value, int index)
        {
            double nearest = offset + (Step * Math.Round((value - offset) / Step));
            return value == offset ? [] : value == nearest ? [offset] : [offset, nearest];
        }

        public override Variable<T> Map<T>(Variable<T> x) =>
            Pattern(x, index => offset + (Step * ((index * 5 % 7) - 3))) + (Width * 0.9 * x.Tanh());
    }

    private sealed class MinusOneOrOne : Domain
    {
        public override void Fill(Random random, Span<double> values)
        {
            foreach (ref double value in values)
            {
                value = random.Next(2) == 0 ? 1.0 : -1.0;
            }
        }

        public override bool Accepts(ReadOnlySpan<double> values) => values.IndexOfAnyExcept(1.0, -1.0) < 0;

        public override IEnumerable<double> Simpler(double value, int index) => value == 1.0 ? [] : [1.0];

        public override Variable<T> Map<T>(Variable<T> x) => Pattern(x, index => index % 3 == 1 ? -1.0 : 1.0) * (1.0 + (0.01 * x.Tanh()));
    }

    private sealed class DistinctElements : Domain
    {
        private const double Step = 0.25;
        private const double Width = 0.05;

        public override void Fill(Random random, Span<double> values)
        {
            for (int index = 0; index < values.Length; index++)
            {
                values[index] = Step * (index - (values.Length / 2));
            }

            random.Shuffle(values);
            foreach (ref double value in values)
            {
                value += Width * ((2.0 * random.NextDouble()) - 1.0);
            }
        }

        public override bool Accepts(ReadOnlySpan<double> values)
        {
            double[] sorted = values.ToArray();
            Array.Sort(sorted);
            for (int index = 1; index < sorted.Length; index++)
            {
                if (sorted[index] - sorted[index - 1] < Step - (2.0 * Width) - 1e-9)
                {
                    return false;
                }
            }

            return true;
        }

        public override IEnumerable<double> Simpler(double value, int index) => value == Step * index ? [] : [Step * index];

        public override Variable<T> Map<T>(Variable<T> x) =>
            Pattern(x, index => Step * (index * 7 % Math.Max(1, x.Length))) + Pattern(x, index => 1e-3 * index) + (Width * x.Tanh());
    }
}
