namespace AutoGrad.Autodiff;

/// <summary>
/// A frozen recording was evaluated where the recorded function takes another branch. The message says which comparison came out otherwise, with its
/// numbers, in which row, and the caller's line. What the call was to write is not to be relied on; the recording stays usable.
/// </summary>
public sealed class BranchException : InvalidOperationException
{
    /// <summary>An exception without details.</summary>
    public BranchException()
    {
    }

    /// <summary>An exception whose message is completed with the line of the caller outside AutoGrad.</summary>
    /// <param name="message">What comes out otherwise.</param>
    public BranchException(string message)
        : base(CallerLocation.Append(message))
    {
    }

    /// <inheritdoc cref="BranchException(string)"/>
    /// <param name="message">What comes out otherwise.</param>
    /// <param name="innerException">The cause.</param>
    public BranchException(string message, Exception innerException)
        : base(CallerLocation.Append(message), innerException)
    {
    }

    internal BranchException(string message, int comparison, int row)
        : this(message) => (Comparison, Row) = (comparison, row);

    /// <summary>The number of the comparison in the recording, from 0.</summary>
    public int Comparison { get; }

    /// <summary>The row of the batch, from 0.</summary>
    public int Row { get; }
}
