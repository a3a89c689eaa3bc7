using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// The memory of a tape's scalar part: pinned chunks of statements, filled from the front, and arrays of adjoints. Both are used again by the
/// next recording; what an unusually long one needed goes back to the garbage collector.
/// </summary>
internal sealed unsafe class ScalarMemory<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int FirstChunk = 1 << 10;
    private const int LargestChunk = 1 << 19;
    private const long AlwaysKept = 64L << 20;

    private readonly List<Statement<T>[]> _chunks = [];
    private readonly List<T[]> _free = [];
    private readonly List<T[]> _rented = [];
    private int _used;
    private long _usedBefore;

    /// <summary>The next chunk, of at least as many statements.</summary>
    public Statement<T>[] NextChunk(int least)
    {
        while (_used < _chunks.Count)
        {
            Statement<T>[] chunk = _chunks[_used++];
            if (chunk.Length >= least)
            {
                return chunk;
            }
        }

        int length = _chunks.Count == 0 ? FirstChunk : Math.Min(2 * _chunks[^1].Length, LargestChunk);
        _chunks.Add(GC.AllocateUninitializedArray<Statement<T>>(Math.Max(length, least), pinned: true));
        return _chunks[_used++];
    }

    /// <summary>Zeros, pinned, at least as many as asked for; until they are returned or the recording ends.</summary>
    public T* RentAdjoints(int count)
    {
        T[]? array = null;
        foreach (T[] free in _free)
        {
            if (free.Length >= count && (array is null || free.Length < array.Length))
            {
                array = free;
            }
        }

        if (array is null)
        {
            array = GC.AllocateUninitializedArray<T>((int)Math.Min(count + (count / 4L) + 64, Array.MaxLength), pinned: true);
        }
        else
        {
            _free.Remove(array);
        }

        _rented.Add(array);
        array.AsSpan(0, count).Clear();
        return AddressOf(array);
    }

    /// <summary>Gives back what <see cref="RentAdjoints"/> gave.</summary>
    public void ReturnAdjoints(T* adjoints)
    {
        int index = 0;
        while (AddressOf(_rented[index]) != adjoints)
        {
            index++;
        }

        _free.Add(_rented[index]);
        _rented.RemoveAt(index);
    }

    /// <summary>
    /// The recording has ended. Memory stays for the next one: what is moderate, or what the last two recordings both needed.
    /// </summary>
    public void Reset()
    {
        long used = Bytes(_rented, sizeof(T));
        for (int index = 0; index < _used; index++)
        {
            used += (long)_chunks[index].Length * sizeof(Statement<T>);
        }

        _free.AddRange(_rented);
        _rented.Clear();
        _used = 0;
        long kept = Math.Max(AlwaysKept, Math.Min(used, _usedBefore));
        _usedBefore = used;
        long held = Bytes(_free, sizeof(T)) + Bytes(_chunks, sizeof(Statement<T>));
        while (held > kept && _chunks.Count + _free.Count > 0)
        {
            held -= _free.Count > 0 && (_chunks.Count == 0 || (long)_free[^1].Length * sizeof(T) > (long)_chunks[^1].Length * sizeof(Statement<T>))
                ? Drop(_free, sizeof(T))
                : Drop(_chunks, sizeof(Statement<T>));
        }
    }

    private static long Drop<TElement>(List<TElement[]> arrays, int size)
    {
        long bytes = (long)arrays[^1].Length * size;
        arrays.RemoveAt(arrays.Count - 1);
        return bytes;
    }

    private static long Bytes<TElement>(List<TElement[]> arrays, int size)
    {
        long bytes = 0;
        foreach (TElement[] array in arrays)
        {
            bytes += (long)array.Length * size;
        }

        return bytes;
    }

    private static T* AddressOf(T[] pinned) => (T*)Unsafe.AsPointer(ref pinned[0]);
}
