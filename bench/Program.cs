using System.Runtime.CompilerServices;
using AutoGrad.Bench;
using BenchmarkDotNet.Running;

return args switch
{
    ["ratios", ..] => RatioRunner.Run(args.AsSpan(1)),
    ["memory"] => CheckpointMemory.Run(),
    [FreshProcess.Command, ..] => FreshProcess.RunChild(args.AsSpan(1)),
    ["memory", ..] => WrongCommand("memory takes no options."),
    [] or [['-', ..], ..] => Benchmarks(args),
    _ => WrongCommand($"Unknown command {args[0]}."),
};

static int WrongCommand(string complaint)
{
    Console.Error.WriteLine($"{complaint} There are: ratios, memory, and the options of BenchmarkDotNet, such as --filter '*'.");
    return 2;
}

// Apart, so that a fresh process that is timed does not load the library.
[MethodImpl(MethodImplOptions.NoInlining)]
static int Benchmarks(string[] arguments)
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
    return 0;
}
