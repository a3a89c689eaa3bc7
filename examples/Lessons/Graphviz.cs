using System.ComponentModel;
using System.Diagnostics;

namespace AutoGrad.Lessons;

/// <summary>Pictures of drawings in the DOT language, where Graphviz is installed.</summary>
public static class Graphviz
{
    /// <summary>The picture as SVG; null where there is no Graphviz, or it cannot draw this.</summary>
    /// <param name="dot">What <c>tape.ToDot()</c> gives.</param>
    public static string? Svg(string dot)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("dot", "-Tsvg") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            Task<string> picture = process.StandardOutput.ReadToEndAsync();
            process.StandardInput.Write(dot);
            process.StandardInput.Close();
            process.WaitForExit();
            return process.ExitCode == 0 ? picture.Result : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
