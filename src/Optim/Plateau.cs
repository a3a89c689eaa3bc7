namespace AutoGrad.Optim;

/// <summary>
/// A learning rate that falls when the error rises: whenever the error has not been below its least so far for some observations, the
/// rate is multiplied by a factor.
/// </summary>
/// <example><code>
/// var plateau = new Plateau(rate: 0.1, factor: 0.5, patience: 2);
/// optimizer.Schedule = plateau.Schedule;
/// ... after each epoch: plateau.Observe(validationLoss);
/// </code></example>
public sealed class Plateau
{
    private readonly double _factor;
    private readonly int _patience;
    private readonly double _threshold;
    private readonly double _minimum;

    /// <summary>A rate that nothing was observed of yet.</summary>
    /// <param name="rate">The rate at first.</param>
    /// <param name="factor">What the rate is multiplied by.</param>
    /// <param name="patience">How many observations in a row may be no improvement before the rate falls; 0: it falls with the first.</param>
    /// <param name="threshold">By how much an error must be below the least so far to count as an improvement.</param>
    /// <param name="minimum">The rate falls no further.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, NaN or infinite, or the factor not below 1.</exception>
    public Plateau(double rate, double factor = 0.1, int patience = 0, double threshold = 0.0, double minimum = 0.0)
    {
        Rate = Refuse.BadRate(nameof(Plateau), nameof(rate), rate);
        _factor = Refuse.BadMomentum(nameof(Plateau), nameof(factor), factor);
        _patience = Refuse.Below(nameof(Plateau), nameof(patience), patience, 0);
        _threshold = Refuse.BadRate(nameof(Plateau), nameof(threshold), threshold);
        _minimum = Refuse.BadRate(nameof(Plateau), nameof(minimum), minimum);
        Schedule = new(_ => Rate);
    }

    /// <summary>The rate as it is now. With <see cref="Least"/> and <see cref="Waited"/> all there is to save and restore.</summary>
    public double Rate
    {
        get;
        set => field = Refuse.BadRate(nameof(Plateau), nameof(Rate), value);
    }

    /// <summary>The least error so far; infinite before the first.</summary>
    public double Least { get; set; } = double.PositiveInfinity;

    /// <summary>How many observations there were since, or since the rate fell.</summary>
    public int Waited { get; set; }

    /// <summary>The rate for an optimizer: at every step what <see cref="Rate"/> is then.</summary>
    public Schedule Schedule { get; }

    /// <summary>Takes an error into account, such as the validation loss after an epoch. NaN is no improvement.</summary>
    /// <param name="error">The error.</param>
    /// <returns>Whether the rate has fallen.</returns>
    public bool Observe(double error)
    {
        if (error < Least - _threshold)
        {
            Least = error;
            Waited = 0;
            return false;
        }

        if (++Waited <= _patience)
        {
            return false;
        }

        Waited = 0;
        double before = Rate;
        Rate = Math.Min(before, Math.Max(_minimum, before * _factor));
        return Rate < before;
    }
}
