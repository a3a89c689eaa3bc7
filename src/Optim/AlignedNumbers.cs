using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad.Optim;

/// <summary>Zeros that the collector does not move and that start on a cache line, so that no vector of them lies on two.</summary>
internal readonly struct AlignedNumbers<T>
    where T : unmanaged
{
    private const int Line = 64;

    private readonly T[] _array;
    private readonly int _start;
    private readonly int _length;

    public AlignedNumbers(int length)
    {
        int size = Unsafe.SizeOf<T>();
        bool isAligned = length > 0 && Line % size == 0 && length <= Array.MaxLength - (Line / size);
        _length = length;
        _array = isAligned ? GC.AllocateArray<T>(length + (Line / size), pinned: true) : new T[length];
        _start = isAligned ? (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(_array, 0) & (Line - 1)) / size : 0;
    }

    /// <summary>The numbers.</summary>
    public Span<T> Span => _array.AsSpan(_start, _length);
}
