namespace AutoGrad.Viz;

/// <summary>One position of a slider: what is written beside it, and the figure shown there.</summary>
/// <param name="Name">What is written beside the slider.</param>
/// <param name="Figure">What is shown.</param>
public sealed record Frame(string Name, Figure Figure);
