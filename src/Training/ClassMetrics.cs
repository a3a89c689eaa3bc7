namespace AutoGrad.Training;

/// <summary>How well a class is told apart. See <see cref="ConfusionMatrix"/>.</summary>
/// <param name="Precision">The part of what was taken for the class that belongs to it.</param>
/// <param name="Recall">The part of the class that was taken for it.</param>
/// <param name="F1">The harmonic mean of both.</param>
/// <param name="Examples">How many examples belong to the class.</param>
/// <param name="Predictions">How many examples were taken for it.</param>
public readonly record struct ClassMetrics(double Precision, double Recall, double F1, long Examples, long Predictions);
