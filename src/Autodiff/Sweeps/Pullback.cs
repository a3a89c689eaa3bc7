using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>
/// What a rule sees of the sweep: the operands and output of its node, the seed, and a place for each contribution. In values a
/// contribution goes straight into the operand's adjoint; recorded, it becomes operations. Broadcasting is undone here.
/// </summary>
internal unsafe ref struct Pullback<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Tape<T> _tape;
    private readonly ReverseSweep<T> _sweep;
    private readonly int _id;

    // A rule may record and so move the nodes; what stood here when it began does not change.
    private readonly ref readonly Node<T> _node;
    private Variable<T> _seed;
    private bool _seedIsGiven;

    /// <summary>A rule run in values: <paramref name="sweep"/> holds the adjoints' memory, of which <paramref name="seed"/> is the output's.</summary>
    public Pullback(Tape<T> tape, ReverseSweep<T> sweep, int id, T* seed)
    {
        _tape = tape;
        _sweep = sweep;
        _id = id;
        _node = ref tape.NodeAt(id);
        SeedPointer = seed;
    }

    /// <summary>A rule run recorded, with the adjoint of its output as a variable.</summary>
    public Pullback(Tape<T> tape, ReverseSweep<T> sweep, int id, Variable<T> seed)
    {
        _tape = tape;
        _sweep = sweep;
        _id = id;
        _node = ref tape.NodeAt(id);
        _seed = seed;
        IsRecorded = true;
    }

    /// <summary>Whether contributions are recorded, so that they can be differentiated again.</summary>
    public bool IsRecorded { get; }

    /// <summary>Whether what is recorded is only read back as text.</summary>
    public readonly bool IsDescribed => _sweep.IsDescribing;

    /// <summary>In values: the sweep over scalars that is under way.</summary>
    public readonly ScalarSweep<T> Scalars => _sweep.Scalars;

    public readonly Tape<T> Tape => _tape;

    /// <summary>Whether the seed's buffer has become an operand's adjoint.</summary>
    public readonly bool SeedIsGiven => _seedIsGiven;

    /// <summary>The adjoint of the output, as a variable.</summary>
    public Variable<T> Seed
    {
        get
        {
            if (!IsRecorded && _seed == default)
            {
                _seed = _tape.PushAdjoint(SeedPointer, _id);
            }

            return _seed;
        }
    }

    /// <summary>In values: whether nothing needs the seed any more once the rule is done, so that it may be overwritten.</summary>
    public readonly bool SeedIsFree => !_seedIsGiven && !_sweep.Keeps(_id);

    /// <summary>In values: the seed's own memory, where <see cref="SeedIsFree"/>.</summary>
    public readonly Span<T> SeedMemory => Tape<T>.SpanOf(SeedPointer, Node.Length);

    /// <summary>The adjoint of the output, in values.</summary>
    public readonly ReadOnlySpan<T> SeedValues => Tape<T>.SpanOf(SeedPointer, Node.Length);

    public readonly Variable<T> Output => _tape.VariableAt(_id);

    public readonly ReadOnlySpan<T> OutputValues => _tape.ValuesOf(in _node);

    /// <summary>In values: the output's own memory, of an operation whose output is never borrowed nor deferred.</summary>
    public readonly Span<T> OutputMemory => Tape<T>.SpanOf(Node.Value, Node.Length);

    public readonly ReadOnlySpan<int> OutputSizes => _tape.SizesAt(_id);

    public readonly int OutputLength => Node.Length;

    public readonly int OperandCount => Tape<T>.OperandCount(in _node);

    private T* SeedPointer { get; }

    private readonly ref readonly Node<T> Node => ref _node;

    /// <summary>The node of an operand: for a rule that reads several things of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref readonly Node<T> NodeOf(int operand) => ref _tape.NodeAt(IdOf(operand));

    public readonly Variable<T> Operand(int operand) => _tape.VariableAt(IdOf(operand));

    public readonly ReadOnlySpan<T> Values(int operand) => _tape.ValuesAt(IdOf(operand));

    public readonly ReadOnlySpan<int> Sizes(int operand) => _tape.SizesAt(IdOf(operand));

    public readonly int Length(int operand) => _tape.NodeAt(IdOf(operand)).Length;

    public readonly F Kept<F>()
        where F : unmanaged => Tape<T>.Kept<F>(in _node);

    /// <summary>Whether the operand is on a path to something that was asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Wants(int operand) => _sweep.Wants(IdOf(operand));

    public readonly bool IsShapedAsOutput(int operand) => _tape.SameShape(IdOf(operand), _id);

    /// <summary>In values: the operand's adjoint, to be written, or added to if <paramref name="accumulate"/>.</summary>
    public readonly Span<T> Target(int operand, out bool accumulate)
    {
        int id = IdOf(operand);
        return Target(id, _tape.NodeAt(id).Length, out accumulate);
    }

    /// <summary>In values: <see cref="Target(int, out bool)"/> if <see cref="Wants"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryTarget(int operand, out Span<T> target, out bool accumulate)
    {
        int id = IdOf(operand);
        ref readonly Node<T> node = ref _tape.NodeAt(id);
        if (!_sweep.Wants(id, in node))
        {
            target = default;
            accumulate = false;
            return false;
        }

        target = Target(id, node.Length, out accumulate);
        return true;
    }

    /// <summary>Adds a contribution; one of the output's shape is summed over the axes that the operand was repeated along.</summary>
    public void Add(int operand, Variable<T> contribution)
    {
        if (!Wants(operand))
        {
            return;
        }

        int id = IdOf(operand);
        if (IsRecorded)
        {
            _sweep.AddRecorded(id, SummedTo(contribution, id));
            return;
        }

        if (_tape.SameShape(contribution.Id, id))
        {
            if (_sweep.Adjoints[id] == null && _tape.TryTake(contribution, out T* buffer))
            {
                _sweep.Adjoints[id] = buffer;
                return;
            }

            Span<T> target = Target(operand, out bool accumulate);
            AddScaled(_tape.ValuesAt(contribution.Id), T.One, target, accumulate);
            return;
        }

        ReadOnlySpan<int> sizes = _tape.SizesAt(contribution.Id);
        ulong axes = Broadcasting.RepeatedAxes(_tape.SizesAt(id), sizes);
        Span<T> reduced = Target(operand, out bool add);
        Reduction.Sum(_tape.ValuesAt(contribution.Id), sizes, axes, reduced, T.One, add, _tape.Threads);
    }

    /// <summary>Adds a contribution that the rule computed at a recorded number; a plain 0 adds nothing.</summary>
    public void Add(int operand, Recorded<T> contribution)
    {
        if (!contribution.IsZero)
        {
            Add(operand, contribution.On(_tape));
        }
    }

    /// <summary>Recorded: adds a contribution to a region of the operand's adjoint. For operations with a forward rule of their own.</summary>
    public readonly void AddRecordedPart(int operand, Variable<T> contribution, Region region) =>
        _sweep.AddRecorded(IdOf(operand), contribution, region);

    /// <summary>Adds factor times the seed; if it is the seed itself and the first contribution, its buffer moves in.</summary>
    public void AddScaledSeed(int operand, double factor)
    {
        if (!Wants(operand))
        {
            return;
        }

        int id = IdOf(operand);

        bool sameLength = _tape.NodeAt(id).Length == Node.Length;
        if (sameLength && factor == 1.0 && _sweep.Adjoints[id] == null && SeedIsFree && !(Node.Operands > 1 && Node.A == Node.B))
        {
            _sweep.Adjoints[id] = SeedPointer;
            _seedIsGiven = true;
            return;
        }

        Span<T> target = Target(operand, out bool accumulate);
        if (sameLength)
        {
            AddScaled(SeedValues, T.CreateTruncating(factor), target, accumulate);
        }
        else
        {
            ulong axes = Broadcasting.RepeatedAxes(_tape.SizesAt(id), OutputSizes);
            Reduction.Sum(SeedValues, OutputSizes, axes, target, T.CreateTruncating(factor), accumulate, _tape.Threads);
        }
    }

    /// <summary>In values, of a node of one number: whether that number, for every element, becomes the adjoint of an operand that waits to be computed.</summary>
    public bool TryAddUniform(int operand, T number)
    {
        int id = IdOf(operand);
        if (!SeedIsFree || !_sweep.TryMakeUniform(id, _id))
        {
            return false;
        }

        *SeedPointer = number;
        _sweep.Adjoints[id] = SeedPointer;
        _seedIsGiven = true;
        return true;
    }

    /// <inheritdoc cref="ReverseSweep{T}.ScalarsBefore"/>
    public readonly ScalarSweep<T> ScalarsBefore(int count, int read) => _sweep.ScalarsBefore(count, read);

    /// <summary>In values: adds a rented buffer of the output's shape, summed to the operand's shape, and gives it back to the tape.</summary>
    public void AddReduced(int operand, Span<T> whole)
    {
        ulong axes = Broadcasting.RepeatedAxes(Sizes(operand), OutputSizes);
        Span<T> target = Target(operand, out bool accumulate);
        Reduction.Sum(whole, OutputSizes, axes, target, T.One, accumulate, _tape.Threads);
        _tape.ReturnSpan(whole);
    }

    private readonly void AddScaled(ReadOnlySpan<T> x, T factor, Span<T> target, bool accumulate)
    {
        if (accumulate)
        {
            Accumulation.AddScaledTo(x, factor, target, _tape.Threads);
        }
        else
        {
            Accumulation.Scale(x, factor, target, _tape.Threads);
        }
    }

    private readonly Variable<T> SummedTo(Variable<T> contribution, int id)
    {
        if (_tape.SameShape(contribution.Id, id))
        {
            return contribution;
        }

        ReadOnlySpan<int> target = _tape.SizesAt(id);
        return SumOperation<T>.OverAxes(contribution, Broadcasting.RepeatedAxes(target, _tape.SizesAt(contribution.Id)), target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int IdOf(int operand) => _node.Operands == Node<T>.Many
        ? _tape.OperandAt(in _node, operand)
        : operand switch
        {
            0 => _node.A,
            1 => _node.B,
            _ => _node.C,
        };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Span<T> Target(int id, int length, out bool accumulate)
    {
        T** adjoint = _sweep.Adjoints + id;
        T* start = *adjoint;
        accumulate = start != null;
        if (!accumulate)
        {
            start = (T*)_tape.Pool.Rent((nint)length * sizeof(T));
            *adjoint = start;
        }

        return Tape<T>.SpanOf(start, length);
    }
}
