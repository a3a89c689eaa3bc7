using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// A structural operation of your own: how its result is computed, and its vector-Jacobian product in terms of operations on
/// variables. From these it has gradients, recorded derivatives of any order and a forward mode. Record it with
/// <see cref="Tape{T}.Apply(CustomOperation{T}, ReadOnlySpan{Variable{T}})"/>, and hold it against <see cref="GradientCheck"/>.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <remarks>
/// One instance may serve any number of recordings and tapes; its fields are the operation's constants and must not change while a
/// recording holds it. A function of each element by itself is better written as an <see cref="IPointwise"/>.
/// </remarks>
/// <example><code>
/// public sealed class Roll(int by) : CustomOperation&lt;double&gt;("roll")
/// {
///     protected override Shape ShapeOf(ReadOnlySpan&lt;Variable&lt;double&gt;&gt; operands) => operands[0].Shape;
///
///     protected override void Compute(ReadOnlySpan&lt;Variable&lt;double&gt;&gt; operands, Span&lt;double&gt; result)
///     {
///         ReadOnlySpan&lt;double&gt; x = operands[0].Values;
///         for (int index = 0; index &lt; x.Length; index++)
///         {
///             result[(index + by) % x.Length] = x[index];
///         }
///     }
///
///     protected override Variable&lt;double&gt;? VectorJacobianProduct(
///         int operand, ReadOnlySpan&lt;Variable&lt;double&gt;&gt; operands, Variable&lt;double&gt; result, Variable&lt;double&gt; seed) =>
///         seed.Tape.Apply(new Roll(seed.Length - by), seed);
/// }
/// </code></example>
public abstract class CustomOperation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The base of an operation.</summary>
    /// <param name="name">The name in messages and in <see cref="Tape{T}.Describe()"/>.</param>
    protected CustomOperation(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Rule = new(this);
    }

    /// <summary>The name in messages and in <see cref="Tape{T}.Describe()"/>.</summary>
    public string Name { get; }

    internal CustomRule<T> Rule { get; }

    internal Shape ResultShape(ReadOnlySpan<Variable<T>> operands) => ShapeOf(operands);

    internal void Forward(ReadOnlySpan<Variable<T>> operands, Span<T> result) => Compute(operands, result);

    internal Variable<T>? Contribution(int operand, ReadOnlySpan<Variable<T>> operands, Variable<T> result, Variable<T> seed) =>
        VectorJacobianProduct(operand, operands, result, seed);

    internal Variable<T>? Tangent(ReadOnlySpan<Variable<T>> operands, Variable<T> result, ReadOnlySpan<Variable<T>> tangents) =>
        JacobianVectorProduct(operands, result, tangents);

    /// <summary>The shape of the result. Refuse operands that do not fit with an exception: nothing is recorded then.</summary>
    /// <param name="operands">The operands.</param>
    protected abstract Shape ShapeOf(ReadOnlySpan<Variable<T>> operands);

    /// <summary>Computes the result.</summary>
    /// <param name="operands">The operands; read their <see cref="Variable{T}.Values"/>.</param>
    /// <param name="result">Where the result goes, row-major; it may hold anything before.</param>
    protected abstract void Compute(ReadOnlySpan<Variable<T>> operands, Span<T> result);

    /// <summary>
    /// What the seed contributes to the gradient of one operand: sum_i seed_i d result_i / d operand_j, in terms of operations, which
    /// is what lets it be differentiated again. It may contain derivatives (<see cref="Differentiate.Derivative{T}(Func{Variable{T}, Variable{T}}, Variable{T})"/>),
    /// as the implicit differentiation of an equation's solution does.
    /// </summary>
    /// <param name="operand">Which operand; it is asked for only where a gradient is wanted.</param>
    /// <param name="operands">The operands.</param>
    /// <param name="result">The result.</param>
    /// <param name="seed">The gradient with respect to the result, of the result's shape.</param>
    /// <returns>A variable of the operand's shape; null if the result does not depend on the operand differentiably.</returns>
    protected abstract Variable<T>? VectorJacobianProduct(int operand, ReadOnlySpan<Variable<T>> operands, Variable<T> result, Variable<T> seed);

    /// <summary>
    /// The derivative of the result along a direction: sum_j d result / d operand_j tangent_j. Stating it is optional: without it the
    /// forward mode follows from <see cref="VectorJacobianProduct"/>, at about twice its cost.
    /// </summary>
    /// <param name="operands">The operands.</param>
    /// <param name="result">The result.</param>
    /// <param name="tangents">The direction of each operand, of its shape; zeros where an operand does not vary.</param>
    /// <returns>A variable of the result's shape; null if it is not stated.</returns>
    protected virtual Variable<T>? JacobianVectorProduct(
        ReadOnlySpan<Variable<T>> operands, Variable<T> result, ReadOnlySpan<Variable<T>> tangents) => null;
}

