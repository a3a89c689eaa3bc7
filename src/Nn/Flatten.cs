using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>[examples, ...] as [examples, features]: all axes but the first become one. Stands before the first affine layer.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class Flatten<T> : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">x has no axis.</exception>
    public override Variable<T> Forward(Variable<T> x)
    {
        Shape shape = x.Shape;
        return shape.Rank > 0
            ? x.Reshape(shape[0], Shape.Create(shape.AsSpan()[1..]).Length)
            : throw new ShapeException("Flatten needs x [examples, ...]; it was given a variable without axes.");
    }
}
