using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Optim;

/// <summary>
/// <see cref="Adam{T}"/> with decoupled weight decay: theta -= alpha lambda theta, and then Adam's step, whose gradient is without
/// the decay. So every number decays at one pace, however large its gradients were. (Loshchilov, Hutter 2019.)
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <remarks>With a weight decay of 0 it is Adam, bit for bit. A schedule of the rate acts on the decay too.</remarks>
public sealed class AdamW<T> : Adam<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>An optimizer whose means are 0.</summary>
    /// <param name="parameters">What is optimized.</param>
    /// <param name="learningRate">alpha.</param>
    /// <param name="rho1">How much of the mean of the gradients is kept.</param>
    /// <param name="rho2">How much of the mean of their squares is kept.</param>
    /// <param name="delta">Keeps the quotient finite.</param>
    /// <param name="weightDecay">lambda: the parameter loses alpha lambda of itself at each step.</param>
    /// <param name="amsgrad">Whether the largest mean of the squares so far is divided by.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate or the weight decay is negative, NaN or infinite, rho1 or rho2 not in [0, 1), or delta not positive (in <typeparamref name="T"/>).</exception>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    public AdamW(
        IReadOnlyList<Parameter<T>> parameters,
        double learningRate = 0.001,
        double rho1 = 0.9,
        double rho2 = 0.999,
        double delta = 1e-8,
        double weightDecay = 0.01,
        bool amsgrad = false)
        : base(nameof(AdamW<>), parameters, learningRate, rho1, rho2, delta, weightDecay, amsgrad, isDecoupled: true)
    {
    }
}
