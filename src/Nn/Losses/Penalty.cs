using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>What is added to a loss so that parameters stay small: a number that grows with them.</summary>
/// <remarks>
/// The L2 penalty times lambda is what an optimizer's weight decay lambda amounts to (but for AdamW, which decays apart from the loss).
/// An empty list has a penalty of 0.
/// </remarks>
/// <example><code>
/// var loss = Loss.CrossEntropy(logits, labels) + (1e-4 * Penalty.L1(tape, model.Parameters));
/// </code></example>
public static class Penalty
{
    /// <summary>sum |theta| over all numbers of the parameters: drives those that do not matter to 0. Its slope at 0 is 0.</summary>
    /// <param name="tape">Where it is recorded.</param>
    /// <param name="parameters">The parameters; usually the weights without the biases.</param>
    public static Variable<T> L1<T>(Tape<T> tape, IReadOnlyList<Parameter<T>> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(parameters);
        Variable<T> sum = tape.Constant(T.Zero);
        for (int index = 0; index < parameters.Count; index++)
        {
            sum += tape.Variable(parameters[index]).Abs().Sum();
        }

        return sum;
    }

    /// <summary>sum theta^2 / 2 over all numbers of the parameters: shrinks all in proportion.</summary>
    /// <inheritdoc cref="L1"/>
    public static Variable<T> L2<T>(Tape<T> tape, IReadOnlyList<Parameter<T>> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(parameters);
        Variable<T> sum = tape.Constant(T.Zero);
        for (int index = 0; index < parameters.Count; index++)
        {
            sum += tape.Variable(parameters[index]).Square().Sum();
        }

        return 0.5 * sum;
    }
}
