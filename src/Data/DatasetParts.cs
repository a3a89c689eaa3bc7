namespace AutoGrad.Data;

/// <summary>A data set in three parts that share no row.</summary>
/// <param name="Train">The rows to learn from.</param>
/// <param name="Validation">The rows that tell when to stop, and which of several models is best.</param>
/// <param name="Test">The rows to test with, once, at the end.</param>
public readonly record struct DatasetParts(Dataset Train, Dataset Validation, Dataset Test);
