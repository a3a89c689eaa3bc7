using System.Numerics;
using System.Runtime.InteropServices;

namespace AutoGrad.Autodiff;

/// <summary>Takes down instructions, and counts the places of what they compute.</summary>
internal sealed class ReplayCodeWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<LaneFunction<T>> _functions = [];
    private readonly List<ScalarOperation<T>> _operations = [];
    private readonly Dictionary<object, int> _indices = [];
    private readonly List<ScalarGuard> _guards = [];
    private int _places;
    private int _slopes;

    public InstructionWriter Forward { get; } = new();

    public InstructionWriter Backward { get; } = new();

    /// <summary>A new place.</summary>
    public int Place() => _places++;

    /// <summary>New places for slopes.</summary>
    public int Slopes(int count)
    {
        _slopes += count;
        return _slopes - count;
    }

    public int Add(LaneFunction<T> function) => Index(_functions, function);

    public int Add(ScalarOperation<T> operation) => Index(_operations, operation);

    public int Add(ScalarGuard guard)
    {
        _guards.Add(guard);
        return _guards.Count - 1;
    }

    public ReplayCode<T> ToCode() =>
        new(Forward.ToArray(), Backward.ToReversedArray(), [.. _functions], [.. _operations], [.. _guards], _places, _slopes);

    private int Index<O>(List<O> list, O item)
        where O : class
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_indices, item, out bool exists);
        if (!exists)
        {
            index = list.Count;
            list.Add(item);
        }

        return index;
    }
}

/// <summary>A stream of instructions.</summary>
internal sealed class InstructionWriter
{
    private readonly List<int> _words = [];
    private readonly List<int> _starts = [];
    private int _run;
    private Term _kind;

    public void Begin(ReplayInstruction instruction, params ReadOnlySpan<int> operands)
    {
        _starts.Add(_words.Count);
        _words.Add((int)instruction);
        _words.AddRange(operands);
        _run = -1;
    }

    public void Add(int operand) => _words.Add(operand);

    /// <summary>A term of a chain: it joins the run of the last one if it is of the same kind.</summary>
    public void AddTerm(Term kind, params ReadOnlySpan<int> operands)
    {
        if (_run < 0 || _kind != kind)
        {
            (_run, _kind) = (_words.Count, kind);
            _words.Add((int)kind);
        }

        _words[_run] += 1 << Chain.CountShift;
        _words.AddRange(operands);
    }

    public void End() => _words[_starts[^1]] |= (_words.Count - _starts[^1]) << ReplayCode<double>.LengthShift;

    public void Write(ReplayInstruction instruction, params ReadOnlySpan<int> operands)
    {
        Begin(instruction, operands);
        End();
    }

    public int[] ToArray() => [.. _words];

    /// <summary>The last instruction first.</summary>
    public int[] ToReversedArray()
    {
        int[] reversed = new int[_words.Count];
        int end = _words.Count;
        int next = 0;
        for (int i = _starts.Count - 1; i >= 0; i--)
        {
            int start = _starts[i];
            _words.CopyTo(start, reversed, next, end - start);
            next += end - start;
            end = start;
        }

        return reversed;
    }
}
