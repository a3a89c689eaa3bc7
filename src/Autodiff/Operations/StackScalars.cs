using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public sealed unsafe partial class Tape<T>
{
    /// <summary>Scalars as a vector: where scalar code ends and array operations begin. Slope: 1 to each.</summary>
    /// <param name="scalars">The scalars, constants among them.</param>
    /// <exception cref="RecordingException">A scalar belongs to another tape or an earlier recording, or the tape computes a segment of Checkpoint.</exception>
    [OverloadResolutionPriority(-1)]
    public Variable<T> Stack(ReadOnlySpan<Scalar<T>> scalars) => Stack(scalars, [scalars.Length]);

    /// <summary>Scalars as an array.</summary>
    /// <param name="scalars">The scalars, row-major.</param>
    /// <param name="shape">The shape.</param>
    /// <exception cref="ShapeException">The shape does not hold as many numbers.</exception>
    /// <inheritdoc cref="Stack(ReadOnlySpan{Scalar{T}})"/>
    public Variable<T> Stack(ReadOnlySpan<Scalar<T>> scalars, in Shape shape)
    {
        CheckLength(scalars.Length, shape, nameof(Stack));
        return StackScalarsOperation<T>.Record(this, scalars, shape);
    }
}

/// <summary>
/// Scalars as an array: where the sweep over nodes goes on in the statements. The node's third number is how many scalars there were, its payload their
/// indices; its operand, if there is one, is the newest read of scalars.
/// </summary>
internal sealed unsafe class StackScalarsOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly StackScalarsOperation<T> _instance = new();

    public override string Name => "stack";

    public static Variable<T> Record(Tape<T> tape, ReadOnlySpan<Scalar<T>> scalars, in Shape shape)
    {
        ScalarRecorder<T> recorder = tape.ScalarRecorder;
        bool isConstant = true;
        foreach (ref readonly Scalar<T> scalar in scalars)
        {
            recorder.Check(scalar, "Stack");
            isConstant &= scalar.IsConstant;
        }

        if (!isConstant)
        {
            tape.CheckNoSegment("Stack");
            recorder.BeforeCrossing();
        }

        Span<T> values = tape.Allocate(scalars.Length);
        Span<int> indices = isConstant ? [] : tape.AllocateKept<int>(scalars.Length);
        for (int index = 0; index < scalars.Length; index++)
        {
            values[index] = scalars[index].Number;
            if (!isConstant)
            {
                indices[index] = (int)scalars[index].Place;
            }
        }

        ReadOnlySpan<int> sizes = shape.AsSpan();
        int shapeAt = tape.PushSizes(sizes);
        if (isConstant)
        {
            return tape.Push(null!, values, shapeAt, sizes.Length, NodeKind.None, 0, 0);
        }

        fixed (int* payload = indices)
        {
            int read = tape.NewestRead;
            return tape.Push(
                _instance, values, shapeAt, sizes.Length, NodeKind.Differentiable, read < 0 ? 0 : 1, read, c: recorder.Count, payload: (nint)payload);
        }
    }

    public override void Pull(ref Pullback<T> pull)
    {
        if (pull.IsRecorded)
        {
            if (!pull.IsDescribed)
            {
                throw new RecordingException(
                    "Derivative: the path leads through scalars, whose slopes are numbers. Gradients() passes them; second derivatives of scalar code come from Scalar<Dual<T>>.");
            }

            return;
        }

        ref readonly Node<T> node = ref pull.Tape.NodeAt(pull.Output.Id);
        int* indices = (int*)node.Payload;
        T* adjoints = pull.ScalarsBefore(node.C, node.Operands == 0 ? -1 : node.A).Adjoints;
        ReadOnlySpan<T> seed = pull.SeedValues;
        for (int index = 0; index < seed.Length; index++)
        {
            adjoints[indices[index]] += seed[index];
        }
    }

    public override void Push(ref Pushforward<T> push) =>
        throw new RecordingException("JacobianVectorProduct: the path leads through scalars, which have a reverse sweep only. Call the scalar code with Dual<T> instead.");

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        $"stack({(tape.NodeAt(id).Length == 1 ? "1 scalar" : $"{tape.NodeAt(id).Length} scalars")})";
}
