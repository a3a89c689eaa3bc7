using System.Diagnostics;
using System.Numerics;

namespace AutoGrad.Bench;

/// <summary>Which cores this process may use, and with it those that it starts.</summary>
internal static class ProcessorCores
{
    /// <summary>Leaves the process the last of its cores where one thread is measured: then nothing moves between caches.</summary>
    public static void Use(int threads)
    {
        if (threads > 1 || !(OperatingSystem.IsLinux() || OperatingSystem.IsWindows()))
        {
            return;
        }

        using Process process = Process.GetCurrentProcess();
        nuint cores = (nuint)(nint)process.ProcessorAffinity;
        if (BitOperations.PopCount(cores) > 1)
        {
            process.ProcessorAffinity = (nint)((nuint)1 << BitOperations.Log2(cores));
        }
    }
}
