using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// What a forward rule sees of the sweep: the operands and output of its node, the tangents of the operands, and a place for the
/// output's. Everything is recorded, so that a tangent can be differentiated again.
/// </summary>
internal unsafe ref struct Pushforward<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Tape<T> _tape;
    private readonly ForwardSweep<T> _sweep;
    private readonly int _id;
    private readonly ref readonly Node<T> _node;

    public Pushforward(Tape<T> tape, ForwardSweep<T> sweep, int id)
    {
        _tape = tape;
        _sweep = sweep;
        _id = id;
        _node = ref tape.NodeAt(id);
    }

    public readonly Tape<T> Tape => _tape;

    public readonly int OperandCount => Tape<T>.OperandCount(in _node);

    public readonly Variable<T> Output => _tape.VariableAt(_id);

    public readonly ReadOnlySpan<int> OutputSizes => _tape.SizesAt(_id);

    public readonly Variable<T> Operand(int operand) => _tape.VariableAt(IdOf(operand));

    public readonly ReadOnlySpan<int> Sizes(int operand) => _tape.SizesAt(IdOf(operand));

    public readonly F Kept<F>()
        where F : unmanaged => Tape<T>.Kept<F>(in _node);

    /// <summary>Whether the operand changes along the direction; else its tangent is zero.</summary>
    public readonly bool Has(int operand) => _sweep.Tangents[IdOf(operand)] != 0;

    /// <summary>The derivative of the operand along the direction, of the operand's shape.</summary>
    public readonly Variable<T> Tangent(int operand)
    {
        int tangent = _sweep.Tangents[IdOf(operand)];
        return tangent != 0 ? _tape.VariableAt(tangent - 1) : _tape.Constant(T.Zero).BroadcastTo(Shape.Create(Sizes(operand)));
    }

    /// <summary>Adds to the derivative of the output; a contribution of a smaller shape is repeated to the output's.</summary>
    public readonly void Add(Variable<T> contribution) => _sweep.Add(_id, contribution.BroadcastTo(Shape.Create(OutputSizes)));

    /// <inheritdoc cref="Add(Variable{T})"/>
    public readonly void Add(Recorded<T> contribution)
    {
        if (!contribution.IsZero)
        {
            Add(contribution.On(_tape));
        }
    }

    /// <summary>
    /// J v from the rule for J'u alone: recorded as a function of u, J'u is linear in u, and its own derivative, transposed again, is
    /// J. What the rule costs, this costs about twice.
    /// </summary>
    public readonly void TransposeRule()
    {
        Variable<T> seed = _tape.Variable(_tape.Zeros(_node.Length), Shape.Create(OutputSizes));
        Variable<T> product = _tape.Constant(T.Zero);
        _tape.Sweep.RunRule(_id, seed, _sweep.Marks, _sweep.Contributions);
        for (int operand = 0; operand < OperandCount; operand++)
        {
            ref int contribution = ref _sweep.Contributions[IdOf(operand)];
            if (contribution != 0)
            {
                product += (_tape.VariableAt(contribution - 1) * Tangent(operand)).Sum();
                contribution = 0;
            }
        }

        if (product.IsDifferentiable)
        {
            Add(product.Derivative(seed));
        }
    }

    private readonly int IdOf(int operand) => _tape.OperandAt(in _node, operand);
}
