using System.Runtime.CompilerServices;

namespace AutoGrad.Bench;

/// <summary>Pinned memory on a 64-byte boundary, as a tape's own: what a careful engineer preallocates for a vectorized loop.</summary>
internal readonly unsafe struct AlignedArray
{
    private const int Line = 64;

    private readonly float* _start;

    public AlignedArray(int length)
    {
        float[] array = GC.AllocateArray<float>(length + (Line / sizeof(float)), pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref array[0]);
        nint start = (address + Line - 1) & -Line;
        Memory = array.AsMemory((int)(start - address) / sizeof(float), length);
        _start = (float*)start;
    }

    public AlignedArray(ReadOnlySpan<float> values)
        : this(values.Length) => values.CopyTo(Span);

    public Memory<float> Memory { get; }

    public Span<float> Span => new(_start, Memory.Length);

    /// <summary>Random numbers from -1 to 1.</summary>
    public static AlignedArray Uniform(Random random, int length)
    {
        AlignedArray values = new(length);
        foreach (ref float value in values.Span)
        {
            value = (2f * random.NextSingle()) - 1f;
        }

        return values;
    }

    public static implicit operator Span<float>(AlignedArray array) => array.Span;

    public static implicit operator ReadOnlySpan<float>(AlignedArray array) => array.Span;
}
