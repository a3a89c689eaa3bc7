using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad.Bench;

/// <summary>
/// PyTorch in a process of its own (<c>peers/torch_peer.py</c>), which measures a case when it is asked to, so that both sides take turns
/// within the same seconds.
/// </summary>
internal sealed class TorchProcess : IDisposable
{
    private const int NoTorch = 3;

    private readonly string _python;
    private readonly int _threads;
    private readonly PeerProcess _peer;

    private TorchProcess(string python, int threads, Process process, string version)
    {
        (_python, _threads, _peer) = (python, threads, new("torch", process));
        Version = version;
    }

    /// <summary>The version and the instruction set that it uses.</summary>
    public string Version { get; }

    private static string Script => Path.Combine(AppContext.BaseDirectory, "peers", "torch_peer.py");

    /// <summary>Starts the process: on the cores that this one may use.</summary>
    /// <param name="threads">How many threads it may use.</param>
    /// <param name="data">The folder with the files of MNIST, or null.</param>
    /// <exception cref="PeerMissingException">There is no Python with torch.</exception>
    public static TorchProcess Start(int threads, string? data)
    {
        foreach (string python in (ReadOnlySpan<string>)["/usr/bin/python3", "python3"])
        {
            if (TryStart(python, threads, data) is { } torch)
            {
                return torch;
            }
        }

        throw new PeerMissingException("PyTorch is not installed: neither /usr/bin/python3 nor python3 can import torch (Debian: apt-get install python3-torch).");
    }

    /// <summary>The candidate of a case.</summary>
    public ICandidate Candidate(string name) => _peer.Candidate(name);

    /// <summary>The kilobytes that training steps take beyond a process with everything loaded, from a fresh process.</summary>
    public double Kilobytes(string name)
    {
        using Process process = Process.Start(StartInfo(_python, _threads, ["memory", name]))!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return PeerProcess.Number(name, answer);
    }

    /// <inheritdoc/>
    public void Dispose() => _peer.Dispose();

    private static TorchProcess? TryStart(string python, int threads, string? data)
    {
        string count = threads.ToString(CultureInfo.InvariantCulture);
        Process process;
        try
        {
            process = Process.Start(StartInfo(python, threads, data is null ? ["serve", count] : ["serve", count, data]))!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }

        if (process.StandardOutput.ReadLine() is { } ready)
        {
            return new(python, threads, process, ready);
        }

        process.WaitForExit();
        int code = process.ExitCode;
        process.Dispose();
        return code == NoTorch ? null : throw new InvalidOperationException($"{python} {Script} ended with {code}.");
    }

    private static ProcessStartInfo StartInfo(string python, int threads, IEnumerable<string> arguments)
    {
        // Debian keeps each OpenBLAS in a folder of its own; the one on OpenMP shares its threads with torch.
        const string SharedThreads = "/usr/lib/x86_64-linux-gnu/openblas-openmp";
        ProcessStartInfo start = new(python, [Script, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        string count = threads.ToString(CultureInfo.InvariantCulture);
        start.Environment["OMP_NUM_THREADS"] = count;
        start.Environment["OPENBLAS_NUM_THREADS"] = count;

        // Memory that was freed is kept: without this every step of a large network pays for fresh pages.
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = "4000000000";
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = "4000000000";
        start.Environment["MALLOC_TOP_PAD_"] = "67108864";
        if (Avx512F.IsSupported)
        {
            // Neither chooses it by itself on every machine that has it.
            start.Environment["OPENBLAS_CORETYPE"] = "SkylakeX";
            start.Environment["ATEN_CPU_CAPABILITY"] = "avx512";
        }

        if (threads > 1 && Directory.Exists(SharedThreads))
        {
            start.Environment["LD_LIBRARY_PATH"] = SharedThreads;
        }

        return start;
    }
}
