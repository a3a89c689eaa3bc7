using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public class StopGradientTests
{
    [Fact]
    public void What_is_stopped_is_a_constant_to_every_order_and_in_both_directions()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(3.14);
        Variable<double> y = x.Map<Sine>() * x.StopGradient().Map<Cosine>();
        Variable<double> first = y.Derivative(x);
        Assert.Equal(0.9999974634566875, first.Item(), 12);
        Assert.Equal(0.9999974634566875, y.JacobianVectorProduct(x, tape.Constant(1.0)).Item(), 12);
        Assert.Equal(0.0015926508965689952, first.Derivative(x).Item(), 12);
    }

    [Fact]
    public void The_value_stays()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(3.0);
        Variable<double> y = (x * x) - (x * x).StopGradient();
        Assert.Equal(0.0, y.Item());
        Assert.Equal(6.0, y.Gradients()[x][0]);
        Assert.False((x * x).StopGradient().IsDifferentiable);
    }

    // Sine and cosine to the accuracy of this test by their series around pi.
    private readonly struct Sine : IPointwise
    {
        public N Value<N>(N x)
            where N : struct, IReal<N>
        {
            N t = x - Math.PI;
            return -t * (1.0 - (t * t * (1.0 / 6.0) * (1.0 - (t * t * (1.0 / 20.0)))));
        }
    }

    private readonly struct Cosine : IPointwise
    {
        public N Value<N>(N x)
            where N : struct, IReal<N>
        {
            N t = x - Math.PI;
            return -(1.0 - (t * t * 0.5 * (1.0 - (t * t * (1.0 / 12.0) * (1.0 - (t * t * (1.0 / 30.0)))))));
        }
    }
}
