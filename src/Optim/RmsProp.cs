using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Optim;

/// <summary>
/// Adagrad that forgets: r = rho r + (1 - rho) g^2, theta -= alpha g / (delta + sqrt r). (Tieleman, Hinton 2012.)
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class RmsProp<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>An optimizer whose means r are 0.</summary>
    /// <param name="parameters">What is optimized.</param>
    /// <param name="learningRate">alpha.</param>
    /// <param name="rho">How much of the mean of the squares is kept.</param>
    /// <param name="delta">Keeps the quotient finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is negative, NaN or infinite, rho not in [0, 1), or delta not positive (in <typeparamref name="T"/>).</exception>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    public RmsProp(IReadOnlyList<Parameter<T>> parameters, double learningRate = 0.001, double rho = 0.9, double delta = 1e-6)
        : base(nameof(RmsProp<>), parameters, learningRate, states: 1)
    {
        Rho = CheckMomentum(rho, nameof(rho));
        Delta = CheckDelta(delta, nameof(delta));
    }

    /// <summary>How much of the mean of the squares is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1).</exception>
    public double Rho
    {
        get;
        set => field = CheckMomentum(value, nameof(Rho));
    }

    /// <summary>Keeps the quotient finite; outside the root.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive and finite.</exception>
    public double Delta
    {
        get;
        set => field = CheckDelta(value, nameof(Delta));
    }

    private protected override void Update(int index, Span<T> theta, ReadOnlySpan<T> gradient, double rate, bool withClosure)
    {
        RmsPropRule<T> rule = new(
            T.CreateTruncating(Rho), T.CreateTruncating(1.0 - Rho), T.CreateTruncating(rate), T.CreateTruncating(Delta));
        UpdateRule.Apply(rule, theta, gradient, First(index), []);
    }
}

/// <summary>r = rho r + (1 - rho) g^2, theta -= alpha g / (delta + sqrt r).</summary>
internal readonly struct RmsPropRule<T>(T rho, T rest, T rate, T delta) : IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second)
        where TLane : struct, ILane<TLane, T>
    {
        first = (TLane.All(rho) * first) + (TLane.All(rest) * g * g);
        return theta - (TLane.All(rate) * g / (TLane.All(delta) + TLane.Sqrt(first)));
    }
}
