using System.Diagnostics;
using System.Globalization;

namespace AutoGrad.Data;

/// <summary>The line of user code that an exception is about, looked up when something is thrown.</summary>
internal static class CallerLocation
{
    /// <summary>The message with the first stack frame outside AutoGrad behind it; the method alone where there are no symbols.</summary>
    public static string Append(string message)
    {
        foreach (StackFrame frame in new StackTrace(1, fNeedFileInfo: true).GetFrames())
        {
            if (DiagnosticMethodInfo.Create(frame) is not { } method || IsOurs(method.DeclaringAssemblyName))
            {
                continue;
            }

            string place = frame.GetFileName() is { } file
                ? string.Create(CultureInfo.InvariantCulture, $"at {file}:line {frame.GetFileLineNumber()}")
                : $"in {method.DeclaringTypeName}.{method.Name}";
            return $"{message} ({place})";
        }

        return message;
    }

    // The runtime's own frames between two of ours (an iterator, a sort) are not the caller either.
    private static bool IsOurs(string? assembly) =>
        assembly is not null
        && (assembly.StartsWith("AutoGrad.Data,", StringComparison.Ordinal) || assembly.Equals("AutoGrad.Data", StringComparison.Ordinal)
            || assembly.StartsWith("AutoGrad.Training", StringComparison.Ordinal)
            || assembly.StartsWith("System.", StringComparison.Ordinal));
}
