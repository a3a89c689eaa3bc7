using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The mean over all elements of -(t log p + (1 - t) log(1 - p)).</summary>
    /// <param name="probabilities">The probabilities p, in [0, 1].</param>
    /// <param name="targets">The targets t, in [0, 1], of the same shape.</param>
    /// <param name="reduction">What is done with the losses of the elements; a mean divides by their number, not by the weights.</param>
    /// <param name="weights">A factor for each loss: a number, or a variable that broadcasts to the shape of the probabilities.</param>
    /// <remarks>
    /// 0 log 0 is 0: p = t = 0 and p = t = 1 cost nothing. A certainty that is wrong (p = 0, t = 1) costs +infinity; training should use
    /// <see cref="BinaryCrossEntropyWithLogits{T}(Variable{T}, Variable{T}, Reduction, Operand{T}?, Operand{T}?)"/>, which stays finite.
    /// A p outside [0, 1] gives NaN.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, the batch is empty, or the weights do not broadcast.</exception>
    public static Variable<T> BinaryCrossEntropy<T>(
        Variable<T> probabilities, Variable<T> targets, Reduction reduction = Reduction.Mean, Operand<T>? weights = null)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(BinaryCrossEntropy), probabilities, targets, default(ProbabilityCrossEntropy), reduction, weights);

    /// <inheritdoc cref="BinaryCrossEntropy{T}(Variable{T}, Variable{T}, Reduction, Operand{T}?)"/>
    public static Variable<T> BinaryCrossEntropy<T>(
        Variable<T> probabilities, ReadOnlySpan<T> targets, Reduction reduction = Reduction.Mean, Operand<T>? weights = null)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(BinaryCrossEntropy), probabilities, targets, default(ProbabilityCrossEntropy), reduction, weights);
}

/// <summary>-(t log p + (1 - t) log(1 - p)), 0 log 0 being 0.</summary>
internal readonly struct ProbabilityCrossEntropy : IPointwise2
{
    // At p = 0 or where 1 / p overflows, 0 times infinity must not be formed. Only there: t log p varies with t also at t = 0.
    private const double Tiny = 1e-37;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N p, N t)
        where N : struct, IReal<N> =>
        -N.Select((p >= 0.0) & (p < Tiny) & N.Equal(t, 0.0), 0.0, t * N.Log(p))
        - N.Select(N.Equal(p, 1.0) & N.Equal(t, 1.0), 0.0, (1.0 - t) * N.LogP1(-p));
}
