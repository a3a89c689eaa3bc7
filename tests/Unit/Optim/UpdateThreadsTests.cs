using AutoGrad.Autodiff;
using AutoGrad.Optim;

namespace AutoGrad.Tests.Unit.Optim;

/// <summary>A long parameter is updated on several threads with the same bits.</summary>
public sealed class UpdateThreadsTests
{
    private const int Length = 100_003;

    public static TheoryData<string> Names => [.. _optimizers.Keys];

    private static readonly Dictionary<string, Func<Parameter<float>, Optimizer<float>>> _optimizers = new()
    {
        ["gradient descent"] = parameter => new GradientDescent<float>([parameter], 0.1),
        ["momentum"] = parameter => new Momentum<float>([parameter], 0.1),
        ["nesterov"] = parameter => new Nesterov<float>([parameter], 0.1),
        ["adagrad"] = parameter => new Adagrad<float>([parameter], 0.1),
        ["rmsprop"] = parameter => new RmsProp<float>([parameter], 0.1),
        ["adam"] = parameter => new Adam<float>([parameter], 0.1),
        ["amsgrad"] = parameter => new Adam<float>([parameter], 0.1, amsgrad: true, weightDecay: 0.01),
        ["adamw"] = parameter => new AdamW<float>([parameter], 0.1),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Bits_do_not_depend_on_threads(string name)
    {
        float[] alone = Train(name, threads: 1, accumulate: false);
        Assert.NotEqual(Start(), alone);
        Assert.Equal(alone, Train(name, threads: 2, accumulate: false));
        Assert.Equal(alone, Train(name, threads: 5, accumulate: false));
        Assert.Equal(alone, Train(name, threads: 2, accumulate: true));
    }

    private static float[] Train(string name, int threads, bool accumulate)
    {
        Parameter<float> parameter = new("weights", Start(), [Length]);
        Optimizer<float> optimizer = _optimizers[name](parameter);
        GradientAccumulator<float> sums = new([parameter]);
        Tape<float> tape = new() { MaxDegreeOfParallelism = threads };
        for (int step = 0; step < 3; step++)
        {
            tape.Reset();
            Gradients<float> gradients = (tape.Variable(parameter) - 0.25).Square().Sum().Gradients();
            if (accumulate)
            {
                sums.Clear();
                sums.Add(gradients);
                optimizer.Step(sums);
            }
            else
            {
                optimizer.Step(gradients);
            }
        }

        return parameter.Values.ToArray();
    }

    private static float[] Start() => [.. Enumerable.Range(0, Length).Select(index => MathF.Sin(index))];
}
