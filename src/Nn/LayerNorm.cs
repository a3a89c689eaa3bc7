using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>Brings the numbers along the last axes to mean 0 and variance 1, times a weight, plus a bias; see <see cref="Variable{T}.LayerNorm"/>.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class LayerNorm<T> : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _axes;

    /// <summary>A layer; the weight starts at 1 and the bias at 0.</summary>
    /// <param name="shape">The sizes of the last axes that are normalised together, such as <c>[features]</c>.</param>
    /// <param name="epsilon">What keeps the root from 0.</param>
    /// <param name="affine">Whether there are a weight and a bias.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape has no axes.</exception>
    public LayerNorm(Shape shape, double epsilon = 1e-5, bool affine = true)
    {
        _axes = Refuse.Size("LayerNorm", nameof(shape), shape.Rank);
        Epsilon = epsilon;
        if (affine)
        {
            Weight = Register(Parameter<T>.Ones("weight", shape));
            Bias = Register(Parameter<T>.Zeros("bias", shape));
        }
    }

    /// <summary>The weight, of the shape that is normalised; null for a layer without.</summary>
    public Parameter<T>? Weight { get; }

    /// <summary>The bias, of the shape that is normalised; null for a layer without.</summary>
    public Parameter<T>? Bias { get; }

    /// <summary>What keeps the root from 0.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override Variable<T> Forward(Variable<T> x) =>
        Weight is null || Bias is null ? x.LayerNorm(axes: _axes, epsilon: Epsilon) : x.LayerNorm(Weight, Bias, _axes, Epsilon);
}
