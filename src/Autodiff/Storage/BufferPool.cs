using System.Diagnostics;
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
    private const int SmallClasses = 16;
    private const int LargeClasses = 4 * 32;

    private SmallLists _small;
    private readonly nint[] _large = new nint[LargeClasses];
    private int _usedLarge;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void* Rent(nint bytes)
    {
        nuint line = (nuint)(bytes - 1) >> LineBits;
        if (line >= SmallClasses)
        {
            return RentLarge(bytes);
        }

        ref nint free = ref Small(line);
        nint block = free;
        if (block == 0)
        {
            return arena.AllocateLines((nint)(line + 1) << LineBits);
        }

        free = *(nint*)block;
        return (void*)block;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(void* block, nint bytes)
    {
        nuint line = (nuint)(bytes - 1) >> LineBits;
        if (line >= SmallClasses)
        {
            ReturnLarge(block, bytes);
            return;
        }

        ref nint free = ref Small(line);
        *(nint*)block = free;
        free = (nint)block;
    }

    /// <summary>Forgets all blocks: the arena takes its memory back.</summary>
    public void Clear()
    {
        _small = default;
        if (_usedLarge > 0)
        {
            Array.Clear(_large, 0, _usedLarge);
            _usedLarge = 0;
        }
    }

    // The callers have checked it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref nint Small(nuint line)
    {
        Debug.Assert(line < SmallClasses);
        return ref Unsafe.Add(ref Unsafe.As<SmallLists, nint>(ref _small), line);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void* RentLarge(nint bytes)
    {
        // A line at least, so that nothing has a buffer too.
        if (bytes == 0)
        {
            return Rent(1);
        }

        int index = LargeClassOf(bytes, out nint size);
        nint block = _large[index];
        if (block == 0)
        {
            return arena.AllocateLines(size);
        }

        _large[index] = *(nint*)block;
        return (void*)block;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReturnLarge(void* block, nint bytes)
    {
        if (bytes == 0)
        {
            Return(block, 1);
            return;
        }

        int index = LargeClassOf(bytes, out _);
        *(nint*)block = _large[index];
        _large[index] = (nint)block;
        _usedLarge = Math.Max(_usedLarge, index + 1);
    }

    /// <summary>Up to 1 KB there is a class for each line of 64 bytes, above it four classes an octave.</summary>
    private static int LargeClassOf(nint bytes, out nint size)
    {
        nuint lastLine = (nuint)(bytes - 1) >> LineBits;
        int octave = BitOperations.Log2(lastLine);
        nuint lastQuarter = lastLine >> (octave - 2);
        size = (nint)(lastQuarter + 1) << (octave - 2 + LineBits);
        return (4 * (octave - 4)) + (int)(lastQuarter - 4);
    }

    [InlineArray(SmallClasses)]
    private struct SmallLists
    {
        private nint _first;
    }
}
