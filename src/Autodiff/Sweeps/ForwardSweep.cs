using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// The forward sweep: from what is varied to a result, over the nodes between them, each rule once, the oldest first. It is
/// recorded: the tangents are variables of the same recording.
/// </summary>
internal sealed unsafe class ForwardSweep<T>(Tape<T> tape)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const byte Varies = 1;
    private const byte Leads = 2;

    /// <summary>By node: the id of its tangent plus one, 0 if it has none.</summary>
    public int* Tangents { get; private set; }

    /// <summary>By node: not 0 where there is a tangent.</summary>
    public byte* Marks { get; private set; }

    /// <summary>By node: room for the contributions of one rule.</summary>
    public int* Contributions { get; private set; }

    /// <summary>The derivative of a result along the directions; zeros if it does not depend on what is varied.</summary>
    public Variable<T> Run(Variable<T> result, ReadOnlySpan<Variable<T>> with, ReadOnlySpan<Variable<T>> directions)
    {
        Variable<T> derivative = default;
        Run([result], with, directions, new(ref derivative));
        return derivative;
    }

    /// <summary>The derivatives of several results along the directions, by one sweep.</summary>
    public void Run(
        ReadOnlySpan<Variable<T>> results, ReadOnlySpan<Variable<T>> with, ReadOnlySpan<Variable<T>> directions, Span<Variable<T>> derivatives)
    {
        Check(results, with, directions);
        int? last = tape.LastResult;
        int count = tape.NodeCount;

        // A rule may itself contain a forward sweep: a user's, or that of a segment that is computed again.
        byte* outerMarks = Marks;
        int* outerTangents = Tangents;
        int* outerContributions = Contributions;
        byte* path = (byte*)Zeroed(count);
        Marks = (byte*)Zeroed(count);
        Tangents = (int*)Zeroed((nint)count * sizeof(int));
        Contributions = (int*)Zeroed((nint)count * sizeof(int));
        try
        {
            (int oldest, int newest) = MarkPaths(path, results, with);
            for (int index = 0; index < with.Length; index++)
            {
                Add(with[index].Id, directions[index]);
            }

            for (int id = oldest; id <= newest; id++)
            {
                if (path[id] == (Varies | Leads) && tape.NodeAt(id).Operation is { } operation)
                {
                    Pushforward<T> push = new(tape, this, id);
                    operation.Push(ref push);
                }
            }

            for (int index = 0; index < results.Length; index++)
            {
                int tangent = Tangents[results[index].Id];
                derivatives[index] = tangent != 0
                    ? tape.VariableAt(tangent - 1)
                    : tape.Constant(T.Zero).BroadcastTo(results[index].Shape);
            }
        }
        finally
        {
            tape.LastResult = last;
            tape.Pool.Return(path, count);
            tape.Pool.Return(Marks, count);
            tape.Pool.Return(Tangents, (nint)count * sizeof(int));
            tape.Pool.Return(Contributions, (nint)count * sizeof(int));
            Marks = outerMarks;
            Tangents = outerTangents;
            Contributions = outerContributions;
        }
    }

    /// <summary>Adds to the tangent of a node.</summary>
    public void Add(int id, Variable<T> contribution)
    {
        Variable<T> sum = Tangents[id] == 0 ? contribution : tape.VariableAt(Tangents[id] - 1) + contribution;
        Tangents[id] = sum.Id + 1;
        Marks[id] = 1;
    }

    private void Check(ReadOnlySpan<Variable<T>> results, ReadOnlySpan<Variable<T>> with, ReadOnlySpan<Variable<T>> directions)
    {
        const string Operation = nameof(Variable<T>.JacobianVectorProduct);
        foreach (Variable<T> result in results)
        {
            tape.Operand(result, Operation);
        }

        if (!tape.IsDifferentiable)
        {
            throw new RecordingException($"{Operation} within tape.Inference(): nothing is recorded there that could be differentiated.");
        }

        if (with.Length != directions.Length)
        {
            throw new ShapeException($"{Operation} with respect to {with.Length} variables needs as many directions and was given {directions.Length}.");
        }

        for (int index = 0; index < with.Length; index++)
        {
            if ((tape.Operand(with[index], Operation).Kind & NodeKind.Differentiable) == 0)
            {
                throw new RecordingException($"{Operation}: {with[index]} does not depend on a differentiable leaf; make it with tape.Variable.");
            }

            tape.Operand(directions[index], Operation);
            if (!tape.SameShape(with[index].Id, directions[index].Id))
            {
                throw new ShapeException($"{Operation}: a variable of shape {with[index].Shape} was given a direction of shape {directions[index].Shape}.");
            }
        }

        tape.CheckParameters(Operation);
    }

    /// <summary>Marks what depends on what is varied, and what leads to a result; gives the oldest that is varied and the newest result.</summary>
    private (int Oldest, int Newest) MarkPaths(byte* path, ReadOnlySpan<Variable<T>> results, ReadOnlySpan<Variable<T>> with)
    {
        int newest = 0;
        foreach (Variable<T> result in results)
        {
            path[result.Id] |= Leads;
            newest = Math.Max(newest, result.Id);
        }

        int oldest = newest;
        foreach (Variable<T> variable in with)
        {
            path[variable.Id] |= Varies;
            oldest = Math.Min(oldest, variable.Id);
        }

        for (int id = oldest; id <= newest; id++)
        {
            ref readonly Node<T> node = ref tape.NodeAt(id);
            for (int operand = Tape<T>.OperandCount(in node) - 1; operand >= 0; operand--)
            {
                path[id] |= (byte)(path[tape.OperandAt(in node, operand)] & Varies);
            }
        }

        for (int id = newest; id >= oldest; id--)
        {
            if (path[id] == (Varies | Leads))
            {
                ref readonly Node<T> node = ref tape.NodeAt(id);
                for (int operand = Tape<T>.OperandCount(in node) - 1; operand >= 0; operand--)
                {
                    path[tape.OperandAt(in node, operand)] |= Leads;
                }
            }
        }

        return (oldest, newest);
    }

    private void* Zeroed(nint bytes)
    {
        void* memory = tape.Pool.Rent(bytes);
        Unsafe.InitBlockUnaligned(memory, 0, checked((uint)bytes));
        return memory;
    }
}
