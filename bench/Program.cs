using AutoGrad.Bench;
using BenchmarkDotNet.Running;

if (args is ["ratios", ..])
{
    return RatioRunner.Run(args.AsSpan(1));
}

if (args is ["memory"])
{
    return CheckpointMemory.Run();
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
