using System.Numerics;
using System.Runtime.CompilerServices;
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
public abstract partial class Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly string _name;
    private readonly Parameter<T>[] _parameters;
    private readonly AlignedNumbers<T>[] _first;
    private readonly AlignedNumbers<T>[] _second;
    private readonly AlignedNumbers<T>[] _third;
    private readonly long[] _updates;
    private readonly int _states;

    // That of each parameter, and each once: the first one has the parameters that were given to no other.
    private readonly ParameterGroup<T>[] _groupOf;
    private readonly List<ParameterGroup<T>> _groups;

    // As many as the tape of the gradients may use.
    private int _threads = 1;

    private protected Optimizer(string name, IReadOnlyList<Parameter<T>> parameters, double learningRate, int states, double weightDecay)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _name = name;
        _states = states;
        CheckSize(learningRate, nameof(learningRate));
        CheckSize(weightDecay, nameof(weightDecay));
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
        _groups = [new(this, _parameters, learningRate, weightDecay)];
        _groupOf = [.. Enumerable.Repeat(_groups[0], _parameters.Length)];
        Groups = _groups.AsReadOnly();
    }

    /// <summary>The parameters, each once.</summary>
    public IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>How many steps have been made: the t of the next one, from 0.</summary>
    public long Steps { get; private set; }

    /// <summary>The groups of parameters with a rate of their own, as <see cref="AddGroup"/> made them, behind the one of all others.</summary>
    public IReadOnlyList<ParameterGroup<T>> Groups { get; }

    /// <summary>The learning rate alpha of the next step, for parameters of no other group. Setting it ends a <see cref="Schedule"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, NaN or infinite.</exception>
    public double LearningRate
    {
        get => _groups[0].LearningRate;
        set => _groups[0].LearningRate = value;
    }

    /// <summary>Where the learning rate comes from, evaluated at <see cref="Steps"/> before each step; null for a constant one.</summary>
    /// <remarks>A step at which it is negative, NaN or infinite throws <see cref="ArgumentOutOfRangeException"/>. Set to null, the rate before the schedule holds.</remarks>
    public Schedule? Schedule
    {
        get => _groups[0].Schedule;
        set => _groups[0].Schedule = value;
    }

    /// <summary>
    /// Weight decay lambda, which pulls the parameters to 0; 0 for none. It is added to the gradient as g + lambda theta: the gradient
    /// of a loss to which (lambda / 2) |theta|^2 was added. <see cref="AdamW{T}"/> applies it to the parameter instead.
    /// </summary>
    /// <remarks>A parameter whose gradient is 0 decays; one that is not in the recording does not.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, NaN or infinite.</exception>
    public double WeightDecay
    {
        get => _groups[0].WeightDecay;
        set => _groups[0].WeightDecay = value;
    }

    private protected bool IsStepping { get; private set; }

    /// <summary>One step along the gradients of a recording.</summary>
    /// <param name="gradients">The gradients, as <c>loss.Gradients()</c> gives them.</param>
    /// <exception cref="RecordingException">The gradients are of an earlier recording.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The schedule gives a rate that is negative, NaN or infinite.</exception>
    public void Step(Gradients<T> gradients)
    {
        Begin(withClosure: false);

        // Refuses gradients of an earlier recording before anything changes.
        _threads = gradients.Tape.MaxDegreeOfParallelism;
        Apply(gradients, withClosure: false);
    }

    /// <summary>One step along sums of gradients of several recordings. Clear the sums before the next.</summary>
    /// <param name="sums">The sums; parameters in none of the recordings are left untouched.</param>
    /// <exception cref="ArgumentOutOfRangeException">The schedule gives a rate that is negative, NaN or infinite.</exception>
    public void Step(GradientAccumulator<T> sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        Begin(withClosure: false);
        Apply(sums, withClosure: false);
    }

    /// <summary>One step that calls the forward pass itself, at the point where the rule wants the gradient.</summary>
    /// <param name="closure">Resets the tape, records the forward pass and returns the loss.</param>
    /// <returns>The loss, as the closure returned it.</returns>
    /// <remarks>If the closure throws, or its result has no gradient, the parameters are what they were and the state is untouched.</remarks>
    /// <exception cref="ShapeException">The closure's result is not a single number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The schedule gives a rate that is negative, NaN or infinite.</exception>
    [OverloadResolutionPriority(1)]
    public T Step(Func<Variable<T>> closure)
    {
        ArgumentNullException.ThrowIfNull(closure);
        Begin(withClosure: true);
        Gradients<T> gradients;
        T loss;
        LookAhead();
        IsStepping = true;
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
        Apply(gradients, withClosure: true);
        return loss;
    }

    /// <summary>One step that calls several forward passes itself, at the point where the rule wants the gradient.</summary>
    /// <param name="closure">Clears the sums, adds the gradients of one recording or several, clips them if it likes, and returns them.</param>
    /// <remarks>If the closure throws, the parameters are what they were and the state is untouched.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The schedule gives a rate that is negative, NaN or infinite.</exception>
    public void Step(Func<GradientAccumulator<T>> closure)
    {
        ArgumentNullException.ThrowIfNull(closure);
        Begin(withClosure: true);
        GradientAccumulator<T> sums;
        LookAhead();
        IsStepping = true;
        try
        {
            sums = closure() ?? throw BadUse("the closure of a Step returned null.");
        }
        finally
        {
            LookBack();
            IsStepping = false;
        }

        Apply(sums, withClosure: true);
    }

    /// <summary>Gives some of the parameters a rate, a schedule and a weight decay of their own.</summary>
    /// <param name="parameters">Some of <see cref="Parameters"/>, that are in no other such group.</param>
    /// <param name="learningRate">Their rate; unless told that of all others, as it is now.</param>
    /// <param name="weightDecay">Their weight decay; unless told that of all others, as it is now.</param>
    /// <exception cref="ArgumentException">A parameter is not the optimizer's, or in another group already.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate or the weight decay is negative, NaN or infinite.</exception>
    public ParameterGroup<T> AddGroup(IReadOnlyList<Parameter<T>> parameters, double? learningRate = null, double? weightDecay = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ParameterGroup<T> group = new(
            this,
            [.. parameters.Distinct()],
            CheckSize(learningRate ?? LearningRate, nameof(learningRate)),
            CheckSize(weightDecay ?? WeightDecay, nameof(weightDecay)));
        foreach (Parameter<T> parameter in group.Parameters)
        {
            int index = Array.IndexOf(_parameters, parameter);
            if (index < 0 || _groupOf[index] != _groups[0])
            {
                throw new ArgumentException(
                    CallerLocation.Append($"{_name}: {parameter} is {(index < 0 ? "no parameter of this optimizer" : "in another group already")}."), nameof(parameters));
            }
        }

        foreach (Parameter<T> parameter in group.Parameters)
        {
            _groupOf[Array.IndexOf(_parameters, parameter)] = group;
        }

        _groups[0].Remove(group.Parameters);
        _groups.Add(group);
        return group;
    }

    /// <summary>A state of a parameter: what the rule remembers.</summary>
    internal ReadOnlySpan<T> StateOf(Parameter<T> parameter, int state) =>
        State(state)[Array.IndexOf(_parameters, parameter)].Span;

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
        double decay = DecayOf(index);
        if (decay == 0.0)
        {
            PassUndecayed(in rule, index, theta, gradient);
        }
        else
        {
            PassUndecayed(new DecayRule<T, TRule>(rule, T.CreateTruncating(decay)), index, theta, gradient);
        }
    }

    /// <summary>The one pass, by the rule alone.</summary>
    private protected void PassUndecayed<TRule>(in TRule rule, int index, Span<T> theta, ReadOnlySpan<T> gradient)
        where TRule : struct, IUpdateRule<T> => UpdateRule.Apply(in rule, theta, gradient, _first[index].Span, _second[index].Span, _third[index].Span, _threads);

    /// <summary>How many updates a parameter has had, the present one included.</summary>
    private protected long UpdatesOf(int index) => _updates[index];

    /// <summary>The weight decay of a parameter.</summary>
    private protected double DecayOf(int index) => _groupOf[index].WeightDecay;

    /// <summary>Whether <see cref="CheckSize"/> takes it.</summary>
    internal static bool IsSize(double value) => value >= 0.0 && double.IsFinite(value) && T.IsFinite(T.CreateTruncating(value));

    /// <summary>A rate or another size: 0 or more, finite in T too.</summary>
    internal double CheckSize(double value, string argument) => T.IsFinite(T.CreateTruncating(Refuse.BadRate(_name, argument, value)))
        ? value
        : throw Refuse.OutOfRange(_name, argument, value, $"must be finite as a {typeof(T).Name}");

    private protected double CheckMomentum(double value, string argument) => Refuse.BadMomentum(_name, argument, value);

    /// <summary>What is added to a root so that nothing is divided by 0: positive in T too.</summary>
    private protected double CheckDelta(double value, string argument) =>
        double.IsFinite(value) && T.CreateTruncating(value) > T.Zero && T.IsFinite(T.CreateTruncating(value))
            ? value
            : throw Refuse.OutOfRange(_name, argument, value, $"must be positive and finite as a {typeof(T).Name}");

    private protected InvalidOperationException BadUse(string complaint) => Refuse.Use($"{_name}: {complaint}");

    private void Begin(bool withClosure)
    {
        if (IsStepping)
        {
            throw BadUse("Step was called within the closure of a Step.");
        }

        Check(withClosure);
        foreach (ParameterGroup<T> group in _groups)
        {
            group.ChooseRate();
        }
    }

    private void Apply(Gradients<T> gradients, bool withClosure)
    {
        for (int index = 0; index < _parameters.Length; index++)
        {
            if (gradients.TryGet(_parameters[index], out ReadOnlySpan<T> gradient))
            {
                Apply(index, gradient, withClosure);
            }
        }

        End(withClosure);
    }

    private void Apply(GradientAccumulator<T> sums, bool withClosure)
    {
        _threads = sums.MaxDegreeOfParallelism;
        for (int index = 0; index < _parameters.Length; index++)
        {
            if (sums.Contains(_parameters[index]))
            {
                Apply(index, sums[_parameters[index]], withClosure);
            }
        }

        End(withClosure);
    }

    private void Apply(int index, ReadOnlySpan<T> gradient, bool withClosure)
    {
        _updates[index]++;
        Update(index, _parameters[index].Update(), gradient, _groupOf[index].Rate, withClosure);
    }
}
