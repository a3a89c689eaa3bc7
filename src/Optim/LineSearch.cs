using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Optim;

/// <summary>A learning rate that is looked for, along the line down the gradient.</summary>
public static class LineSearch
{
    /// <summary>
    /// The first rate alpha of largest, largest factor, largest factor^2, ... at which a step of gradient descent lowers the loss enough:
    /// L(theta - alpha g) &lt;= L(theta) - slope alpha |g|^2. (Armijo 1966.)
    /// </summary>
    /// <param name="parameters">The parameters theta. They are what they were afterwards.</param>
    /// <param name="closure">Resets the tape, records the forward pass and returns the loss.</param>
    /// <param name="largest">The rate that is tried first.</param>
    /// <param name="factor">The next rate over the last one.</param>
    /// <param name="slope">How much of the decrease that the gradient promises is enough.</param>
    /// <param name="trials">How many rates are tried.</param>
    /// <returns>The rate; 0 if none of them lowers the loss enough.</returns>
    /// <remarks>Costs a gradient and one evaluation for each rate. A parameter that is not in the recording stays where it is.</remarks>
    /// <example><code>
    /// descent.LearningRate = LineSearch.Rate(model.Parameters, loss);
    /// descent.Step(loss);
    /// </code></example>
    /// <exception cref="ShapeException">The closure's result is not a single number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The largest rate is not positive and finite, factor or slope not between 0 and 1, or trials less than 1.</exception>
    public static double Rate<T>(
        IReadOnlyList<Parameter<T>> parameters,
        Func<Variable<T>> closure,
        double largest = 1.0,
        double factor = 0.5,
        double slope = 1e-4,
        int trials = 40)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Name = "LineSearch.Rate";
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(closure);
        Refuse.NotPositive(Name, nameof(largest), Refuse.BadRate(Name, nameof(largest), largest));
        Refuse.NotPositive(Name, nameof(factor), Refuse.BadMomentum(Name, nameof(factor), factor));
        Refuse.NotPositive(Name, nameof(slope), Refuse.BadMomentum(Name, nameof(slope), slope));
        Refuse.Below(Name, nameof(trials), trials, 1);

        Variable<T> start = closure();
        GradientAccumulator<T> gradients = new(parameters);
        gradients.Add(start.Gradients());
        double loss = double.CreateTruncating(start.Item());
        Parameter<T>[] moved = [.. parameters.Distinct().Where(gradients.Contains)];
        T[][] saved = [.. moved.Select(parameter => parameter.Values.ToArray())];
        double squares = 0.0;
        foreach (Parameter<T> parameter in moved)
        {
            foreach (T entry in gradients[parameter])
            {
                squares += double.CreateTruncating(entry * entry);
            }
        }

        try
        {
            double rate = largest;
            for (int trial = 0; trial < trials; trial++, rate *= factor)
            {
                Move(rate);

                // Of NaN too: it is not lower.
                if (double.CreateTruncating(closure().Item()) <= loss - (slope * rate * squares))
                {
                    return rate;
                }
            }

            return 0.0;
        }
        finally
        {
            Move(0.0);
        }

        void Move(double rate)
        {
            T alpha = T.CreateTruncating(rate);
            for (int index = 0; index < moved.Length; index++)
            {
                Span<T> theta = moved[index].Update();
                ReadOnlySpan<T> gradient = gradients[moved[index]];
                for (int place = 0; place < theta.Length; place++)
                {
                    theta[place] = rate == 0.0 ? saved[index][place] : saved[index][place] - (alpha * gradient[place]);
                }
            }
        }
    }
}
