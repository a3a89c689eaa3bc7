using System.Runtime.CompilerServices;
using AutoGrad.Bench;
using BenchmarkDotNet.Running;

return args switch
{
    ["ratios", ..] => RatioRunner.Run(args.AsSpan(1)),
    ["memory"] => CheckpointMemory.Run(),
    [FreshProcess.Command, ..] => FreshProcess.RunChild(args.AsSpan(1)),
    _ => Benchmarks(args),
};

// Apart, so that a fresh process that is timed does not load the library.
[MethodImpl(MethodImplOptions.NoInlining)]
static int Benchmarks(string[] arguments)
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
    return 0;
}
