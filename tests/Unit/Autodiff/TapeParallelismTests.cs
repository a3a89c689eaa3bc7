using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff;

/// <summary>Results and gradients of large operations have the same bits on any number of threads.</summary>
public sealed class TapeParallelismTests
{
    private static readonly Dictionary<string, (int[][] Shapes, Func<Variable<float>[], Variable<float>> Apply)> _cases = new()
    {
        ["tanh"] = ([[70_001]], x => x[0].Tanh()),
        ["chain"] = ([[70_001], [70_001]], x => (x[0].Tanh() * x[1].Sigmoid()) + (-x[0] * x[1]).Exp()),
        ["row"] = ([[3, 40_000], [40_000]], x => x[0] * x[1]),
        ["column"] = ([[3, 40_000], [3, 1]], x => x[0] / (x[1].Exp() + 1.0)),
        ["square"] = ([[70_001]], x => x[0] * x[0]),
        ["where"] = ([[50_000], [50_000]], x => (x[0] > x[1]).Where(x[0].Sin(), x[1])),
        ["sum"] = ([[1_000_003]], x => x[0].Sum()),
        ["sum of rows"] = ([[700, 301]], x => x[0].Sum([1])),
        ["sum of short rows"] = ([[40_000, 7]], x => x[0].Sum([1])),
        ["sum of columns"] = ([[301, 700]], x => x[0].Sum([0])),
        ["sum of narrow columns"] = ([[30_000, 9]], x => x[0].Sum([0])),
        ["sum within"] = ([[40, 50, 60]], x => x[0].Sum([1])),
        ["sum around"] = ([[40, 50, 60]], x => x[0].Sum([0, 2])),
        ["max"] = ([[300, 400]], x => x[0].Max([1])),
        ["softmax"] = ([[900, 100]], x => x[0].Softmax()),
        ["softmax of short rows"] = ([[20_005, 10]], x => x[0].Softmax()),
        ["log softmax of short rows"] = ([[20_005, 7]], x => x[0].LogSoftmax()),
        ["log-sum-exp"] = ([[5_003, 30]], x => x[0].LogSumExp(1)),
        ["log-sum-exp of columns"] = ([[40, 30, 70]], x => x[0].LogSumExp(1)),
        ["layer norm"] = ([[801, 97], [97], [97]], x => x[0].LayerNorm(x[1], x[2])),
        ["batch norm"] = ([[16, 33, 20, 20], [33], [33]], x => x[0].BatchNorm(x[1], x[2])),
        ["softmax of columns"] = ([[30, 50, 60]], x => x[0].Softmax(1)),
        ["log softmax"] = ([[900, 100]], x => x[0].LogSoftmax()),
        ["cross-entropy"] = ([[20_000, 10]], x => x[0].SoftmaxCrossEntropy(Labels(20_000, 10))),
        ["cross-entropy of wide rows"] = ([[300, 700]], x => x[0].SoftmaxCrossEntropyRows(Labels(300, 700))),
        ["product"] = ([[301, 203], [203, 405]], x => x[0].MatMul(x[1])),
        ["linear"] = ([[301, 203], [203, 405], [405]], x => x[0].Linear(x[1], x[2]).Relu()),
    };

    public static TheoryData<string> Cases => [.. _cases.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bits_do_not_depend_on_threads(string name)
    {
        List<uint> alone = Bits(name, threads: 1);
        Assert.Equal(alone, Bits(name, threads: 2));
        Assert.Equal(alone, Bits(name, threads: 3));
        Assert.Equal(alone, Bits(name, threads: 8));
    }

    [Fact]
    public void All_processors_are_used_unless_said_otherwise()
    {
        Tape<double> tape = new();
        Assert.Equal(Environment.ProcessorCount, tape.MaxDegreeOfParallelism);
        tape.MaxDegreeOfParallelism = 3;
        Assert.Equal(3, tape.MaxDegreeOfParallelism);
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.MaxDegreeOfParallelism = 0);
        Assert.Equal(3, tape.MaxDegreeOfParallelism);
    }

    private static List<uint> Bits(string name, int threads)
    {
        (int[][] shapes, Func<Variable<float>[], Variable<float>> apply) = _cases[name];
        Tape<float> tape = new() { MaxDegreeOfParallelism = threads };
        Random random = new(7);
        Variable<float>[] x = Array.ConvertAll(shapes, shape => tape.Variable(Numbers(random, shape), shape));
        Variable<float> y = apply(x);
        Gradients<float> gradients = (y * tape.Constant(Numbers(random, y.Shape.ToArray()), y.Shape)).Sum().Gradients();
        List<uint> bits = [];
        Add(bits, y.Values);
        foreach (Variable<float> variable in x)
        {
            Add(bits, gradients[variable]);
        }

        return bits;
    }

    private static void Add(List<uint> bits, ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            bits.Add(BitConverter.SingleToUInt32Bits(value));
        }
    }

    private static float[] Numbers(Random random, int[] shape)
    {
        float[] values = new float[shape.Aggregate(1, (length, size) => length * size)];
        foreach (ref float value in values.AsSpan())
        {
            value = (4f * random.NextSingle()) - 2f;
        }

        return values;
    }

    private static int[] Labels(int rows, int classes) => [.. Enumerable.Range(0, rows).Select(row => row * 7 % classes)];
}
