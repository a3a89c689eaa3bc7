namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Walks an output in row-major order, row by row, together with up to three operands that are repeated by numpy's rules.
/// Adjacent axes along which the operands behave alike are one axis; within a row every operand either advances or stands.
/// </summary>
internal ref struct BroadcastLoop
{
    private readonly Span<Axis> _outer;
    private int _offsetX;
    private int _offsetY;
    private int _offsetZ;

    /// <param name="output">The sizes of the output, none of them 0.</param>
    /// <param name="x">The sizes of the first operand.</param>
    /// <param name="y">The sizes of the second operand.</param>
    /// <param name="z">The sizes of the third operand; those of the output if there is none.</param>
    /// <param name="scratch">Room for as many axes as the output has.</param>
    public BroadcastLoop(ReadOnlySpan<int> output, ReadOnlySpan<int> x, ReadOnlySpan<int> y, ReadOnlySpan<int> z, Span<Axis> scratch)
    {
        int axes = 0;
        int lengthX = 1;
        int lengthY = 1;
        int lengthZ = 1;
        for (int fromEnd = 1; fromEnd <= output.Length; fromEnd++)
        {
            int size = output[^fromEnd];
            if (size == 1)
            {
                continue;
            }

            Axis axis = new()
            {
                Size = size,
                StepX = Take(x, fromEnd, ref lengthX),
                StepY = Take(y, fromEnd, ref lengthY),
                StepZ = Take(z, fromEnd, ref lengthZ),
            };
            if (axes > 0 && scratch[axes - 1].ContinuesInto(axis))
            {
                scratch[axes - 1].Size *= size;
            }
            else
            {
                scratch[axes++] = axis;
            }
        }

        Row = axes > 0 ? scratch[0] : new() { Size = 1, StepX = 1, StepY = 1, StepZ = 1 };
        _outer = axes > 0 ? scratch[1..axes] : default;
    }

    /// <summary>The row: its length, and 1 or 0 for each operand.</summary>
    public Axis Row { get; }

    public readonly int OffsetX => _offsetX;

    public readonly int OffsetY => _offsetY;

    public readonly int OffsetZ => _offsetZ;

    /// <summary>Goes on to the next row; false behind the last.</summary>
    public bool Next()
    {
        foreach (ref Axis axis in _outer)
        {
            _offsetX += axis.StepX;
            _offsetY += axis.StepY;
            _offsetZ += axis.StepZ;
            if (++axis.Index < axis.Size)
            {
                return true;
            }

            _offsetX -= axis.StepX * axis.Size;
            _offsetY -= axis.StepY * axis.Size;
            _offsetZ -= axis.StepZ * axis.Size;
            axis.Index = 0;
        }

        return false;
    }

    // The step of an operand along an axis, and the size of what lies inside the next axis.
    private static int Take(ReadOnlySpan<int> sizes, int fromEnd, ref int length)
    {
        if (fromEnd > sizes.Length || sizes[^fromEnd] == 1)
        {
            return 0;
        }

        int step = length;
        length *= sizes[^fromEnd];
        return step;
    }

    /// <summary>An axis of the loop with the operands' steps along it.</summary>
    internal struct Axis
    {
        public int Size;
        public int Index;
        public int StepX;
        public int StepY;
        public int StepZ;

        public readonly bool ContinuesInto(Axis outer) =>
            StepX * Size == outer.StepX && StepY * Size == outer.StepY && StepZ * Size == outer.StepZ;
    }
}
