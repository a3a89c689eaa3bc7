using BenchmarkDotNet.Attributes;

namespace AutoGrad.Bench;

/// <summary>One step of each case: by hand, and by the library.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    public static IEnumerable<TrainingCase> Cases => TrainingCase.All(threads: 1);

    [ParamsSource(nameof(Cases))]
    public TrainingCase Case { get; set; } = TrainingCase.All(threads: 1)[0];

    [GlobalSetup]
    public void Verify() => Case.Verify();

    [Benchmark(Baseline = true)]
    public float Manual() => Case.Manual(1);

    [Benchmark]
    public float Ours() => Case.Ours(1);
}
