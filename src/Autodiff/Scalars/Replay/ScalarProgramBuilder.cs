using System.Numerics;
using System.Runtime.InteropServices;

namespace AutoGrad.Autodiff;

/// <summary>Takes down a recording of scalar code statement by statement. What it gives out, and takes as operands, are the numbers of nodes.</summary>
internal sealed class ScalarProgramBuilder<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<Entry> _entries = [];
    private readonly List<T> _constants = [];
    private readonly Dictionary<Bits, int> _constantNodes = [];
    private readonly List<ScalarGuard> _guards = [];
    private int _inputCount;
    private int _guardCount;

    private enum EntryKind
    {
        Input,
        Constant,
        Statement,
    }

    /// <summary>The next input.</summary>
    public int Input() => Add(new(EntryKind.Input, _inputCount++, default));

    /// <summary>A number that is the same in all evaluations.</summary>
    public int Constant(T value)
    {
        // By its bits: -0 is not 0 here, and one NaN is the other.
        ref int node = ref CollectionsMarshal.GetValueRefOrAddDefault(_constantNodes, new(value), out bool exists);
        if (!exists)
        {
            node = Add(new(EntryKind.Constant, _constants.Count, default));
            _constants.Add(value);
        }

        return node;
    }

    /// <summary>A statement.</summary>
    public int Append(ScalarOperation<T> operation, params ReadOnlySpan<int> operands)
    {
        if (operands.Length != operation.Arity)
        {
            throw new ShapeException($"{operation.Name}: {operation.Arity} operands are needed, {operands.Length} were given.");
        }

        int x = Node(operands[0]);
        int y = operands.Length > 1 ? Node(operands[1]) : x;
        int z = operands.Length > 2 ? Node(operands[2]) : x;
        return Add(new(EntryKind.Statement, 0, new(operation, x, y, z)));
    }

    /// <summary>0 + x0 + x1 + ..., from left to right.</summary>
    public int Sum(ReadOnlySpan<int> terms)
    {
        int sum = Constant(T.Zero);
        foreach (int term in terms)
        {
            sum = Append(ScalarOperation<T>.Of2<AddRule<T>>(), sum, term);
        }

        return sum;
    }

    /// <summary>0 + x0 y0 + x1 y1 + ..., from left to right, each product rounded.</summary>
    public int Dot(ReadOnlySpan<int> x, ReadOnlySpan<int> y)
    {
        if (x.Length != y.Length)
        {
            throw new ShapeException($"Dot: {x.Length} numbers stand against {y.Length}.");
        }

        int sum = Constant(T.Zero);
        for (int i = 0; i < x.Length; i++)
        {
            int product = Append(ScalarOperation<T>.Of2<MultiplyRule<T>>(), x[i], y[i]);
            sum = Append(ScalarOperation<T>.Of2<AddRule<T>>(), sum, product);
        }

        return sum;
    }

    /// <summary>c0 + x (c1 + x (c2 + ... x (c + x 0))), each product rounded.</summary>
    public int Polynomial(ReadOnlySpan<int> coefficients, int x)
    {
        int sum = Constant(T.Zero);
        for (int i = coefficients.Length - 1; i >= 0; i--)
        {
            int product = Append(ScalarOperation<T>.Of2<MultiplyRule<T>>(), sum, x);
            sum = Append(ScalarOperation<T>.Of2<AddRule<T>>(), product, coefficients[i]);
        }

        return sum;
    }

    /// <summary>A comparison of two numbers that the function branches on.</summary>
    public void Guard(GuardKind kind, int left, int right, bool outcome)
    {
        bool holdsAlways = IsConstant(left) && IsConstant(right);
        if (!holdsAlways)
        {
            _guards.Add(new(kind, Node(left), Node(right), outcome, _guardCount, _entries.Count));
        }

        _guardCount++;
    }

    /// <summary>A property of a number that the function branches on.</summary>
    public void Guard(GuardKind kind, int operand, bool outcome) => Guard(kind, operand, operand, outcome);

    /// <summary>The recording that computes a node. The builder may go on, and build others.</summary>
    public ScalarProgram<T> Build(int result)
    {
        bool[] needed = FindNeeded(Node(result));
        int[] nodes = new int[_entries.Count];
        List<T> constants = [];
        for (int i = 0; i < nodes.Length; i++)
        {
            if (_entries[i].Kind == EntryKind.Input)
            {
                nodes[i] = _entries[i].Index;
            }
            else if (_entries[i].Kind == EntryKind.Constant && needed[i])
            {
                nodes[i] = _inputCount + constants.Count;
                constants.Add(_constants[_entries[i].Index]);
            }
        }

        int first = _inputCount + constants.Count;
        List<ScalarStatement<T>> statements = [];
        ScalarGuard[] guards = new ScalarGuard[_guards.Count];
        int guard = 0;
        for (int i = 0; i <= nodes.Length; i++)
        {
            for (; guard < guards.Length && _guards[guard].Position == i; guard++)
            {
                ScalarGuard recorded = _guards[guard];
                guards[guard] = recorded with { Left = nodes[recorded.Left], Right = nodes[recorded.Right], Position = statements.Count };
            }

            if (i < nodes.Length && _entries[i].Kind == EntryKind.Statement && needed[i])
            {
                ScalarStatement<T> statement = _entries[i].Statement;
                nodes[i] = first + statements.Count;
                statements.Add(new(statement.Operation, nodes[statement.X], nodes[statement.Y], nodes[statement.Z]));
            }
        }

        return new(_inputCount, [.. constants], [.. statements], guards, nodes[result]);
    }

    private bool[] FindNeeded(int result)
    {
        bool[] needed = new bool[_entries.Count];
        needed[result] = true;
        foreach (ScalarGuard guard in _guards)
        {
            needed[guard.Left] = needed[guard.Right] = true;
        }

        for (int i = needed.Length - 1; i >= 0; i--)
        {
            if (needed[i] && _entries[i].Kind == EntryKind.Statement)
            {
                ScalarStatement<T> statement = _entries[i].Statement;
                needed[statement.X] = needed[statement.Y] = needed[statement.Z] = true;
            }
        }

        return needed;
    }

    private bool IsConstant(int node) => _entries[Node(node)].Kind == EntryKind.Constant;

    private int Node(int node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, _entries.Count);
        return node;
    }

    private int Add(Entry entry)
    {
        _entries.Add(entry);
        return _entries.Count - 1;
    }

    private readonly record struct Entry(EntryKind Kind, int Index, ScalarStatement<T> Statement);

    /// <summary>A number that equals another if their bits do.</summary>
    private readonly struct Bits(T value) : IEquatable<Bits>
    {
        private readonly T _value = value;

        public bool Equals(Bits other) => Of(in this).SequenceEqual(Of(in other));

        public override bool Equals(object? obj) => obj is Bits other && Equals(other);

        public override int GetHashCode()
        {
            HashCode hash = default;
            hash.AddBytes(Of(in this));
            return hash.ToHashCode();
        }

        private static ReadOnlySpan<byte> Of(in Bits bits) => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in bits._value));
    }
}
