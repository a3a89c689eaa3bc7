using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The mean over all elements of |x - t|.</summary>
    /// <param name="prediction">The prediction x.</param>
    /// <param name="target">The target t, of the same shape.</param>
    /// <param name="reduction">What is done with the losses of the elements.</param>
    /// <remarks>Kink: an element with x = t has slope 0.</remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Variable<T> MeanAbsoluteError<T>(Variable<T> prediction, Variable<T> target, Reduction reduction = Reduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(MeanAbsoluteError), prediction, target, default(AbsoluteError), reduction);

    /// <inheritdoc cref="MeanAbsoluteError{T}(Variable{T}, Variable{T}, Reduction)"/>
    public static Variable<T> MeanAbsoluteError<T>(Variable<T> prediction, ReadOnlySpan<T> target, Reduction reduction = Reduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(MeanAbsoluteError), prediction, target, default(AbsoluteError), reduction);
}

/// <summary>|x - t|.</summary>
internal readonly struct AbsoluteError : IPointwise2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N t)
        where N : struct, IReal<N> => N.Abs(x - t);
}
