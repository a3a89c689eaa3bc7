namespace AutoGrad.Data;

/// <summary>A data set in two parts that share no row. See <see cref="Dataset.Split(double, int)"/>.</summary>
/// <param name="Train">The rows to learn from.</param>
/// <param name="Test">The rows to test with.</param>
public readonly record struct DatasetSplit(Dataset Train, Dataset Test)
{
    /// <summary>Takes rows for validation from those to learn from, at random.</summary>
    /// <param name="validation">The part of the rows to learn from that is taken, between 0 and 1.</param>
    /// <param name="seed">Chooses the permutation.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="validation"/> is not between 0 and 1, both excluded.</exception>
    /// <exception cref="InvalidOperationException">There is one row to learn from only.</exception>
    public DatasetParts WithValidation(double validation, int seed)
    {
        DatasetSplit parts = Train.Split(1.0 - validation, seed);
        return new(parts.Train, parts.Test, Test);
    }
}
