using System.Diagnostics;
using System.Globalization;

namespace AutoGrad.Bench;

/// <summary>Figures that a process can give only once in its life, taken from this program started anew.</summary>
internal static class FreshProcess
{
    /// <summary>The command that starts such a process; not for people.</summary>
    public const string Command = "fresh";

    private const int Times = 7;
    private const int TrainingSteps = 20;
    private const string FirstStepCommand = "first-step";
    private const string MemoryCommand = "memory";

    /// <summary>From the start of a process to the end of its first training step, in microseconds.</summary>
    public static double FirstStep(int threads)
    {
        List<double> times = [];
        for (int time = 0; time < Times; time++)
        {
            long start = Stopwatch.GetTimestamp();
            using Process process = Start(FirstStepCommand, threads);

            // The line comes when the step is done; what ending the process takes does not count.
            _ = process.StandardOutput.ReadLine();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            process.WaitForExit();
        }

        return Median.Of(times);
    }

    /// <summary>The kilobytes that training steps take beyond a process with everything loaded.</summary>
    public static double Kilobytes(int threads)
    {
        using Process process = Start(MemoryCommand, threads);
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    /// <summary>What the fresh process does.</summary>
    /// <returns>The exit code.</returns>
    public static int RunChild(ReadOnlySpan<string> arguments)
    {
        int threads = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        if (arguments[0] == FirstStepCommand)
        {
            new MlpSteps([784, 128, 10], batch: 32, threads, withAdam: true).Run(1);
            Console.Out.WriteLine("done");
            return 0;
        }

        // As on the other side: a small network first, so that code and buffers of the runtime are there.
        new MlpSteps([784, 16, 16, 10], batch: 8, threads, withAdam: true).Run(TrainingSteps);
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5");
        long before = Status("VmRSS");
        new MlpSteps([784, 512, 512, 10], batch: 128, threads, withAdam: true).Run(TrainingSteps);
        Console.Out.WriteLine((Status("VmHWM") - before).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static Process Start(string command, int threads)
    {
        // "dotnet bench.dll" when there is no executable of the project's own.
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] assembly = isHost ? [Environment.GetCommandLineArgs()[0]] : [];
        return Process.Start(new ProcessStartInfo(program, [.. assembly, Command, command, threads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>An entry of the process's own status in kilobytes, such as its peak.</summary>
    private static long Status(string entry)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(entry + ":", StringComparison.Ordinal));
        return long.Parse(line[(entry.Length + 1)..^2], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }
}
