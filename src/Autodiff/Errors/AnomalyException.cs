namespace AutoGrad.Autodiff;

/// <summary>
/// A value or a slope that is not a number, found where it arose because <see cref="Tape{T}.DetectsAnomalies"/> is on. The message names the operation and the
/// caller's line; the operation was not recorded and the tape stays usable.
/// </summary>
public sealed class AnomalyException : ArithmeticException
{
    /// <summary>An exception without details.</summary>
    public AnomalyException()
    {
    }

    /// <summary>An exception whose message is completed with the line of the caller outside AutoGrad.</summary>
    /// <param name="message">What is wrong.</param>
    public AnomalyException(string message)
        : base(CallerLocation.Append(message))
    {
    }

    /// <inheritdoc cref="AnomalyException(string)"/>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public AnomalyException(string message, Exception innerException)
        : base(CallerLocation.Append(message), innerException)
    {
    }
}
