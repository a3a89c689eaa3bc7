using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The mean over all elements of max(0, margin - z t).</summary>
    /// <param name="scores">The scores z.</param>
    /// <param name="targets">The targets t, -1 or 1, of the same shape.</param>
    /// <param name="reduction">What is done with the losses of the elements.</param>
    /// <param name="margin">The margin that a score should keep from the boundary.</param>
    /// <remarks>Kink: an element with z t = margin has slope 0.</remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The margin is NaN or infinite.</exception>
    public static Variable<T> Hinge<T>(Variable<T> scores, Variable<T> targets, Reduction reduction = Reduction.Mean, double margin = 1.0)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(Hinge), scores, targets, HingeLoss.Of(margin), reduction);

    /// <inheritdoc cref="Hinge{T}(Variable{T}, Variable{T}, Reduction, double)"/>
    public static Variable<T> Hinge<T>(Variable<T> scores, ReadOnlySpan<T> targets, Reduction reduction = Reduction.Mean, double margin = 1.0)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(Hinge), scores, targets, HingeLoss.Of(margin), reduction);
}

/// <summary>max(0, margin - z t), as a selection: a maximum would share the slope at the kink.</summary>
internal readonly struct HingeLoss(double margin) : IPointwise2
{
    public static HingeLoss Of(double margin) => double.IsFinite(margin)
        ? new(margin)
        : throw Refuse.OutOfRange(nameof(Loss.Hinge), nameof(margin), margin, "must be finite");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N z, N t)
        where N : struct, IReal<N> => N.Select(margin - (z * t) <= 0.0, 0.0, margin - (z * t));
}
