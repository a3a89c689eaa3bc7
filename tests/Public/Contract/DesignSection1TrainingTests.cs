using System.Numerics;
using AutoGrad.Autodiff;
using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Tests.Unit.Autodiff;

namespace AutoGrad.Tests.Public.Contract;

/// <summary>The statements of the design's first section that train a model, word for word. Types stand last.</summary>
public sealed class DesignSection1TrainingTests
{
    [Fact]
    public void Digits_are_learned_by_the_loop_of_the_design()
    {
        var digits = Digits.Load().Split(train: 0.8, seed: 1);            // 1,797 real handwritten digits, embedded
        var model = new Mlp<float>([64, 32, 10], Activation.Relu, seed: 1);
        var optimizer = new Adam<float>(model.Parameters, learningRate: 1e-3f);
        var tape = new Tape<float>();

        foreach (var batch in digits.Train.Batches(size: 32, epochs: 20, seed: 1))
        {
            tape.Reset();
            var logits = model.Forward(tape.Constant(batch.Inputs, batch.InputShape));
            var loss = Loss.CrossEntropy(logits, batch.Labels);
            optimizer.Step(loss.Gradients());              // nothing to zero, nothing to dispose
        }

        Assert.Equal(1797, digits.Train.Count + digits.Test.Count);
        Assert.Equal(20L * ((digits.Train.Count + 31) / 32), optimizer.Steps);
        int right = 0;
        float[] scores = new float[10];
        for (int row = 0; row < digits.Test.Count; row++)
        {
            model.Predict(digits.Test.Input(row), [1, 64], scores);
            right += scores.IndexOf(scores.Max()) == digits.Test.Label(row) ? 1 : 0;
        }

        // 20 epochs at this rate; the example trains longer and asks for more.
        Assert.True(right >= 0.92 * digits.Test.Count, $"{right} of {digits.Test.Count}");
    }

    [Fact]
    public void A_layer_is_a_forward_definition_and_nothing_else()
    {
        Linear<double> linear = new(3, 3, seed: 1);
        Residual<double> residual = new(linear);
        Scale<double> scale = new(3);
        Sequential<double> model = new(residual, scale);
        Assert.Equal(3, model.Parameters.Count);
        Parameter<double> gain = model.Parameters[2];
        Assert.Equal("gain", gain.Name);
        gain.Assign([1, 2, 3]);

        Tape<double> tape = new();
        double[] inputs = [0.5, -1, 2, 1, 0.25, -0.75];
        Variable<double> x = tape.Variable(inputs, [2, 3]);
        Variable<double> y = model.Forward(x);
        double[] expected = new double[6];
        double[] sums = new double[3];
        for (int row = 0; row < 2; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                double z = linear.Bias!.Values[column];
                for (int input = 0; input < 3; input++)
                {
                    z += inputs[(row * 3) + input] * linear.Weight.Values[(input * 3) + column];
                }

                double before = inputs[(row * 3) + column] + Math.Max(z, 0);
                expected[(row * 3) + column] = before * (column + 1);
                sums[column] += before;
            }
        }

        Numbers.Equal(expected, y.Values);
        Numbers.Equal(sums, y.Sum().Gradients()[gain]);
        Numbers.Equal(expected, model.Predict(inputs, [2, 3]));
        GradientCheck.Verify(model.Parameters, recording => model.Forward(recording.Constant(inputs, [2, 3])).Tanh().Sum());
    }
}

// The constructor's parameter is used in the class and given to its base class, as the design has it; the compiler wonders.
#pragma warning disable CS9107

// A layer is a forward definition and nothing else.
public sealed class Residual<T>(Module<T> inner) : Module<T>(inner) where T : unmanaged, IFloatingPointIeee754<T>
{
    public override Variable<T> Forward(Variable<T> x) => x + inner.Forward(x).Relu();
}

public sealed class Scale<T> : Module<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Parameter<T> _gain;
    public Scale(int size) => _gain = Register(Parameter<T>.Ones("gain", [size]));
    public override Variable<T> Forward(Variable<T> x) => x * _gain;
}
