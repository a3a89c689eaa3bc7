using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Optim;

/// <summary>
/// Running means of the gradient and of its square, both corrected for having started at 0: s = rho1 s + (1 - rho1) g,
/// r = rho2 r + (1 - rho2) g^2, theta -= alpha (s / (1 - rho1^t)) / (delta + sqrt(r / (1 - rho2^t))). (Kingma, Ba 2015.)
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <remarks>
/// <para>t counts the updates of each parameter by itself, from 1: one that joins late is corrected as at its own start.</para>
/// <para>
/// AMSGrad divides by the largest r so far, which takes r's place under the root (corrected as r is), so that a number's rate never
/// grows (Reddi, Kale, Kumar 2018). Weight decay is part of the gradient here; <see cref="AdamW{T}"/> keeps it out of the means.
/// </para>
/// </remarks>
public class Adam<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly bool _isDecoupled;

    // The rule at t, which is the same for all parameters as a rule.
    private AdamRule<T> _rule;
    private long _ruleUpdates;
    private double _ruleRate;
    private T _leastSquared;

    /// <summary>An optimizer whose means are 0.</summary>
    /// <param name="parameters">What is optimized.</param>
    /// <param name="learningRate">alpha.</param>
    /// <param name="rho1">How much of the mean of the gradients is kept.</param>
    /// <param name="rho2">How much of the mean of their squares is kept.</param>
    /// <param name="delta">Keeps the quotient finite.</param>
    /// <param name="weightDecay">lambda, which is added to the gradient as lambda theta.</param>
    /// <param name="amsgrad">Whether the largest mean of the squares so far is divided by.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate or the weight decay is negative, NaN or infinite, rho1 or rho2 not in [0, 1), or delta not positive (in <typeparamref name="T"/>).</exception>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    public Adam(
        IReadOnlyList<Parameter<T>> parameters,
        double learningRate = 0.001,
        double rho1 = 0.9,
        double rho2 = 0.999,
        double delta = 1e-8,
        double weightDecay = 0.0,
        bool amsgrad = false)
        : this(nameof(Adam<>), parameters, learningRate, rho1, rho2, delta, weightDecay, amsgrad, isDecoupled: false)
    {
    }

    private protected Adam(
        string name,
        IReadOnlyList<Parameter<T>> parameters,
        double learningRate,
        double rho1,
        double rho2,
        double delta,
        double weightDecay,
        bool amsgrad,
        bool isDecoupled)
        : base(name, parameters, learningRate, amsgrad ? 3 : 2, weightDecay)
    {
        IsAmsgrad = amsgrad;
        _isDecoupled = isDecoupled;
        Rho1 = CheckMomentum(rho1, nameof(rho1));
        Rho2 = CheckMomentum(rho2, nameof(rho2));
        Delta = CheckDelta(delta, nameof(delta));
    }

    /// <summary>How much of the mean of the gradients is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1).</exception>
    public double Rho1
    {
        get;
        set
        {
            field = CheckMomentum(value, nameof(Rho1));
            _ruleUpdates = 0;
        }
    }

    /// <summary>How much of the mean of their squares is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1).</exception>
    public double Rho2
    {
        get;
        set
        {
            field = CheckMomentum(value, nameof(Rho2));
            _leastSquared = NormalRange<T>.LeastSquared(1.0 - value);
            _ruleUpdates = 0;
        }
    }

    /// <summary>Keeps the quotient finite; outside the root.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive and finite.</exception>
    public double Delta
    {
        get;
        set
        {
            field = CheckDelta(value, nameof(Delta));
            _ruleUpdates = 0;
        }
    }

    /// <summary>Whether the largest mean of the squares so far is divided by.</summary>
    public bool IsAmsgrad { get; }

    private protected override void Update(int index, Span<T> theta, ReadOnlySpan<T> gradient, double rate, bool withClosure)
    {
        if (UpdatesOf(index) != _ruleUpdates || rate != _ruleRate)
        {
            _ruleUpdates = UpdatesOf(index);
            _ruleRate = rate;
            _rule = RuleAt(_ruleUpdates, rate);
        }

        if (IsAmsgrad)
        {
            PassDecayed(new AmsgradRule<T>(_rule), index, theta, gradient, rate);
        }
        else
        {
            PassDecayed(in _rule, index, theta, gradient, rate);
        }
    }

    private AdamRule<T> RuleAt(long t, double rate) => new(
        T.CreateTruncating(Rho1),
        T.CreateTruncating(1.0 - Rho1),
        T.CreateTruncating(Rho2),
        T.CreateTruncating(1.0 - Rho2),
        _leastSquared,
        T.CreateTruncating(rate / (1.0 - Power(Rho1, t))),
        T.CreateTruncating(1.0 / (1.0 - Power(Rho2, t))),
        NormalRange<T>.AtLeast(Delta));

    private void PassDecayed<TRule>(in TRule rule, int index, Span<T> theta, ReadOnlySpan<T> gradient, double rate)
        where TRule : struct, IUpdateRule<T>
    {
        double decay = DecayOf(index);
        if (_isDecoupled && decay != 0.0)
        {
            PassUndecayed(new DecoupledDecayRule<T, TRule>(rule, T.CreateTruncating(rate * decay)), index, theta, gradient);
        }
        else
        {
            Pass(in rule, index, theta, gradient);
        }
    }

    /// <summary>x^n by squaring: the same bits on every machine, which a platform's pow does not promise.</summary>
    private static double Power(double x, long n)
    {
        double power = 1.0;
        for (; n > 0; n >>= 1, x *= x)
        {
            power = (n & 1) != 0 ? power * x : power;
        }

        return power;
    }
}

/// <summary>
/// s = rho1 s + (1 - rho1) g, r = rho2 r + (1 - rho2) g^2, theta -= alpha s / (delta + sqrt(r c)), the corrections being part of
/// alpha and c.
/// </summary>
internal readonly struct AdamRule<T>(
    Coefficient<T> rho1,
    Coefficient<T> rest1,
    Coefficient<T> rho2,
    Coefficient<T> rest2,
    Coefficient<T> leastSquared,
    Coefficient<T> rate,
    Coefficient<T> correction,
    Coefficient<T> delta) : IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second, ref TLane third)
        where TLane : struct, ILane<TLane, T>
    {
        Remember(g, ref first, ref second);
        return Move(theta, first, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remember<TLane>(TLane g, ref TLane first, ref TLane second)
        where TLane : struct, ILane<TLane, T>
    {
        first = TLane.Normal(TLane.MultiplyAdd(TLane.All(rho1), first, TLane.All(rest1) * g));
        TLane slope = TLane.ZeroBelow(g, leastSquared);
        second = TLane.NormalSquare(TLane.MultiplyAdd(TLane.All(rho2), second, TLane.All(rest2) * slope * slope));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Move<TLane>(TLane theta, TLane mean, TLane square)
        where TLane : struct, ILane<TLane, T> =>
        theta - TLane.Quotient(TLane.All(rate) * mean, TLane.All(delta) + TLane.Sqrt(square * TLane.All(correction)));
}

/// <summary>Adam's rule with the largest r so far, the third state, under the root.</summary>
internal readonly struct AmsgradRule<T>(AdamRule<T> adam) : IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second, ref TLane third)
        where TLane : struct, ILane<TLane, T>
    {
        adam.Remember(g, ref first, ref second);
        third = TLane.Max(third, second);
        return adam.Move(theta, first, third);
    }
}
