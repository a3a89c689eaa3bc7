namespace AutoGrad.Optim;

/// <summary>A learning rate that changes: a function of the number of steps that have been made, so that the first step is at t = 0.</summary>
/// <example><code>
/// optimizer.Schedule = Schedule.Exponential(0.1, factor: 0.95);
/// optimizer.Schedule = new Schedule(t => 0.1 / Math.Sqrt(t + 1));
/// </code></example>
/// <param name="rate">The rate alpha(t). An optimizer refuses a step at which it is negative, NaN or infinite.</param>
public sealed class Schedule(Func<long, double> rate)
{
    private readonly Func<long, double> _rate = rate ?? throw new ArgumentNullException(nameof(rate));

    /// <summary>alpha(t) = rate.</summary>
    /// <param name="rate">The rate.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, NaN or infinite.</exception>
    public static Schedule Constant(double rate)
    {
        Check(nameof(Constant), nameof(rate), rate);
        return new(_ => rate);
    }

    /// <summary>alpha(t) = rate factor^floor(t / every): the rate falls by a factor every so many steps.</summary>
    /// <param name="rate">The rate at first.</param>
    /// <param name="factor">The factor, such as 0.5.</param>
    /// <param name="every">How many steps a rate lasts.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate or factor is negative, NaN or infinite, or <paramref name="every"/> less than 1.</exception>
    public static Schedule Step(double rate, double factor, int every)
    {
        Check(nameof(Step), nameof(rate), rate);
        Check(nameof(Step), nameof(factor), factor);
        Refuse.Below("Schedule.Step", nameof(every), every, 1);
        return new(t => rate * Math.Pow(factor, t / every));
    }

    /// <summary>alpha(t) = rate factor^n, n being the number of milestones up to t.</summary>
    /// <param name="rate">The rate at first.</param>
    /// <param name="factor">The factor, such as 0.1.</param>
    /// <param name="milestones">The steps from which on the rate is another factor smaller, in any order.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate or factor is negative, NaN or infinite, or a milestone negative.</exception>
    public static Schedule MultiStep(double rate, double factor, params ReadOnlySpan<int> milestones)
    {
        Check(nameof(MultiStep), nameof(rate), rate);
        Check(nameof(MultiStep), nameof(factor), factor);
        foreach (int milestone in milestones)
        {
            Refuse.Below("Schedule.MultiStep", nameof(milestones), milestone, 0);
        }

        int[] steps = milestones.ToArray();
        return new(t =>
        {
            int passed = 0;
            foreach (int step in steps)
            {
                passed += step <= t ? 1 : 0;
            }

            return rate * Math.Pow(factor, passed);
        });
    }

    /// <summary>alpha(t) = rate factor^t.</summary>
    /// <param name="rate">The rate at first.</param>
    /// <param name="factor">The factor from step to step, such as 0.999.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate or factor is negative, NaN or infinite.</exception>
    public static Schedule Exponential(double rate, double factor)
    {
        Check(nameof(Exponential), nameof(rate), rate);
        Check(nameof(Exponential), nameof(factor), factor);
        return new(t => rate * Math.Pow(factor, t));
    }

    /// <summary>alpha(t) = rate e^(-k t).</summary>
    /// <param name="rate">The rate at first.</param>
    /// <param name="k">How fast it falls.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate or k is negative, NaN or infinite.</exception>
    public static Schedule ExponentialRate(double rate, double k)
    {
        Check(nameof(ExponentialRate), nameof(rate), rate);
        Check(nameof(ExponentialRate), nameof(k), k);
        return new(t => rate * Math.Exp(-k * t));
    }

    /// <summary>alpha(t) = rate / (1 + k t).</summary>
    /// <param name="rate">The rate at first.</param>
    /// <param name="k">How fast it falls.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate or k is negative, NaN or infinite.</exception>
    public static Schedule InverseTime(double rate, double k)
    {
        Check(nameof(InverseTime), nameof(rate), rate);
        Check(nameof(InverseTime), nameof(k), k);
        return new(t => rate / (1.0 + (k * t)));
    }

    /// <summary>alpha(t) = minimum + (rate - minimum) (1 + cos(pi min(t, period) / period)) / 2: from the rate to the minimum along half a cosine.</summary>
    /// <param name="rate">The rate at first.</param>
    /// <param name="period">The step at which the minimum is reached; it stays from there on.</param>
    /// <param name="minimum">The rate at the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is negative, NaN or infinite, or the period less than 1.</exception>
    public static Schedule Cosine(double rate, int period, double minimum = 0.0)
    {
        Check(nameof(Cosine), nameof(rate), rate);
        Check(nameof(Cosine), nameof(minimum), minimum);
        Refuse.Below("Schedule.Cosine", nameof(period), period, 1);
        return new(t => minimum + ((rate - minimum) * (1.0 + Math.Cos(Math.PI * Math.Min(t, period) / period)) / 2.0));
    }

    /// <summary>alpha(t) = rate + (end - rate) min(t, period) / period: from one rate to another along a line.</summary>
    /// <param name="rate">The rate at first.</param>
    /// <param name="period">The step at which the end is reached; it stays from there on.</param>
    /// <param name="end">The rate at the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is negative, NaN or infinite, or the period less than 1.</exception>
    public static Schedule Linear(double rate, int period, double end = 0.0)
    {
        Check(nameof(Linear), nameof(rate), rate);
        Check(nameof(Linear), nameof(end), end);
        Refuse.Below("Schedule.Linear", nameof(period), period, 1);
        return new(t => rate + ((end - rate) * Math.Min(t, period) / period));
    }

    /// <summary>The same schedule counted in epochs: alpha(floor(t / stepsPerEpoch)), so that the rate stays within an epoch.</summary>
    /// <param name="stepsPerEpoch">How many steps an epoch has.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public Schedule ByEpoch(int stepsPerEpoch)
    {
        Refuse.Below("Schedule.ByEpoch", nameof(stepsPerEpoch), stepsPerEpoch, 1);
        return new(t => At(t / stepsPerEpoch));
    }

    /// <summary>The same schedule behind a warm-up: alpha(0) (t + 1) / (steps + 1) for t &lt; steps, then alpha(t - steps).</summary>
    /// <param name="steps">How many steps the rate rises.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public Schedule WarmUp(int steps)
    {
        Refuse.Below("Schedule.WarmUp", nameof(steps), steps, 0);
        return new(t => t < steps ? At(0) * (t + 1) / (steps + 1) : At(t - steps));
    }

    /// <summary>The rate of the step after <paramref name="t"/> steps.</summary>
    /// <param name="t">How many steps have been made, 0 for the first one.</param>
    public double At(long t) => _rate(t);

    private static void Check(string name, string argument, double value) => Refuse.BadRate("Schedule." + name, argument, value);
}
