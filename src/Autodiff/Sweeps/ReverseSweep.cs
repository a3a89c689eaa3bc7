using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>
/// The reverse sweep: from a result back over the nodes it came from, each rule once, the newest first. It knows no operation.
/// In values adjoints are buffers that are recycled as soon as their node is passed; recorded, they are variables.
/// </summary>
internal sealed unsafe partial class ReverseSweep<T>(Tape<T> tape)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const byte OnPath = 1;
    private const byte Asked = 2;

    // Tables by node. Those of a sweep that does not reach back to the first node begin at _oldest.
    private byte* _marks;
    private int* _recorded;
    private int _oldest;
    private bool _running;
    private int _uniform = -1;
    private int _first;
    private Description<T>? _description;
    private PartialAdjoints<T>? _parts;


    public bool IsRunning => _running;

    /// <summary>Whether what is recorded is only read back as text.</summary>
    public bool IsDescribing => _description is not null;

    /// <summary>The adjoint of each node, in values: null until something contributes.</summary>
    public T** Adjoints { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Wants(int id) => Wants(id, in tape.NodeAt(id));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Wants(int id, in Node<T> node) =>
        _marks != null ? id >= _oldest && _marks[id] != 0 : (node.Kind & NodeKind.Differentiable) != 0;

    /// <summary>Whether the adjoint of a node that is not a leaf outlives the sweep.</summary>
    public bool Keeps(int id) => _marks != null && (_marks[id] & Asked) != 0;

    /// <summary>
    /// Whether the adjoint of a deferred node may be one number for all its elements: nothing can contribute to it between
    /// the node <paramref name="by"/>, whose rule runs, and itself. The number lies where the adjoint would.
    /// </summary>
    public bool TryMakeUniform(int id, int by)
    {
        if (id < Math.Max(_first, _read + 1) || (tape.NodeAt(id).Kind & NodeKind.Deferred) == 0 || Adjoints[id] != null || Keeps(id))
        {
            return false;
        }

        for (int between = id + 1; between < by; between++)
        {
            if (Adjoints[between] != null && tape.NodeAt(between).Operation is not null)
            {
                return false;
            }
        }

        _uniform = id;
        return true;
    }

    /// <summary>The one number that is the adjoint of a node everywhere, if it is one: the adjoint is taken back.</summary>
    public bool TakeUniform(int id, out T number)
    {
        bool isUniform = _uniform == id;
        number = isUniform ? *Adjoints[id] : T.Zero;
        if (isUniform)
        {
            tape.Pool.Return(Adjoints[id], sizeof(T));
            Adjoints[id] = null;
            _uniform = -1;
        }

        return isUniform;
    }

    /// <summary>
    /// The sweep in values, from a scalar. Without <paramref name="with"/> the gradients of all differentiable leaves, else of those
    /// asked for.
    /// </summary>
    public Gradients<T> InValues(Variable<T> result, ReadOnlySpan<Variable<T>> with)
    {
        CheckScalar(result, nameof(Variable<T>.Gradients));
        return InValues(result, [T.One], with);
    }

    /// <summary>The sweep in values from a result of any shape, with as many seeds; rules of nodes before <paramref name="first"/> do not run.</summary>
    public Gradients<T> InValues(Variable<T> result, ReadOnlySpan<T> seed, ReadOnlySpan<Variable<T>> with, int first = 0)
    {
        tape.CheckParameters(nameof(Variable<T>.Gradients));
        int count = Begin(result, nameof(Variable<T>.Gradients), with);
        tape.LastResult = result.Id;
        ForgetScalars();
        _marks = null;
        if (!with.IsEmpty)
        {
            _marks = (byte*)Zeroed(count);
            Mark(result.Id, with);
        }

        T** adjoints = (T**)Zeroed((nint)count * sizeof(T*));
        int length = tape.NodeAt(result.Id).Length;
        T* start = (T*)tape.Pool.Rent((nint)length * sizeof(T));
        if (length == 1)
        {
            *start = seed[0];
        }
        else
        {
            seed.CopyTo(new(start, length));
        }

        adjoints[result.Id] = start;
        Walk(adjoints, result.Id, first);
        return EndWalk(adjoints, count);
    }

    private void Walk(T** adjoints, int last, int first)
    {
        Adjoints = adjoints;
        _first = first;
        _running = true;
        tape.BeginRules();
        try
        {
            for (int id = last; id >= first; id--)
            {
                T* passed = adjoints[id];
                if (passed == null)
                {
                    if (id == _read)
                    {
                        PullRead(id);
                    }

                    continue;
                }

                ref readonly Node<T> node = ref tape.NodeAt(id);
                if (node.Operation is not { } operation || !Wants(id, in node))
                {
                    continue;
                }

                if ((node.Kind & NodeKind.Deferred) != 0)
                {
                    id = tape.Strips.Pull(this, id, Math.Max(first, _read + 1));
                    continue;
                }

                Pullback<T> pull = new(tape, this, id, passed);
                operation.Pull(ref pull);
                tape.EndRule();
                if (!Keeps(id))
                {
                    adjoints[id] = null;
                    if (!pull.SeedIsGiven)
                    {
                        tape.Pool.Return(passed, (nint)pull.OutputLength * sizeof(T));
                    }
                }
            }
        }
        finally
        {
            tape.EndRules();
            Adjoints = null;
            _uniform = -1;
            _running = false;
        }
    }

    /// <summary>
    /// The sweep recorded: the derivatives with respect to what is asked for, as variables of this recording; rules of nodes before
    /// <paramref name="first"/> do not run.
    /// </summary>
    public void Recorded(Variable<T> result, Variable<T>? seed, ReadOnlySpan<Variable<T>> with, Span<Variable<T>> derivatives, int first = 0)
    {
        if (seed is { } given)
        {
            tape.Operand(given, nameof(Variable<T>.Derivative));
        }
        else
        {
            CheckScalar(result, nameof(Variable<T>.Derivative));
        }

        tape.CheckParameters(nameof(Variable<T>.Derivative));
        int count = Begin(result, nameof(Variable<T>.Derivative), with);
        tape.LastResult = result.Id;
        int oldest = Oldest(result.Id, with);
        int length = count - oldest;
        byte* marks = (byte*)Zeroed(length);
        int* recorded = (int*)Zeroed((nint)length * sizeof(int));
        _marks = marks - oldest;
        _recorded = recorded - oldest;
        _oldest = oldest;
        Mark(result.Id, with);
        _running = true;
        try
        {
            RunRecorded(result, seed ?? tape.Constant(T.One).BroadcastTo(result.Shape), Math.Max(first, oldest));

            for (int index = 0; index < with.Length; index++)
            {
                int id = with[index].Id;
                AddParts(id);
                derivatives[index] = _recorded[id] != 0
                    ? tape.VariableAt(_recorded[id] - 1)
                    : tape.Constant(T.Zero).BroadcastTo(with[index].Shape);
            }
        }
        finally
        {
            tape.Pool.Return(recorded, (nint)length * sizeof(int));
            tape.Pool.Return(marks, length);
            _oldest = 0;
            _running = false;
        }
    }

    /// <summary>
    /// One rule alone, recorded, as a function of its seed: <paramref name="contributions"/> gets the ids of what it contributes to its
    /// operands, plus one, where <paramref name="wanted"/> is set. Both are tables by node.
    /// </summary>
    public void RunRule(int id, Variable<T> seed, byte* wanted, int* contributions)
    {
        _marks = wanted;
        _recorded = contributions;
        _running = true;
        try
        {
            Pullback<T> pull = new(tape, this, id, seed);
            tape.NodeAt(id).Operation!.Pull(ref pull);
        }
        finally
        {
            _running = false;
        }
    }

    /// <summary>The sweep recorded for its text alone: all that it records is taken back.</summary>
    public void Describe(Variable<T> result, Description<T> description)
    {
        int count = Begin(result, nameof(Tape<T>.Describe), []);
        _marks = null;
        _recorded = (int*)Zeroed((nint)count * sizeof(int));
        _running = true;
        tape.BeginDescription();
        try
        {
            description.Begin();
            Variable<T> seed = tape.Constant(T.One).BroadcastTo(result.Shape);
            _description = description;
            RunRecorded(result, seed, 0);
        }
        finally
        {
            _description = null;
            tape.Pool.Return(_recorded, (nint)count * sizeof(int));
            tape.EndDescription();
            _running = false;
        }
    }

    /// <summary>Adds a recorded contribution to the adjoint of a node.</summary>
    public void AddRecorded(int id, Variable<T> contribution)
    {
        _description?.Contribute(id, contribution.Id, _recorded[id] == 0);
        Variable<T> sum = _recorded[id] == 0 ? contribution : tape.VariableAt(_recorded[id] - 1) + contribution;
        _recorded[id] = sum.Id + 1;
    }

    /// <summary>Adds a recorded contribution to a region of the adjoint of a node: when the sweep comes there, at once in a description.</summary>
    public void AddRecorded(int id, Variable<T> contribution, Region region)
    {
        _parts ??= new(tape);
        _parts.Add(id, contribution, region);
        if (_description is not null)
        {
            AddParts(id);
        }
    }

    private void AddParts(int id)
    {
        if (_parts is not null && _parts.TryTake(id, out Variable<T> sum))
        {
            AddRecorded(id, sum);
        }
    }

    private void RunRecorded(Variable<T> result, Variable<T> seed, int first)
    {
        _recorded[result.Id] = seed.Id + 1;
        _parts?.Clear();
        for (int id = result.Id; id >= first; id--)
        {
            AddParts(id);
            if (_recorded[id] != 0 && tape.NodeAt(id).Operation is { } operation && Wants(id))
            {
                Variable<T> adjoint = tape.VariableAt(_recorded[id] - 1);
                _description?.EnterRule(id, adjoint.Id);
                Pullback<T> pull = new(tape, this, id, adjoint);
                operation.Pull(ref pull);
            }
        }
    }

    private void CheckScalar(Variable<T> result, string operation)
    {
        if (tape.Node(result).Length != 1)
        {
            throw new ShapeException($"{operation} of a variable of shape {result.Shape} needs a scalar result (Sum or Mean it) or a seed of that shape.");
        }
    }

    /// <summary>Checks everything that can be wrong; gives how many nodes the tables of the sweep need.</summary>
    private int Begin(Variable<T> result, string operation, ReadOnlySpan<Variable<T>> with)
    {
        tape.Node(result);
        CheckRecording(operation);
        foreach (Variable<T> variable in with)
        {
            if ((tape.Operand(variable, operation).Kind & NodeKind.Differentiable) == 0)
            {
                throw new RecordingException($"{operation}: {variable} does not depend on a differentiable leaf; make it with tape.Variable.");
            }
        }

        return tape.NodeCount;
    }

    private void CheckRecording(string operation)
    {
        if (!tape.IsDifferentiable)
        {
            throw new RecordingException($"{operation} within tape.Inference(): nothing is recorded there that could be differentiated.");
        }
    }

    /// <summary>The oldest node that a sweep from the result to what was asked for can reach.</summary>
    private static int Oldest(int result, ReadOnlySpan<Variable<T>> with)
    {
        int oldest = result;
        foreach (Variable<T> variable in with)
        {
            oldest = Math.Min(oldest, variable.Id);
        }

        return oldest;
    }

    /// <summary>Marks what was asked for, and of the result's past every node that depends on it.</summary>
    private void Mark(int result, ReadOnlySpan<Variable<T>> with)
    {
        foreach (Variable<T> variable in with)
        {
            _marks[variable.Id] = Asked | OnPath;
        }

        int oldest = Oldest(result, with);
        for (int id = oldest + 1; id <= result; id++)
        {
            ref readonly Node<T> node = ref tape.NodeAt(id);
            if ((node.Kind & NodeKind.Differentiable) != 0 && DependsOnMarked(in node, oldest))
            {
                _marks[id] |= OnPath;
            }
        }
    }

    private bool DependsOnMarked(ref readonly Node<T> node, int oldest)
    {
        for (int operand = Tape<T>.OperandCount(in node) - 1; operand >= 0; operand--)
        {
            int id = tape.OperandAt(in node, operand);
            if (id >= oldest && _marks[id] != 0)
            {
                return true;
            }
        }

        return false;
    }

    private void* Zeroed(nint bytes)
    {
        void* memory = tape.Pool.Rent(bytes);
        Unsafe.InitBlockUnaligned(memory, 0, checked((uint)bytes));
        return memory;
    }
}
