namespace AutoGrad.Autodiff;

/// <summary>
/// A variable, parameter or gradient used where its recording does not allow it: on another tape, after Reset, after its
/// scope, or with a parameter that changed in between. The message names the operation and the caller's line; the tape stays usable.
/// </summary>
public sealed class RecordingException : InvalidOperationException
{
    /// <summary>An exception without details.</summary>
    public RecordingException()
    {
    }

    /// <summary>An exception whose message is completed with the line of the caller outside AutoGrad.</summary>
    /// <param name="message">What is wrong.</param>
    public RecordingException(string message)
        : base(CallerLocation.Append(message))
    {
    }

    /// <inheritdoc cref="RecordingException(string)"/>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public RecordingException(string message, Exception innerException)
        : base(CallerLocation.Append(message), innerException)
    {
    }
}
