using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// Computes deferred nodes, and pulls adjoints through a run of them. Either becomes a program of steps on strips: values that are missing
/// are computed into strip buffers (again, if need be), the rules run in reverse on the strip, and only what is asked for or lies outside
/// the run is written to memory. For each element the order of operations is that of the sweep node by node, and so are the bits.
/// </summary>
internal sealed unsafe partial class StripPlan<T>(Tape<T> tape)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // More would not fit the caches: a longer run is pulled through in parts.
    private const int LongestRun = 64;

    private readonly StripProgram<T> _program = new(tape);

    // By place in the tape's list of deferred nodes, from _newest down.
    private Slot[] _slots = new Slot[2 * LongestRun];
    private int _slotCount;
    private int _newest;

    // The run: nodes from _first on, of one length.
    private int _first;
    private int _length;

    /// <summary>Computes the value of a deferred node, from whatever deferred nodes it needs.</summary>
    public void Compute(int index)
    {
        PlanValue(index, index);
        _program.Run(_length);
        Settle();
    }

    /// <summary>The sum of the value of a deferred node, times a scale; the value itself is not kept.</summary>
    public T Sum(int index, T scale)
    {
        PlanValue(index, -1);
        T sum = _program.RunAndSum(_length, At(index).Value, scale);
        Settle();
        return sum;
    }

    /// <summary>
    /// The rules of a run of deferred nodes in values, from the node that the sweep has come to down to the first that is not deferred and
    /// whose rule has to run; gives the oldest node of the run.
    /// </summary>
    public int Pull(ReverseSweep<T> sweep, int id, int first)
    {
        Begin(tape.NodeAt(id).C);
        if (sweep.TakeUniform(id, out T number))
        {
            ref Slot slot = ref At(_newest);
            slot.Adjoint = _program.Take();
            slot.HasAdjoint = true;
            slot.IsPulled = true;
            _program.AddFill(number, slot.Adjoint);
        }

        FindRun(sweep, id, first);
        FindPulled(sweep);
        FindNeeded();
        for (int next = _newest - _slotCount + 1; next <= _newest; next++)
        {
            ref Slot slot = ref At(next);
            if (slot.Uses > 0 && tape.NodeAt(tape.DeferredAt(next)).Value == null)
            {
                ComputeValue(next, ref slot, false);
            }
        }

        for (int next = _newest; next > _newest - _slotCount; next--)
        {
            if (At(next).IsPulled)
            {
                PullNode(sweep, next);
            }
        }

        _program.Run(_length);
        for (int next = _newest; next > _newest - _slotCount; next--)
        {
            int node = tape.DeferredAt(next);
            if (At(next).IsPulled && sweep.Adjoints[node] != null && !sweep.Keeps(node))
            {
                tape.Pool.Return(sweep.Adjoints[node], (nint)_length * sizeof(T));
                sweep.Adjoints[node] = null;
            }
        }

        return _first;
    }

    private void PlanValue(int index, int kept)
    {
        Begin(index);
        At(index).Uses = 1;
        FindNeeded();
        for (int next = _newest - _slotCount + 1; next <= _newest; next++)
        {
            ref Slot slot = ref At(next);
            if (slot.Uses > 0)
            {
                ComputeValue(next, ref slot, tape.IsKept(next, kept));
            }
        }
    }

    private void Settle()
    {
        for (int next = _newest - _slotCount + 1; next <= _newest; next++)
        {
            if (At(next).Memory != null)
            {
                tape.Settle(next, At(next).Memory);
            }
        }
    }

    private void Begin(int newest)
    {
        _program.Clear();
        _newest = newest;
        _slotCount = 0;
        _length = tape.NodeAt(tape.DeferredAt(newest)).Length;
        _first = int.MaxValue;
        At(newest);
    }

    /// <summary>The slot of a deferred node; the slots down to it are made if there are none.</summary>
    private ref Slot At(int index)
    {
        int place = _newest - index;
        if (place >= _slots.Length)
        {
            Array.Resize(ref _slots, Math.Max(2 * _slots.Length, place + 1));
        }

        for (; _slotCount <= place; _slotCount++)
        {
            _slots[_slotCount] = default;
        }

        return ref _slots[place];
    }

    /// <summary>What lies between nodes of a run are leaves, and nodes that no adjoint comes to.</summary>
    private void FindRun(ReverseSweep<T> sweep, int id, int first)
    {
        int count = 0;
        for (; id >= first && count < LongestRun; id--)
        {
            ref readonly Node<T> node = ref tape.NodeAt(id);
            if ((node.Kind & NodeKind.Deferred) != 0 && node.Length == _length)
            {
                At(node.C).IsInRun = true;
                _first = id;
                count++;
            }
            else if (node.Operation is not null && sweep.Wants(id))
            {
                return;
            }
        }
    }

    /// <summary>Which nodes of the run an adjoint comes to, and what their slopes read.</summary>
    private void FindPulled(ReverseSweep<T> sweep)
    {
        int last = _slotCount;
        for (int place = 0; place < last; place++)
        {
            int index = _newest - place;
            int id = tape.DeferredAt(index);
            ref Slot slot = ref At(index);
            slot.IsPulled = slot.IsInRun && sweep.Wants(id) && (slot.IsPulled || sweep.Adjoints[id] != null);
            if (!slot.IsPulled)
            {
                continue;
            }

            ref readonly Node<T> node = ref tape.NodeAt(id);
            var operation = (ElementwiseOperation<T>)node.Operation!;
            for (int operand = 0; operand < node.Operands; operand++)
            {
                int read = tape.OperandAt(in node, operand);
                if (IsInRun(read))
                {
                    At(tape.NodeAt(read).C).IsPulled = true;
                }

                if ((operation.Reads & Reads.Input) != 0)
                {
                    Use(read);
                }
            }

            if ((operation.Reads & Reads.Output) != 0)
            {
                Use(id);
            }
        }
    }

    /// <summary>From the newest down: what is computed needs its operands.</summary>
    private void FindNeeded()
    {
        for (int place = 0; place < _slotCount; place++)
        {
            ref readonly Node<T> node = ref tape.NodeAt(tape.DeferredAt(_newest - place));
            if (_slots[place].Uses > 0 && node.Value == null)
            {
                for (int operand = 0; operand < node.Operands; operand++)
                {
                    Use(tape.OperandAt(in node, operand));
                }
            }
        }
    }

    private void Use(int id)
    {
        ref readonly Node<T> node = ref tape.NodeAt(id);
        if (Tape<T>.Waits(in node))
        {
            At(node.C).Uses++;
        }
    }

    private void ComputeValue(int index, ref Slot slot, bool isKept)
    {
        int id = tape.DeferredAt(index);
        ref readonly Node<T> node = ref tape.NodeAt(id);
        Source x = Read(node.A, node.Operation!);
        Source y = node.Operands > 1 ? Read(node.B, node.Operation!) : default;
        Release(x);
        if (node.Operands > 1)
        {
            Release(y);
        }

        if (isKept)
        {
            slot.Memory = (T*)tape.Arena.Allocate((nint)_length * sizeof(T));
            slot.Value = StripProgram<T>.Place.Of(slot.Memory);
        }
        else
        {
            // It may be that of an operand: element by element what is written has been read.
            slot.Value = _program.Take();
        }

        _program.AddValue(id, x.Place, node.Operands > 1 ? y.Place : x.Place, slot.Value);
    }

    /// <summary>Where the value of a node is, for one step.</summary>
    private Source Read(int id, Operation<T> reader)
    {
        ref readonly Node<T> node = ref tape.NodeAt(id);
        tape.CheckUnchanged(id, reader);
        if (node.Value != null)
        {
            return new(StripProgram<T>.Place.Of(node.Value));
        }

        if (Tape<T>.Waits(in node))
        {
            return new(At(node.C).Value, node.C);
        }

        StripProgram<T>.Place copy = _program.Take();
        _program.AddCopy(id, copy);
        return new(copy, Source.Once);
    }

    /// <summary>A step has read it: after the last one its buffer is free.</summary>
    private void Release(Source source)
    {
        if (source.Slot == Source.Once || (source.Slot >= 0 && --At(source.Slot).Uses == 0))
        {
            _program.Release(source.Place);
        }
    }

    private readonly struct Source(StripProgram<T>.Place place, int slot = Source.Lasting)
    {
        public const int Lasting = -1;
        public const int Once = -2;

        public StripProgram<T>.Place Place { get; } = place;

        public int Slot { get; } = slot;
    }

    private struct Slot
    {
        /// <summary>How many steps are still to read the value.</summary>
        public int Uses;
        public bool IsInRun;
        public bool IsPulled;
        public bool HasAdjoint;

        /// <summary>The value's memory, if it is kept.</summary>
        public T* Memory;
        public StripProgram<T>.Place Value;
        public StripProgram<T>.Place Adjoint;
    }
}
