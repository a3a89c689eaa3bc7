using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The mean over all elements of d^2 / 2 where d = |x - t| is at most delta, and of delta (d - delta / 2) beyond.</summary>
    /// <param name="prediction">The prediction x.</param>
    /// <param name="target">The target t, of the same shape.</param>
    /// <param name="reduction">What is done with the losses of the elements.</param>
    /// <param name="delta">The distance up to which the loss is quadratic.</param>
    /// <remarks>The slope is continuous: x - t, held within -delta and delta; it has a kink at d = delta.</remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Delta is not a finite, positive number.</exception>
    public static Variable<T> Huber<T>(Variable<T> prediction, Variable<T> target, Reduction reduction = Reduction.Mean, double delta = 1.0)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(Huber), prediction, target, HuberLoss.Of(delta), reduction);

    /// <inheritdoc cref="Huber{T}(Variable{T}, Variable{T}, Reduction, double)"/>
    public static Variable<T> Huber<T>(Variable<T> prediction, ReadOnlySpan<T> target, Reduction reduction = Reduction.Mean, double delta = 1.0)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(Huber), prediction, target, HuberLoss.Of(delta), reduction);
}

/// <summary>(x - t)^2 / 2 near the target, delta (|x - t| - delta / 2) beyond.</summary>
internal readonly struct HuberLoss(double delta) : IPointwise2
{
    public static HuberLoss Of(double delta) => delta > 0.0 && double.IsFinite(delta)
        ? new(delta)
        : throw Refuse.OutOfRange(nameof(Loss.Huber), nameof(delta), delta, "must be finite and positive");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N t)
        where N : struct, IReal<N>
    {
        N distance = N.Abs(x - t);
        return N.Select(distance <= delta, 0.5 * (x - t) * (x - t), delta * (distance - (0.5 * delta)));
    }
}
