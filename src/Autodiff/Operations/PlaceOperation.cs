using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>
/// Arrays placed into regions of a larger one; linear. The rule: each operand gets the seed of its region. Concatenation and padding are
/// this, and so is the derivative of slices.
/// </summary>
/// <param name="name">What it is called.</param>
/// <param name="covers">Whether the regions are every element of the result exactly once.</param>
internal sealed unsafe class PlaceOperation<T>(string name, bool covers) : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static readonly PlaceOperation<T> Concat = new("concat", true);
    public static readonly PlaceOperation<T> Stack = new("stack", true);
    public static readonly PlaceOperation<T> Pad = new("pad", false);
    public static readonly PlaceOperation<T> Place = new("place", false);

    public override string Name => name;

    /// <summary>Arrays, which are checked already, among a number; where regions overlap, the sum.</summary>
    /// <param name="tape">The tape of the arrays.</param>
    /// <param name="parts">The arrays.</param>
    /// <param name="regions">A region for each array, in memory that the recording keeps.</param>
    /// <param name="sizes">The shape of the result.</param>
    /// <param name="fill">The number in all other places.</param>
    public Variable<T> Record(Tape<T> tape, ReadOnlySpan<Variable<T>> parts, ReadOnlySpan<KeptRegion> regions, ReadOnlySpan<int> sizes, T fill)
    {
        Span<T> y = tape.Allocate(Shape.CheckedLength(sizes));
        if (!covers)
        {
            y.Fill(fill);
        }

        // Only a number to fill with must go; it has one region.
        bool accumulate = !covers && fill == T.Zero;
        for (int part = 0; part < parts.Length; part++)
        {
            RegionCopy.Write(tape.ValuesOf(parts[part]), regions[part].Region, y, accumulate);
        }

        fixed (KeptRegion* payload = regions)
        {
            return tape.Push(this, y, tape.PushSizes(sizes), sizes.Length, parts, (nint)payload);
        }
    }

    // The number around the operands is a constant: their tangents stand among zeros.
    public override Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands) =>
        Record(tape, operands, new((KeptRegion*)tape.Kept<nint>(id), operands.Length), tape.SizesAt(id), T.Zero);

    public override void Pull(ref Pullback<T> pull)
    {
        KeptRegion* regions = (KeptRegion*)pull.Kept<nint>();
        int operands = pull.OperandCount;
        for (int operand = 0; operand < operands; operand++)
        {
            if (!pull.Wants(operand))
            {
                continue;
            }

            if (pull.IsRecorded)
            {
                pull.Add(operand, SliceOperation<T>.Record(pull.Seed, regions[operand].Region, pull.Sizes(operand)));
                continue;
            }

            Span<T> target = pull.Target(operand, out bool accumulate);
            RegionCopy.Read(pull.SeedValues, regions[operand].Region, target, accumulate);
        }
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        $"{name}({string.Join(", ", operands.ToArray())}, {Shape.Format(tape.SizesAt(id))})";
}
