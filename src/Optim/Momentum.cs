using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Optim;

/// <summary>Gradient descent with a velocity, which damps across a valley and speeds along it: v = gamma v + alpha g, theta -= v.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <remarks>The rate is inside the velocity: a rate that changes acts on what is added from there on.</remarks>
public sealed class Momentum<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>An optimizer whose velocities are 0.</summary>
    /// <param name="parameters">What is optimized.</param>
    /// <param name="learningRate">alpha.</param>
    /// <param name="gamma">How much of the velocity is kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is negative, NaN or infinite, or gamma not in [0, 1).</exception>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    public Momentum(IReadOnlyList<Parameter<T>> parameters, double learningRate = 0.01, double gamma = 0.9)
        : base(nameof(Momentum<>), parameters, learningRate, states: 1) => Gamma = CheckMomentum(gamma, nameof(gamma));

    /// <summary>How much of the velocity is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1).</exception>
    public double Gamma
    {
        get;
        set => field = CheckMomentum(value, nameof(Gamma));
    }

    private protected override void Update(int index, Span<T> theta, ReadOnlySpan<T> gradient, double rate, bool withClosure) =>
        UpdateRule.Apply(new MomentumRule<T>(T.CreateTruncating(Gamma), T.CreateTruncating(rate)), theta, gradient, First(index), []);
}

/// <summary>v = gamma v + alpha g, theta -= v.</summary>
internal readonly struct MomentumRule<T>(T gamma, T rate) : IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second)
        where TLane : struct, ILane<TLane, T>
    {
        first = (TLane.All(gamma) * first) + (TLane.All(rate) * g);
        return theta - first;
    }
}
