using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Public;

/// <summary>A model whose forward pass contains a derivative: trained, predicted with, checked.</summary>
public class DerivativeInForwardTests
{
    private static readonly double[] _inputs = [0.3, -0.7, 1.1, 0.2, 0.9, -0.4];

    private readonly Force<double> _force = new(new Mlp<double>([2, 5, 1], Activation.Tanh, seed: 1));

    [Fact]
    public void Predict_is_the_forward_pass()
    {
        Tape<double> tape = new();
        double[] expected = _force.Forward(tape.Constant(_inputs, [3, 2])).ToArray();
        Assert.Equal(expected, _force.Predict(_inputs, [3, 2]));
        Assert.Contains(expected, entry => Math.Abs(entry) > 1e-3);
        using (tape.Inference())
        {
            Variable<double> x = tape.Constant(_inputs, [3, 2]);
            Variable<double> force = _force.Forward(x);
            Assert.Equal(expected, force.ToArray());
            Assert.False((force + 1.0).IsDifferentiable);
            Variable<double> along = Differentiate.Derivative(p => _force.Energy(p), x, tape.Ones([3, 2]));
            Assert.Equal(-expected.Sum(), along.ToArray().Sum(), 12);
        }

        Assert.Throws<RecordingException>(() =>
        {
            using InferenceScope<double> scope = tape.Inference();
            tape.Variable(1.0).Square().Derivative(tape.Variable(1.0));
        });
    }

    [Fact]
    public void Its_parameters_are_differentiated() =>
        GradientCheck.Verify(_force.Parameters, tape => _force.Forward(tape.Constant(_inputs, [3, 2])).Square().Sum());

    // The parameter is used in the class and given to its base class; the compiler wonders.
#pragma warning disable CS9107
    private sealed class Force<T>(Mlp<T> energy) : Module<T>(energy)
#pragma warning restore CS9107
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        public Variable<T> Energy(Variable<T> x) => energy.Forward(x);

        public override Variable<T> Forward(Variable<T> x) => -Differentiate.Derivative(p => Energy(p).Sum(), x);
    }
}
