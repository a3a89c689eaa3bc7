namespace AutoGrad.Data;

/// <summary>A data set in two parts that share no row. See <see cref="Dataset.Split"/>.</summary>
/// <param name="Train">The rows to learn from.</param>
/// <param name="Test">The rows to test with.</param>
public readonly record struct DatasetSplit(Dataset Train, Dataset Test);
