namespace AutoGrad.Autodiff;

/// <summary>
/// A matrix without what was asked of it: a singular one that is to be inverted, one that is not positive definite and is to be
/// factored. The message names the operation, the matrix and the caller's line; nothing was recorded and the tape stays usable.
/// </summary>
public sealed class LinearAlgebraException : ArithmeticException
{
    /// <summary>An exception without details.</summary>
    public LinearAlgebraException()
    {
    }

    /// <summary>An exception whose message is completed with the line of the caller outside AutoGrad.</summary>
    /// <param name="message">What is wrong.</param>
    public LinearAlgebraException(string message)
        : base(CallerLocation.Append(message))
    {
    }

    /// <inheritdoc cref="LinearAlgebraException(string)"/>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public LinearAlgebraException(string message, Exception innerException)
        : base(CallerLocation.Append(message), innerException)
    {
    }
}
