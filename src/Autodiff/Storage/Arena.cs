using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// Memory for one recording: pinned managed slabs that are filled from the front and used again after a rewind. The garbage
/// collector owns the slabs, so an arena that is forgotten costs nothing.
/// </summary>
internal sealed unsafe class Arena
{
    private const int Alignment = 64;
    private const int SmallAlignment = 16;
    private const nint FirstSlab = 64 * 1024;
    private const nint LargestGrowth = 256 * 1024 * 1024;

    private readonly List<Slab> _slabs = [];
    private int _slab = -1;
    private byte* _next;
    private byte* _end;
    private byte* _first;
    private byte* _start;
    private nint _full;
    private nint _peak;

    /// <summary>A place that <see cref="Rewind"/> can return to.</summary>
    public readonly record struct Mark(int Slab, nint Next);

    /// <summary>The most memory that was in use at one time since the arena was made.</summary>
    public nint Peak => Math.Max(_peak, Used);

    // The slabs before the present one, and what is filled of that.
    private nint Used => _full + (nint)(_next - _start);

    public Mark Position => new(_slab, (nint)_next);

    /// <summary>Uninitialized memory, on a 64-byte boundary from that size on, on a 16-byte boundary below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void* Allocate(nint bytes)
    {
        Debug.Assert(bytes >= 0);
        nint alignment = bytes < Alignment ? SmallAlignment : Alignment;
        byte* start = (byte*)(((nint)_next + alignment - 1) & -alignment);

        // Compared as a distance: start + bytes could wrap around.
        if (_end - start >= bytes && _end != null)
        {
            _next = start + bytes;
            return start;
        }

        return Grow(bytes);
    }

    /// <summary>Uninitialized memory of whole lines, on a line's boundary.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void* AllocateLines(nint bytes)
    {
        Debug.Assert(bytes > 0);
        byte* start = (byte*)(((nint)_next + Alignment - 1) & -Alignment);
        if (_end - start >= bytes)
        {
            _next = start + bytes;
            return start;
        }

        return Grow(bytes);
    }

    public void Rewind(Mark mark)
    {
        _peak = Peak;
        if (_slab != mark.Slab)
        {
            Enter(mark.Slab);
        }

        _next = (byte*)mark.Next;
    }

    public void Clear() => Rewind(_slabs.Count == 0 ? new(-1, 0) : new(0, (nint)_first));

    private void Enter(int slab)
    {
        _slab = slab;
        _start = slab < 0 ? null : _slabs[slab].Start;
        _end = slab < 0 ? null : _slabs[slab].End;
        _next = _start;
        _full = 0;
        for (int before = 0; before < slab; before++)
        {
            _full += _slabs[before].Size;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void* Grow(nint bytes)
    {
        // A slab that is too small for this request stays empty for this recording; the same happens in the next one.
        while (_slab + 1 < _slabs.Count)
        {
            Enter(_slab + 1);
            if (_end - _next >= bytes)
            {
                return Take(bytes);
            }
        }

        nint grown = _slabs.Count == 0 ? FirstSlab : Math.Min(2 * _slabs[^1].Size, LargestGrowth);
        _slabs.Add(new Slab(Math.Max(grown, bytes)));
        Enter(_slabs.Count - 1);
        _first = _slabs[0].Start;
        return Take(bytes);
    }

    private void* Take(nint bytes)
    {
        void* start = _next;
        _next += bytes;
        return start;
    }

    private readonly struct Slab
    {
        // Words of 64 bytes let a slab exceed 2 GB. The array is on the pinned heap: its address does not change.
        private readonly Line[] _memory;

        public Slab(nint bytes)
        {
            _memory = GC.AllocateUninitializedArray<Line>(checked((int)((bytes / Alignment) + 2)), pinned: true);
            byte* first = (byte*)Unsafe.AsPointer(ref _memory[0]);
            Start = (byte*)(((nint)first + Alignment - 1) & -Alignment);
            End = first + ((nint)_memory.Length * Alignment);
        }

        public byte* Start { get; }

        public byte* End { get; }

        public nint Size => (nint)(End - Start);
    }

    [InlineArray(Alignment / sizeof(long))]
    private struct Line
    {
        private long _first;
    }
}
