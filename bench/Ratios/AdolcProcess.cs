using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace AutoGrad.Bench;

/// <summary>
/// ADOL-C in a process of its own (<c>peers/adolc_peer.cpp</c>), built when it is first asked for into a folder that goes when the process does.
/// </summary>
internal sealed class AdolcProcess : IDisposable
{
    // The static library is a fifth faster, where there is one.
    private static readonly string[] _libraries = ["-l:libadolc.a", "-ladolc"];

    private readonly DirectoryInfo _folder;
    private readonly PeerProcess _peer;

    private AdolcProcess(DirectoryInfo folder, Process process) => (_folder, _peer) = (folder, new("adolc", process));

    /// <summary>Builds the program and starts it: on the cores that this process may use.</summary>
    /// <exception cref="PeerMissingException">There is no compiler or no ADOL-C.</exception>
    public static AdolcProcess Start()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("autograd-adolc-");
        try
        {
            string program = Path.Combine(folder.FullName, "adolc_peer");
            Build(program);
            ProcessStartInfo start = new(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
            Process process = Process.Start(start)!;
            return process.StandardOutput.ReadLine() is not null
                ? new(folder, process)
                : throw new PeerMissingException("ADOL-C's side was built but does not start.");
        }
        catch (Win32Exception)
        {
            folder.Delete(recursive: true);
            throw new PeerMissingException("ADOL-C's side needs a compiler, and g++ does not start (Debian: apt-get install g++ libadolc-dev).");
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Gives the peer the numbers of a case.</summary>
    /// <returns>The value and behind it the gradient that it computes.</returns>
    /// <exception cref="InvalidOperationException">It gave no answer.</exception>
    public double[] Load(ScalarCase item)
    {
        IEnumerable<string> numbers = item.Values.Concat(item.Constants).Select(number => number.ToString("R", CultureInfo.InvariantCulture));
        string answer = _peer.Ask($"{item.Name} load {string.Join(' ', numbers)}") ?? string.Empty;
        return [.. answer.Split(' ').Select(number => PeerProcess.Number(item.Name, number))];
    }

    /// <summary>The candidate of a case that was loaded.</summary>
    public ICandidate Candidate(string name) => _peer.Candidate(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        _peer.Dispose();
        _folder.Delete(recursive: true);
    }

    private static void Build(string program)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "peers", "adolc_peer.cpp");
        string complaint = string.Empty;
        foreach (string library in _libraries)
        {
            ProcessStartInfo start = new("g++", ["-O3", "-march=native", "-std=c++17", "-o", program, source, library]) { RedirectStandardError = true };
            start.Environment["LC_ALL"] = "C";
            using Process process = Process.Start(start)!;
            complaint = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0)
            {
                return;
            }
        }

        string reason = complaint.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal)) ?? complaint.Split('\n')[0];
        throw new PeerMissingException($"ADOL-C's side cannot be built (Debian: apt-get install libadolc-dev): {reason}");
    }
}
