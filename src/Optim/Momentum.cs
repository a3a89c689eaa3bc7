using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Optim;

/// <summary>Gradient descent with a velocity, which damps across a valley and speeds along it: v = gamma v + alpha g, theta -= v.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <remarks>
/// <para>The rate is inside the velocity: a rate that changes acts on what is added from there on.</para>
/// <para>
/// Elsewhere it is outside, v = gamma v + (1 - dampening) g, theta -= alpha v: the same with a constant rate, but a rate that changes
/// acts on the whole velocity. That is <c>isRateInVelocity: false</c>. Dampening lessens what each gradient adds, but for the first
/// gradient of a parameter, which is added whole.
/// </para>
/// </remarks>
public sealed class Momentum<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>An optimizer whose velocities are 0.</summary>
    /// <param name="parameters">What is optimized.</param>
    /// <param name="learningRate">alpha.</param>
    /// <param name="gamma">How much of the velocity is kept.</param>
    /// <param name="weightDecay">lambda, which is added to the gradient as lambda theta.</param>
    /// <param name="dampening">What is taken off each gradient after the first: v = gamma v + (1 - dampening) alpha g.</param>
    /// <param name="isRateInVelocity">Whether the rate is inside the velocity.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate or the weight decay is negative, NaN or infinite, or gamma or the dampening not in [0, 1).</exception>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    public Momentum(
        IReadOnlyList<Parameter<T>> parameters,
        double learningRate = 0.01,
        double gamma = 0.9,
        double weightDecay = 0.0,
        double dampening = 0.0,
        bool isRateInVelocity = true)
        : base(nameof(Momentum<>), parameters, learningRate, states: 1, weightDecay)
    {
        Gamma = CheckMomentum(gamma, nameof(gamma));
        Dampening = CheckMomentum(dampening, nameof(dampening));
        IsRateInVelocity = isRateInVelocity;
    }

    /// <summary>How much of the velocity is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1).</exception>
    public double Gamma
    {
        get;
        set => field = CheckMomentum(value, nameof(Gamma));
    }

    /// <summary>What is taken off each gradient after a parameter's first: 1 - dampening of it is added to the velocity.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1).</exception>
    public double Dampening
    {
        get;
        set => field = CheckMomentum(value, nameof(Dampening));
    }

    /// <summary>Whether the rate is inside the velocity, v = gamma v + alpha g, or outside, theta -= alpha v.</summary>
    public bool IsRateInVelocity { get; }

    private protected override void Update(int index, Span<T> theta, ReadOnlySpan<T> gradient, double rate, bool withClosure)
    {
        T gamma = T.CreateTruncating(Gamma);
        double share = UpdatesOf(index) == 1 ? 1.0 : 1.0 - Dampening;
        if (IsRateInVelocity)
        {
            Pass(new MomentumRule<T>(gamma, T.CreateTruncating(rate * share)), index, theta, gradient);
        }
        else
        {
            Pass(new OuterRateMomentumRule<T>(gamma, T.CreateTruncating(share), T.CreateTruncating(rate)), index, theta, gradient);
        }
    }
}

/// <summary>v = gamma v + alpha g, theta -= v.</summary>
internal readonly struct MomentumRule<T>(Coefficient<T> gamma, Coefficient<T> rate) : IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second, ref TLane third)
        where TLane : struct, ILane<TLane, T>
    {
        first = TLane.Normal((TLane.All(gamma) * first) + (TLane.All(rate) * g));
        return theta - first;
    }
}

/// <summary>v = gamma v + share g, theta -= alpha v.</summary>
internal readonly struct OuterRateMomentumRule<T>(Coefficient<T> gamma, Coefficient<T> share, Coefficient<T> rate) : IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second, ref TLane third)
        where TLane : struct, ILane<TLane, T>
    {
        first = TLane.Normal((TLane.All(gamma) * first) + (TLane.All(share) * g));
        return theta - (TLane.All(rate) * first);
    }
}
