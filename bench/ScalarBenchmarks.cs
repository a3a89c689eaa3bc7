using BenchmarkDotNet.Attributes;

namespace AutoGrad.Bench;

/// <summary>Value and gradient of each scalar case: the plain value alone, by hand, and by the library.</summary>
[MemoryDiagnoser]
public class ScalarBenchmarks
{
    public static IEnumerable<ScalarCase> Cases => ScalarCase.All();

    [ParamsSource(nameof(Cases))]
    public ScalarCase Case { get; set; } = ScalarCase.All()[0];

    [GlobalSetup]
    public void Verify() => Case.Verify();

    [Benchmark(Baseline = true)]
    public float Plain() => Case.Plain(1);

    [Benchmark]
    public float Manual() => Case.Manual(1);

    [Benchmark]
    public float Ours() => Case.Ours(1);
}
