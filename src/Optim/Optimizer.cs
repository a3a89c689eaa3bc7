using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Optim;

/// <summary>Changes parameters so that a loss falls, by its gradient. The rules derive from this; they differ in one line each.</summary>
/// <typeparam name="T">The number type of the parameters; hyperparameters are doubles.</typeparam>
/// <remarks>
/// <para>
/// Two ways to use one: <see cref="Step(Gradients{T})"/> in a loop that records and differentiates itself, and
/// <see cref="Step(Func{Variable{T}})"/>, which calls the forward pass. A step allocates nothing.
/// </para>
/// <para>
/// A parameter that is not in the recording is left untouched, its state included; a gradient of zeros is applied (so that a
/// velocity goes on). A parameter that is listed twice is updated once. NaN and infinite gradients are applied as they are. A step
/// that throws changes nothing. Large parameters are updated on as many threads as the tape of the gradients may use, with the same bits.
/// </para>
/// </remarks>
public abstract class Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly string _name;
    private readonly Parameter<T>[] _parameters;
    private readonly AlignedNumbers<T>[] _first;
    private readonly AlignedNumbers<T>[] _second;
    private readonly AlignedNumbers<T>[] _third;
    private readonly long[] _updates;
    private double _learningRate;

    // As many as the tape of the gradients may use.
    private int _threads = 1;

    private protected Optimizer(string name, IReadOnlyList<Parameter<T>> parameters, double learningRate, int states, double weightDecay)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _name = name;
        _learningRate = CheckSize(learningRate, nameof(learningRate));
        WeightDecay = CheckSize(weightDecay, nameof(weightDecay));
        _parameters = [.. parameters.Distinct()];
        if (_parameters.Length == 0)
        {
            throw new ArgumentException(CallerLocation.Append($"{name}: {nameof(parameters)} is empty: there is nothing to optimize."), nameof(parameters));
        }

        if (Array.Exists(_parameters, parameter => parameter is null))
        {
            throw new ArgumentException(CallerLocation.Append($"{name}: {nameof(parameters)} has a null entry."), nameof(parameters));
        }

        Parameters = _parameters.AsReadOnly();
        _first = Array.ConvertAll(_parameters, parameter => new AlignedNumbers<T>(states > 0 ? parameter.Length : 0));
        _second = Array.ConvertAll(_parameters, parameter => new AlignedNumbers<T>(states > 1 ? parameter.Length : 0));
        _third = Array.ConvertAll(_parameters, parameter => new AlignedNumbers<T>(states > 2 ? parameter.Length : 0));
        _updates = new long[_parameters.Length];
    }

    /// <summary>The parameters, each once.</summary>
    public IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>How many steps have been made: the t of the next one, from 0.</summary>
    public long Steps { get; private set; }

    /// <summary>The learning rate alpha of the next step. Setting it ends a <see cref="Schedule"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, NaN or infinite.</exception>
    public double LearningRate
    {
        get => Schedule?.At(Steps) ?? _learningRate;
        set
        {
            _learningRate = CheckSize(value, nameof(LearningRate));
            Schedule = null;
        }
    }

    /// <summary>Where the learning rate comes from, evaluated at <see cref="Steps"/> before each step; null for a constant one.</summary>
    /// <remarks>A step at which it is negative, NaN or infinite throws <see cref="ArgumentOutOfRangeException"/>. Set to null, the rate before the schedule holds.</remarks>
    public Schedule? Schedule { get; set; }

    /// <summary>
    /// Weight decay lambda, which pulls the parameters to 0; 0 for none. It is added to the gradient as g + lambda theta: the gradient
    /// of a loss to which (lambda / 2) |theta|^2 was added. <see cref="AdamW{T}"/> applies it to the parameter instead.
    /// </summary>
    /// <remarks>A parameter whose gradient is 0 decays; one that is not in the recording does not.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, NaN or infinite.</exception>
    public double WeightDecay
    {
        get;
        set => field = CheckSize(value, nameof(WeightDecay));
    }

    private protected bool IsStepping { get; private set; }

    /// <summary>One step along the gradients of a recording.</summary>
    /// <param name="gradients">The gradients, as <c>loss.Gradients()</c> gives them.</param>
    /// <exception cref="RecordingException">The gradients are of an earlier recording.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The schedule gives a rate that is negative, NaN or infinite.</exception>
    public void Step(Gradients<T> gradients)
    {
        double rate = Begin(withClosure: false);


        // Refuses gradients of an earlier recording before anything changes.
        _threads = gradients.Tape.MaxDegreeOfParallelism;
        Apply(gradients, rate, withClosure: false);
    }

    /// <summary>One step along sums of gradients of several recordings. Clear the sums before the next.</summary>
    /// <param name="sums">The sums; parameters in none of the recordings are left untouched.</param>
    /// <exception cref="ArgumentOutOfRangeException">The schedule gives a rate that is negative, NaN or infinite.</exception>
    public void Step(GradientAccumulator<T> sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        double rate = Begin(withClosure: false);
        _threads = sums.MaxDegreeOfParallelism;
        for (int index = 0; index < _parameters.Length; index++)
        {
            if (sums.Contains(_parameters[index]))
            {
                Apply(index, sums[_parameters[index]], rate, withClosure: false);
            }
        }

        End(withClosure: false);
    }

    /// <summary>One step that calls the forward pass itself, at the point where the rule wants the gradient.</summary>
    /// <param name="closure">Resets the tape, records the forward pass and returns the loss.</param>
    /// <returns>The loss, as the closure returned it.</returns>
    /// <remarks>If the closure throws, or its result has no gradient, the parameters are what they were and the state is untouched.</remarks>
    /// <exception cref="ShapeException">The closure's result is not a single number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The schedule gives a rate that is negative, NaN or infinite.</exception>
    public T Step(Func<Variable<T>> closure)
    {
        ArgumentNullException.ThrowIfNull(closure);
        double rate = Begin(withClosure: true);
        Gradients<T> gradients;
        T loss;
        IsStepping = true;
        LookAhead();
        try
        {
            Variable<T> result = closure();
            gradients = result.Gradients();
            loss = result.Item();
        }
        finally
        {
            LookBack();
            IsStepping = false;
        }

        _threads = gradients.Tape.MaxDegreeOfParallelism;
        Apply(gradients, rate, withClosure: true);
        return loss;
    }

    /// <summary>A state of a parameter: what the rule remembers.</summary>
    internal ReadOnlySpan<T> StateOf(Parameter<T> parameter, int state) =>
        (state switch { 0 => _first, 1 => _second, _ => _third })[Array.IndexOf(_parameters, parameter)].Span;

    /// <summary>Updates a parameter and its states by the rule.</summary>
    private protected abstract void Update(int index, Span<T> theta, ReadOnlySpan<T> gradient, double rate, bool withClosure);

    /// <summary>Refuses a step that is not possible now.</summary>
    private protected virtual void Check(bool withClosure)
    {
    }

    /// <summary>Moves the parameters to where the closure is to be called.</summary>
    private protected virtual void LookAhead()
    {
    }

    /// <summary>Moves the parameters back.</summary>
    private protected virtual void LookBack()
    {
    }

    private protected virtual void End(bool withClosure) => Steps++;

    private protected Span<T> First(int index) => _first[index].Span;

    /// <summary>The one pass over a parameter, its gradient and its states, by a rule; with the weight decay in the gradient.</summary>
    private protected void Pass<TRule>(in TRule rule, int index, Span<T> theta, ReadOnlySpan<T> gradient)
        where TRule : struct, IUpdateRule<T>
    {
        if (WeightDecay == 0.0)
        {
            PassUndecayed(in rule, index, theta, gradient);
        }
        else
        {
            PassUndecayed(new DecayRule<T, TRule>(rule, T.CreateTruncating(WeightDecay)), index, theta, gradient);
        }
    }

    /// <summary>The one pass, by the rule alone.</summary>
    private protected void PassUndecayed<TRule>(in TRule rule, int index, Span<T> theta, ReadOnlySpan<T> gradient)
        where TRule : struct, IUpdateRule<T> => UpdateRule.Apply(in rule, theta, gradient, _first[index].Span, _second[index].Span, _third[index].Span, _threads);

    /// <summary>How many updates a parameter has had, the present one included.</summary>
    private protected long UpdatesOf(int index) => _updates[index];

    /// <summary>A rate or another size: 0 or more, finite in T too.</summary>
    private protected double CheckSize(double value, string argument) => T.IsFinite(T.CreateTruncating(Refuse.BadRate(_name, argument, value)))
        ? value
        : throw Refuse.OutOfRange(_name, argument, value, $"must be finite as a {typeof(T).Name}");

    private protected double CheckMomentum(double value, string argument) => Refuse.BadMomentum(_name, argument, value);

    /// <summary>What is added to a root so that nothing is divided by 0: positive in T too.</summary>
    private protected double CheckDelta(double value, string argument) =>
        double.IsFinite(value) && T.CreateTruncating(value) > T.Zero && T.IsFinite(T.CreateTruncating(value))
            ? value
            : throw Refuse.OutOfRange(_name, argument, value, $"must be positive and finite as a {typeof(T).Name}");

    private protected InvalidOperationException BadUse(string complaint) => Refuse.Use($"{_name}: {complaint}");

    private double Begin(bool withClosure)
    {
        if (IsStepping)
        {
            throw BadUse("Step was called within the closure of a Step.");
        }

        Check(withClosure);
        return Schedule is null
            ? _learningRate
            : CheckSize(Schedule.At(Steps), string.Create(CultureInfo.InvariantCulture, $"the schedule's rate at step {Steps}"));
    }

    private void Apply(Gradients<T> gradients, double rate, bool withClosure)
    {
        for (int index = 0; index < _parameters.Length; index++)
        {
            if (gradients.TryGet(_parameters[index], out ReadOnlySpan<T> gradient))
            {
                Apply(index, gradient, rate, withClosure);
            }
        }

        End(withClosure);
    }

    private void Apply(int index, ReadOnlySpan<T> gradient, double rate, bool withClosure)
    {
        _updates[index]++;
        Update(index, _parameters[index].Update(), gradient, rate, withClosure);
    }
}
