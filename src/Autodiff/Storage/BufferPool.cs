using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// Buffers that live shorter than the recording: adjoints, which are dead as soon as the sweep has passed their node, and what
/// a rule computes in between. Freed buffers wait in lists by size, linked through their own memory.
/// </summary>
internal sealed unsafe class BufferPool(Arena arena)
{
    private const int LineBits = 6;
    private const int Classes = 16 + (4 * 32);

    private readonly nint[] _free = new nint[Classes];
    private int _used;

    public void* Rent(nint bytes)
    {
        int index = ClassOf(bytes, out nint size);
        nint block = _free[index];
        if (block != 0)
        {
            _free[index] = *(nint*)block;
            return (void*)block;
        }

        return arena.Allocate(size);
    }

    public void Return(void* block, nint bytes)
    {
        int index = ClassOf(bytes, out _);
        *(nint*)block = _free[index];
        _free[index] = (nint)block;
        _used = Math.Max(_used, index + 1);
    }

    /// <summary>Forgets all blocks: the arena takes its memory back.</summary>
    public void Clear()
    {
        Array.Clear(_free, 0, _used);
        _used = 0;
    }

    /// <summary>Up to 1 KB a class for each line of 64 bytes, above it four classes an octave.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ClassOf(nint bytes, out nint size)
    {
        // A line at least, so that nothing has a buffer too.
        nuint lastLine = (nuint)Math.Max(bytes - 1, 0) >> LineBits;
        if (lastLine < 16)
        {
            size = (nint)(lastLine + 1) << LineBits;
            return (int)lastLine;
        }

        int octave = BitOperations.Log2(lastLine);
        nuint lastQuarter = lastLine >> (octave - 2);
        size = (nint)(lastQuarter + 1) << (octave - 2 + LineBits);
        return 16 + (4 * (octave - 4)) + (int)(lastQuarter - 4);
    }
}
