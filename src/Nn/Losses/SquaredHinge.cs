using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The mean over all elements of max(0, margin - z t)^2.</summary>
    /// <param name="scores">The scores z.</param>
    /// <param name="targets">The targets t, -1 or 1, of the same shape.</param>
    /// <param name="reduction">What is done with the losses of the elements.</param>
    /// <param name="margin">The margin that a score should keep from the boundary.</param>
    /// <remarks>The slope is continuous: 0 at z t = margin, where it has a kink.</remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The margin is NaN or infinite.</exception>
    public static Variable<T> SquaredHinge<T>(Variable<T> scores, Variable<T> targets, Reduction reduction = Reduction.Mean, double margin = 1.0)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(SquaredHinge), scores, targets, SquaredHingeLoss.Of(margin), reduction);

    /// <inheritdoc cref="SquaredHinge{T}(Variable{T}, Variable{T}, Reduction, double)"/>
    public static Variable<T> SquaredHinge<T>(Variable<T> scores, ReadOnlySpan<T> targets, Reduction reduction = Reduction.Mean, double margin = 1.0)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(SquaredHinge), scores, targets, SquaredHingeLoss.Of(margin), reduction);
}

/// <summary>max(0, margin - z t)^2.</summary>
internal readonly struct SquaredHingeLoss(double margin) : IPointwise2
{
    public static SquaredHingeLoss Of(double margin) => double.IsFinite(margin)
        ? new(margin)
        : throw Refuse.OutOfRange(nameof(Loss.SquaredHinge), nameof(margin), margin, "must be finite");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N z, N t)
        where N : struct, IReal<N>
    {
        N missing = margin - (z * t);
        return N.Select(missing <= 0.0, 0.0, missing * missing);
    }
}
