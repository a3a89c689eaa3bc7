using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Optim;

/// <summary>
/// Adagrad that forgets: r = rho r + (1 - rho) g^2, theta -= alpha g / (delta + sqrt r). (Tieleman, Hinton 2012.)
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <remarks>
/// Centered, it divides by the running standard deviation: a = rho a + (1 - rho) g, and sqrt(r - a^2) in place of sqrt r (Graves
/// 2013); what rounding makes negative under the root is 0. With momentum the quotient goes through a velocity whose rate is outside:
/// v = mu v + g / (delta + sqrt r), theta -= alpha v.
/// </remarks>
public sealed class RmsProp<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private T _leastSquared;

    /// <summary>An optimizer whose means and velocities are 0.</summary>
    /// <param name="parameters">What is optimized.</param>
    /// <param name="learningRate">alpha.</param>
    /// <param name="rho">How much of the mean of the squares is kept.</param>
    /// <param name="delta">Keeps the quotient finite.</param>
    /// <param name="weightDecay">lambda, which is added to the gradient as lambda theta.</param>
    /// <param name="momentum">mu: how much of the velocity is kept; 0 for none.</param>
    /// <param name="centered">Whether the mean of the gradients is taken off.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate or the weight decay is negative, NaN or infinite, rho or the momentum not in [0, 1), or delta not positive (in <typeparamref name="T"/>).</exception>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    public RmsProp(
        IReadOnlyList<Parameter<T>> parameters,
        double learningRate = 0.001,
        double rho = 0.9,
        double delta = 1e-6,
        double weightDecay = 0.0,
        double momentum = 0.0,
        bool centered = false)
        : base(nameof(RmsProp<>), parameters, learningRate, centered ? 3 : momentum > 0.0 ? 2 : 1, weightDecay)
    {
        Momentum = CheckMomentum(momentum, nameof(momentum));
        IsCentered = centered;
        Rho = CheckMomentum(rho, nameof(rho));
        Delta = CheckDelta(delta, nameof(delta));
    }

    /// <summary>How much of the mean of the squares is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1).</exception>
    public double Rho
    {
        get;
        set
        {
            field = CheckMomentum(value, nameof(Rho));
            _leastSquared = NormalRange<T>.LeastSquared(1.0 - value);
        }
    }

    /// <summary>Keeps the quotient finite; outside the root.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive and finite.</exception>
    public double Delta
    {
        get;
        set => field = CheckDelta(value, nameof(Delta));
    }

    /// <summary>mu: how much of the velocity of the quotients is kept; 0 where there is none.</summary>
    public double Momentum { get; }

    /// <summary>Whether the running standard deviation is divided by, in place of the root of the mean of the squares.</summary>
    public bool IsCentered { get; }

    private protected override void Update(int index, Span<T> theta, ReadOnlySpan<T> gradient, double rate, bool withClosure)
    {
        T rho = T.CreateTruncating(Rho);
        T rest = T.CreateTruncating(1.0 - Rho);
        T alpha = T.CreateTruncating(rate);
        T delta = NormalRange<T>.AtLeast(Delta);
        T momentum = T.CreateTruncating(Momentum);
        if (IsCentered)
        {
            Pass(new CenteredRmsPropRule<T>(rho, rest, _leastSquared, alpha, delta, momentum), index, theta, gradient);
        }
        else if (Momentum > 0.0)
        {
            Pass(new MomentumRmsPropRule<T>(rho, rest, _leastSquared, alpha, delta, momentum), index, theta, gradient);
        }
        else
        {
            Pass(new RmsPropRule<T>(rho, rest, _leastSquared, alpha, delta), index, theta, gradient);
        }
    }
}

/// <summary>r = rho r + (1 - rho) g^2, theta -= alpha g / (delta + sqrt r).</summary>
internal readonly struct RmsPropRule<T>(
    Coefficient<T> rho, Coefficient<T> rest, Coefficient<T> leastSquared, Coefficient<T> rate, Coefficient<T> delta) : IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second, ref TLane third)
        where TLane : struct, ILane<TLane, T>
    {
        TLane slope = TLane.ZeroBelow(g, leastSquared);
        first = TLane.NormalSquare((TLane.All(rho) * first) + (TLane.All(rest) * slope * slope));
        return theta - TLane.Quotient(TLane.All(rate) * g, TLane.All(delta) + TLane.Sqrt(first));
    }
}

/// <summary>r = rho r + (1 - rho) g^2, v = mu v + g / (delta + sqrt r), theta -= alpha v.</summary>
internal readonly struct MomentumRmsPropRule<T>(
    Coefficient<T> rho, Coefficient<T> rest, Coefficient<T> leastSquared, Coefficient<T> rate, Coefficient<T> delta, Coefficient<T> momentum) : IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second, ref TLane third)
        where TLane : struct, ILane<TLane, T>
    {
        TLane slope = TLane.ZeroBelow(g, leastSquared);
        first = TLane.NormalSquare((TLane.All(rho) * first) + (TLane.All(rest) * slope * slope));
        second = TLane.Normal((TLane.All(momentum) * second) + TLane.Quotient(g, TLane.All(delta) + TLane.Sqrt(first)));
        return theta - (TLane.All(rate) * second);
    }
}

/// <summary>
/// r = rho r + (1 - rho) g^2, a = rho a + (1 - rho) g, v = mu v + g / (delta + sqrt(r - a^2)), theta -= alpha v; mu may be 0.
/// </summary>
internal readonly struct CenteredRmsPropRule<T>(
    Coefficient<T> rho, Coefficient<T> rest, Coefficient<T> leastSquared, Coefficient<T> rate, Coefficient<T> delta, Coefficient<T> momentum) : IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second, ref TLane third)
        where TLane : struct, ILane<TLane, T>
    {
        TLane slope = TLane.ZeroBelow(g, leastSquared);
        first = TLane.NormalSquare((TLane.All(rho) * first) + (TLane.All(rest) * slope * slope));
        third = TLane.Normal((TLane.All(rho) * third) + (TLane.All(rest) * g));

        // With a gradient that stays the same the difference goes to 0, and rounding may take it below.
        TLane variance = TLane.Max(first - (third * third), TLane.All(T.Zero));
        second = TLane.Normal((TLane.All(momentum) * second) + TLane.Quotient(g, TLane.All(delta) + TLane.Sqrt(variance)));
        return theta - (TLane.All(rate) * second);
    }
}
