using System.Numerics;

namespace AutoGrad.Autodiff;

// Where seeds come from and contributions go.
internal sealed unsafe partial class StripPlan<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private void PullNode(ReverseSweep<T> sweep, int index)
    {
        int id = tape.DeferredAt(index);
        ref readonly Node<T> node = ref tape.NodeAt(id);
        var operation = (ElementwiseOperation<T>)node.Operation!;
        ref Slot slot = ref At(index);
        var seed = sweep.Adjoints[id] != null ? StripProgram<T>.Place.Of(sweep.Adjoints[id]) : slot.Adjoint;
        bool readsInput = (operation.Reads & Reads.Input) != 0;
        Source x = readsInput ? Read(node.A, operation) : new(seed);
        Source y = readsInput && node.Operands > 1 ? Read(node.B, operation) : new(seed);
        Source output = (operation.Reads & Reads.Output) != 0 ? Read(id, operation) : new(seed);
        bool isGiven = false;
        for (int operand = 0; operand < node.Operands; operand++)
        {
            int target = tape.OperandAt(in node, operand);
            if (!sweep.Wants(target))
            {
                continue;
            }

            double? constant = operation.ConstantSlope(operand);
            if (constant == 1.0 && !isGiven && !sweep.Keeps(id) && !(node.Operands > 1 && node.A == node.B) && TryGive(sweep, id, seed, target))
            {
                isGiven = true;
                continue;
            }

            var adjoint = Adjoint(sweep, target, out bool accumulate);
            if (constant is { } factor)
            {
                _program.AddScaled(seed, factor, adjoint, accumulate);
            }
            else
            {
                _program.AddPull(id, operand, seed, x.Place, y.Place, output.Place, adjoint, accumulate);
            }
        }

        Release(x);
        Release(y);
        Release(output);
        if (!isGiven)
        {
            _program.Release(seed);
        }
    }

    /// <summary>Whether the seed becomes the adjoint of an operand that has none yet.</summary>
    private bool TryGive(ReverseSweep<T> sweep, int id, StripProgram<T>.Place seed, int target)
    {
        if (sweep.Adjoints[target] != null)
        {
            return false;
        }

        bool isInRun = IsInRun(target);
        if (isInRun && At(tape.NodeAt(target).C).HasAdjoint)
        {
            return false;
        }

        if (!seed.IsBuffer)
        {
            sweep.Adjoints[target] = sweep.Adjoints[id];
            sweep.Adjoints[id] = null;
            return true;
        }

        if (!isInRun || sweep.Keeps(target))
        {
            return false;
        }

        ref Slot slot = ref At(tape.NodeAt(target).C);
        slot.Adjoint = seed;
        slot.HasAdjoint = true;
        return true;
    }

    /// <summary>Where the adjoint of an operand is: in memory if something outside the run reads it, else in a strip buffer.</summary>
    private StripProgram<T>.Place Adjoint(ReverseSweep<T> sweep, int id, out bool accumulate)
    {
        ref T* memory = ref sweep.Adjoints[id];
        accumulate = memory != null;
        if (!accumulate && IsInRun(id) && !sweep.Keeps(id))
        {
            ref Slot slot = ref At(tape.NodeAt(id).C);
            accumulate = slot.HasAdjoint;
            if (!accumulate)
            {
                slot.Adjoint = _program.Take();
                slot.HasAdjoint = true;
            }

            return slot.Adjoint;
        }

        if (!accumulate)
        {
            memory = (T*)tape.Pool.Rent((nint)_length * sizeof(T));
        }

        return StripProgram<T>.Place.Of(memory);
    }

    private bool IsInRun(int id)
    {
        ref readonly Node<T> node = ref tape.NodeAt(id);
        return id >= _first && (node.Kind & NodeKind.Deferred) != 0 && node.Length == _length;
    }
}
