using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The mean over all elements of d^2 / (2 beta) where d = |x - t| is below beta, and of d - beta / 2 beyond.</summary>
    /// <param name="prediction">The prediction x.</param>
    /// <param name="target">The target t, of the same shape.</param>
    /// <param name="reduction">What is done with the losses of the elements.</param>
    /// <param name="beta">The distance below which the loss is quadratic.</param>
    /// <remarks>
    /// The slope is continuous, (x - t) / beta within and the sign of x - t beyond; it has a kink at d = beta. This is
    /// <see cref="Huber{T}(Variable{T}, Variable{T}, Reduction, double)"/> with delta = beta, divided by beta.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Beta is not a finite, positive number.</exception>
    public static Variable<T> SmoothL1<T>(Variable<T> prediction, Variable<T> target, Reduction reduction = Reduction.Mean, double beta = 1.0)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(SmoothL1), prediction, target, SmoothAbsoluteError.Of(beta), reduction);

    /// <inheritdoc cref="SmoothL1{T}(Variable{T}, Variable{T}, Reduction, double)"/>
    public static Variable<T> SmoothL1<T>(Variable<T> prediction, ReadOnlySpan<T> target, Reduction reduction = Reduction.Mean, double beta = 1.0)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(SmoothL1), prediction, target, SmoothAbsoluteError.Of(beta), reduction);
}

/// <summary>(x - t)^2 / (2 beta) near the target, |x - t| - beta / 2 beyond.</summary>
internal readonly struct SmoothAbsoluteError(double beta) : IPointwise2
{
    public static SmoothAbsoluteError Of(double beta) => beta > 0.0 && double.IsFinite(beta)
        ? new(beta)
        : throw Refuse.OutOfRange(nameof(Loss.SmoothL1), nameof(beta), beta, "must be finite and positive");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N t)
        where N : struct, IReal<N>
    {
        N distance = N.Abs(x - t);
        return N.Select(distance < beta, (x - t) * (x - t) * (0.5 / beta), distance - (0.5 * beta));
    }
}
