using System.Diagnostics;
using System.Globalization;

namespace AutoGrad.Bench;

/// <summary>A peer in a process of its own, which answers lines and measures a case when it is asked to.</summary>
/// <param name="name">What the peer is called in the table.</param>
/// <param name="process">The process, with its input and output redirected.</param>
internal sealed class PeerProcess(string name, Process process) : IDisposable
{
    /// <summary>Asks a question of one line.</summary>
    /// <returns>The line of the answer, or null if the process has ended.</returns>
    public string? Ask(string question)
    {
        process.StandardInput.WriteLine(question);
        process.StandardInput.Flush();
        return process.StandardOutput.ReadLine();
    }

    /// <summary>The candidate of a case.</summary>
    public ICandidate Candidate(string caseName) => new PeerCandidate(this, name, caseName);

    /// <inheritdoc/>
    public void Dispose()
    {
        // It ends with its input.
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>The number that the peer answered about a case.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public static double Number(string caseName, string? answer) =>
        double.TryParse(answer, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new InvalidOperationException($"{caseName}: the peer's side gave no answer.");

    private sealed class PeerCandidate(PeerProcess peer, string name, string caseName) : ICandidate
    {
        /// <inheritdoc/>
        public string Name => name;

        /// <inheritdoc/>
        public double Microseconds(TimeSpan burst) =>
            Number(caseName, peer.Ask(string.Create(CultureInfo.InvariantCulture, $"{caseName} {burst.TotalSeconds:F4}")));
    }
}
