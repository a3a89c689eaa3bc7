using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Optim;

/// <summary>
/// Parameters of an optimizer with a learning rate and a weight decay of their own: <see cref="Optimizer{T}.AddGroup"/> makes one, and
/// all other parameters are the first of <see cref="Optimizer{T}.Groups"/>.
/// </summary>
/// <typeparam name="T">The number type of the parameters.</typeparam>
/// <example><code>
/// var slow = optimizer.AddGroup(encoder.Parameters, learningRate: 1e-4);
/// slow.Schedule = new Schedule(t => 0.1 * schedule.At(t));
/// </code></example>
public sealed class ParameterGroup<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Optimizer<T> _optimizer;
    private double _learningRate;

    internal ParameterGroup(Optimizer<T> optimizer, IReadOnlyList<Parameter<T>> parameters, double learningRate, double weightDecay)
    {
        _optimizer = optimizer;
        _learningRate = learningRate;
        WeightDecay = weightDecay;
        Parameters = parameters;
    }

    /// <summary>The parameters.</summary>
    public IReadOnlyList<Parameter<T>> Parameters { get; private set; }

    /// <summary>The learning rate alpha of the next step. Setting it ends a <see cref="Schedule"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, NaN or infinite.</exception>
    public double LearningRate
    {
        get => Schedule?.At(_optimizer.Steps) ?? _learningRate;
        set
        {
            _learningRate = _optimizer.CheckSize(value, nameof(LearningRate));
            Schedule = null;
        }
    }

    /// <summary>Where the learning rate comes from, evaluated at the optimizer's steps; null for a constant one. See <see cref="Optimizer{T}.Schedule"/>.</summary>
    public Schedule? Schedule { get; set; }

    /// <summary>Weight decay lambda; 0 for none. See <see cref="Optimizer{T}.WeightDecay"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, NaN or infinite.</exception>
    public double WeightDecay
    {
        get;
        set => field = _optimizer.CheckSize(value, nameof(WeightDecay));
    }

    /// <summary>The rate of the present step.</summary>
    internal double Rate { get; private set; }

    internal void ChooseRate()
    {
        double rate = LearningRate;

        // The check first: a message costs memory, and a step none.
        Rate = Optimizer<T>.IsSize(rate)
            ? rate
            : _optimizer.CheckSize(rate, string.Create(CultureInfo.InvariantCulture, $"the schedule's rate at step {_optimizer.Steps}"));
    }

    internal void Remove(IReadOnlyList<Parameter<T>> parameters) => Parameters = [.. Parameters.Except(parameters)];
}
