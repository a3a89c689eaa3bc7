using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Optim;

/// <summary>
/// Momentum that looks ahead: the gradient is taken at theta - gamma v, where the velocity alone would lead, v = gamma v + alpha g,
/// theta -= v. Oscillates less than <see cref="Momentum{T}"/>.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <remarks>
/// <para>
/// <see cref="Optimizer{T}.Step(Func{Variable{T}})"/> moves the parameters to the look-ahead point, calls the closure there, and
/// moves them back before the step: between steps they hold theta.
/// </para>
/// <para>
/// <see cref="Optimizer{T}.Step(Gradients{T})"/> cannot do that, because the gradients come to it finished. So it <b>keeps the
/// look-ahead point theta - gamma v in the parameters</b>: the next recording is made there, as the rule wants it. The iterates
/// theta are the same. For evaluating or saving the model swap theta in by <see cref="AtRest"/>. An instance is used in one of the
/// two ways: mixing them throws <see cref="InvalidOperationException"/>.
/// </para>
/// <para>
/// Where the look-ahead is folded into the step (theta -= alpha (g + gamma v) with the rate outside the velocity), the iterate is what
/// is called the look-ahead point here: with a constant rate the parameters after a step with gradients are that iterate.
/// </para>
/// </remarks>
public sealed class Nesterov<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // How far ahead a parameter is, in velocities: gamma as it was at its last step or, with a closure, when it was called.
    private readonly T[] _ahead;
    private readonly T[][] _saved;
    private readonly int[] _versions;
    private bool? _usesClosure;
    private int _restScopes;

    /// <summary>An optimizer whose velocities are 0.</summary>
    /// <param name="parameters">What is optimized.</param>
    /// <param name="learningRate">alpha.</param>
    /// <param name="gamma">How much of the velocity is kept.</param>
    /// <param name="weightDecay">lambda, which is added to the gradient as lambda (theta - gamma v): at the point where it is taken.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate or the weight decay is negative, NaN or infinite, or gamma not in [0, 1).</exception>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    public Nesterov(IReadOnlyList<Parameter<T>> parameters, double learningRate = 0.01, double gamma = 0.9, double weightDecay = 0.0)
        : base(nameof(Nesterov<>), parameters, learningRate, states: 1, weightDecay)
    {
        Gamma = CheckMomentum(gamma, nameof(gamma));
        _ahead = new T[Parameters.Count];
        _versions = new int[Parameters.Count];
        _saved = [.. Parameters.Select(parameter => new T[parameter.Length])];
    }

    /// <summary>How much of the velocity is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1).</exception>
    public double Gamma
    {
        get;
        set => field = CheckMomentum(value, nameof(Gamma));
    }

    /// <summary>
    /// Swaps theta into the parameters until the result is disposed, for evaluation and saving: <c>using (optimizer.AtRest()) { ... }</c>.
    /// Changes nothing where the parameters hold theta already. Scopes nest; a Step within one throws.
    /// </summary>
    /// <remarks>A parameter that is assigned within the scope keeps that as its theta.</remarks>
    /// <exception cref="InvalidOperationException">Called within the closure of a Step.</exception>
    public IDisposable AtRest()
    {
        if (IsStepping)
        {
            throw BadUse("AtRest was called within the closure of a Step.");
        }

        if (_restScopes++ == 0 && _usesClosure == false)
        {
            for (int index = 0; index < _saved.Length; index++)
            {
                Save(index);
                Move(index, -_ahead[index]);
                _versions[index] = Parameters[index].Version;
            }
        }

        return new RestScope(this);
    }

    private protected override void Check(bool withClosure)
    {
        if (_restScopes > 0)
        {
            throw BadUse("Step was called within AtRest; dispose of its result first.");
        }

        if (_usesClosure is { } usesClosure && usesClosure != withClosure)
        {
            throw BadUse("Step with a closure and Step with gradients cannot be mixed on one instance: the parameters hold theta in one and the look-ahead point in the other.");
        }
    }

    private protected override void LookAhead()
    {
        for (int index = 0; index < _saved.Length; index++)
        {
            Save(index);
            _ahead[index] = T.CreateTruncating(Gamma);
            Move(index, _ahead[index]);
        }
    }

    private protected override void LookBack()
    {
        for (int index = 0; index < _saved.Length; index++)
        {
            Restore(index);
        }
    }

    private protected override void End(bool withClosure)
    {
        _usesClosure = withClosure;
        base.End(withClosure);
    }

    private protected override IReadOnlyList<ArchiveArray> OwnState() =>
    [
        new ArchiveArray<T>("Nesterov.ahead", [_ahead.Length], [.. _ahead]),
        new ArchiveArray<long>("Nesterov.closure", [], [_usesClosure switch { null => -1, false => 0, true => 1 }]),
    ];

    private protected override void Restore(IReadOnlyList<ArchiveArray> own)
    {
        if (_restScopes > 0)
        {
            throw BadUse("Load was called within AtRest; dispose of its result first.");
        }

        ((ArchiveArray<T>)own[0]).Values.CopyTo(_ahead, 0);
        _usesClosure = ((ArchiveArray<long>)own[1]).Values[0] switch { 0 => false, 1 => true, _ => null };
    }

    private protected override void Update(int index, Span<T> theta, ReadOnlySpan<T> gradient, double rate, bool withClosure)
    {
        T gamma = T.CreateTruncating(Gamma);
        if (withClosure)
        {
            MomentumRule<T> rule = new(gamma, T.CreateTruncating(rate));
            double decay = DecayOf(index);
            if (decay == 0.0)
            {
                Pass(rule, index, theta, gradient);
            }
            else
            {
                PassUndecayed(
                    new AheadDecayRule<T, MomentumRule<T>>(rule, T.CreateTruncating(decay), _ahead[index]), index, theta, gradient);
            }

            return;
        }

        Pass(new NesterovRule<T>(_ahead[index], gamma, T.CreateTruncating(rate)), index, theta, gradient);
        _ahead[index] = gamma;
    }

    private void LeaveRest()
    {
        if (--_restScopes > 0 || _usesClosure != false)
        {
            return;
        }

        for (int index = 0; index < _saved.Length; index++)
        {
            if (Parameters[index].Version == _versions[index])
            {
                Restore(index);
            }
            else
            {
                Move(index, _ahead[index]);
            }
        }
    }

    private void Save(int index) => Parameters[index].Values.CopyTo(_saved[index]);

    // The saved numbers, not a calculation back: exactly what was there.
    private void Restore(int index) => _saved[index].CopyTo(Parameters[index].Update());

    private void Move(int index, T velocities) =>
        UpdateRule.Apply(new GradientDescentRule<T>(velocities), Parameters[index].Update(), First(index), [], []);

    private sealed class RestScope(Nesterov<T> optimizer) : IDisposable
    {
        private Nesterov<T>? _optimizer = optimizer;

        public void Dispose()
        {
            _optimizer?.LeaveRest();
            _optimizer = null;
        }
    }
}

/// <summary>
/// The rule where the parameter holds y = theta - gamma v: theta = y + gamma v with the gamma of the last step, then
/// v = gamma v + alpha g, theta -= v, y = theta - gamma v.
/// </summary>
internal readonly struct NesterovRule<T>(Coefficient<T> ahead, Coefficient<T> gamma, Coefficient<T> rate) : IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second, ref TLane third)
        where TLane : struct, ILane<TLane, T>
    {
        TLane rest = theta + (TLane.All(ahead) * first);
        first = TLane.Normal((TLane.All(gamma) * first) + (TLane.All(rate) * g));
        return rest - first - (TLane.All(gamma) * first);
    }
}
