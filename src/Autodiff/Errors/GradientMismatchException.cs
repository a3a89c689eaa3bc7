namespace AutoGrad.Autodiff;

/// <summary>A derivative that disagrees with central differences. The message names the worst entry, both numbers and the error.</summary>
public sealed class GradientMismatchException : Exception
{
    /// <summary>An exception without details.</summary>
    public GradientMismatchException()
    {
    }

    /// <summary>An exception with a message of its own.</summary>
    public GradientMismatchException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message of its own and a cause.</summary>
    public GradientMismatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The exception for a report that did not pass.</summary>
    /// <param name="report">What was found.</param>
    public GradientMismatchException(GradientReport report)
        : base(CallerLocation.Append($"GradientCheck: {report}")) => Report = report;

    /// <summary>What was found.</summary>
    public GradientReport? Report { get; }
}