public sealed partial class Tape<T>
{
    /// <summary>Records a structural operation of your own.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="operands">Its operands, at least one, all of this tape.</param>
    /// <exception cref="ArgumentException">There are no operands.</exception>
    /// <exception cref="RecordingException">An operand belongs to another tape or an earlier recording.</exception>
    public Variable<T> Apply(CustomOperation<T> operation, params ReadOnlySpan<Variable<T>> operands)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (operands.IsEmpty)
        {
            throw new ArgumentException(CallerLocation.Append($"{operation.Name} needs at least one operand."), nameof(operands));
        }

        foreach (Variable<T> operand in operands)
        {
            Operand(operand, operation.Rule);
        }

        Shape shape = operation.ResultShape(operands);
        Span<T> result = Allocate(shape.Length);
        operation.Forward(operands, result);
        return Push(operation.Rule, result, PushSizes(shape.AsSpan()), shape.Rank, operands);
    }
}

/// <summary>The rule of a user's operation: what it states, checked.</summary>
internal sealed class CustomRule<T>(CustomOperation<T> operation) : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override string Name => operation.Name;

    public override void Pull(ref Pullback<T> pull)
    {
        FewVariables<T> few = default;
        Span<Variable<T>> operands = pull.OperandCount <= FewVariables<T>.Count ? few[..pull.OperandCount] : new Variable<T>[pull.OperandCount];
        for (int operand = 0; operand < operands.Length; operand++)
        {
            operands[operand] = pull.Operand(operand);
        }

        if (pull.IsRecorded)
        {
            for (int operand = 0; operand < operands.Length; operand++)
            {
                if (Contribution(ref pull, operand, operands) is { } contribution)
                {
                    pull.Add(operand, contribution);
                }
            }
        }
        else
        {
            PullInValues(ref pull, operands);
        }
    }

    public override void Push(ref Pushforward<T> push)
    {
        FewVariables<T> few = default;
        FewVariables<T> fewTangents = default;
        bool isFew = push.OperandCount <= FewVariables<T>.Count;
        Span<Variable<T>> operands = isFew ? few[..push.OperandCount] : new Variable<T>[push.OperandCount];
        Span<Variable<T>> tangents = isFew ? fewTangents[..push.OperandCount] : new Variable<T>[push.OperandCount];
        for (int operand = 0; operand < operands.Length; operand++)
        {
            operands[operand] = push.Operand(operand);
            tangents[operand] = push.Tangent(operand);
        }

        if (operation.Tangent(operands, push.Output, tangents) is { } stated)
        {
            Check(stated, push.Tape, push.OutputSizes, "along a direction");
            push.Add(stated);
        }
        else
        {
            push.TransposeRule();
        }
    }

    // Recorded for a moment, in memory of its own: what the user states may itself contain derivatives.
    private void PullInValues(ref Pullback<T> pull, scoped ReadOnlySpan<Variable<T>> operands)
    {
        FewVariables<T> few = default;
        Span<Variable<T>> contributions = operands.Length <= FewVariables<T>.Count ? few[..operands.Length] : new Variable<T>[operands.Length];
        Tape<T> tape = pull.Tape;
        Tape<T>.SegmentState state = tape.EnterSegment();
        bool hasLeft = false;
        try
        {
            for (int operand = 0; operand < operands.Length; operand++)
            {
                contributions[operand] = Contribution(ref pull, operand, operands) ?? default;
            }

            tape.LeaveSegment(state);
            hasLeft = true;
            for (int operand = 0; operand < operands.Length; operand++)
            {
                if (contributions[operand] != default)
                {
                    pull.Add(operand, contributions[operand]);
                }
            }
        }
        finally
        {
            if (!hasLeft)
            {
                tape.LeaveSegment(state);
            }

            tape.ForgetSegment(state);
        }
    }

    private Variable<T>? Contribution(ref Pullback<T> pull, int operand, scoped ReadOnlySpan<Variable<T>> operands)
    {
        if (!pull.Wants(operand) || operation.Contribution(operand, operands, pull.Output, pull.Seed) is not { } contribution)
        {
            return null;
        }

        Check(contribution, pull.Tape, pull.Sizes(operand), $"towards operand {operand}");
        return contribution;
    }

    private void Check(Variable<T> given, Tape<T> tape, ReadOnlySpan<int> expected, string what)
    {
        tape.Operand(given, this);
        if (!given.Shape.AsSpan().SequenceEqual(expected))
        {
            throw new ShapeException($"{Name}: its derivative {what} has shape {given.Shape} and must have {Shape.Format(expected)}.");
        }
    }
}
