namespace AutoGrad.Autodiff;

/// <summary>Shapes that do not fit an operation. The message names the operation, the shapes and the caller's line.</summary>
public sealed class ShapeException : ArgumentException
{
    /// <summary>An exception without details.</summary>
    public ShapeException()
    {
    }

    /// <summary>An exception whose message is completed with the line of the caller outside AutoGrad.</summary>
    /// <param name="message">What does not fit.</param>
    public ShapeException(string message)
        : base(CallerLocation.Append(message))
    {
    }

    /// <inheritdoc cref="ShapeException(string)"/>
    /// <param name="message">What does not fit.</param>
    /// <param name="innerException">The cause.</param>
    public ShapeException(string message, Exception innerException)
        : base(CallerLocation.Append(message), innerException)
    {
    }
}
