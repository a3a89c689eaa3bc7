using System.Diagnostics;
using System.Globalization;

namespace AutoGrad;

/// <summary>
/// The line of user code that an exception is about. Operators cannot take caller-line attributes, so the line is looked up
/// when something is thrown and costs nothing before. Compiled into each library, because it is internal to all of them.
/// </summary>
internal static class CallerLocation
{
    private static readonly string[] _ours = ["AutoGrad.Autodiff", "AutoGrad.Nn", "AutoGrad.Optim", "AutoGrad.Data", "AutoGrad.Training", "AutoGrad.Viz"];

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

    // The runtime's own frames between two of ours (an iterator, a sort) are not the caller either. A name ends at the comma
    // before the version.
    private static bool IsOurs(string? assembly) =>
        assembly is not null
        && (assembly.StartsWith("System.", StringComparison.Ordinal)
            || Array.Exists(_ours, name => assembly.StartsWith(name, StringComparison.Ordinal)
                && (assembly.Length == name.Length || assembly[name.Length] == ',')));
}
