using System.Globalization;

namespace AutoGrad.Autodiff;

/// <summary>
/// Indices along the middle axis of an array [.., length, inner], in the memory of a recording: one for each row, or one for each of
/// count inner elements.
/// </summary>
internal readonly unsafe struct KeptIndices
{
    private readonly int* _indices;
    private readonly int _number;

    private KeptIndices(int* indices, int number, int length, int count, int inner)
    {
        _indices = indices;
        _number = number;
        Length = length;
        Count = count;
        Inner = inner;
    }

    public ReadOnlySpan<int> Indices => new(_indices, _number);

    /// <summary>The size of the axis that the indices count along.</summary>
    public int Length { get; }

    /// <summary>How many elements are taken along it.</summary>
    public int Count { get; }

    public int Inner { get; }

    /// <summary>Keeps indices along an axis of an array of the given sizes; refuses those that the axis does not have.</summary>
    public static KeptIndices Keep<T>(Tape<T> tape, string operation, ReadOnlySpan<int> indices, int count, ReadOnlySpan<int> sizes, int axis)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        int length = sizes[axis];
        for (int place = 0; place < indices.Length; place++)
        {
            if ((uint)indices[place] >= (uint)length)
            {
                throw new ArgumentOutOfRangeException(nameof(indices), indices[place], CallerLocation.Append(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{operation}: index {indices[place]} at place {place} is not one of the {length} of axis {axis} of shape {Shape.Format(sizes)}; they count from 0.")));
            }
        }

        // An array without elements may have inner axes that no array could have.
        int inner = indices.IsEmpty || sizes.Contains(0) ? 0 : Shape.CheckedLength(sizes[(axis + 1)..]);
        Span<int> kept = tape.AllocateKept<int>(indices.Length);
        indices.CopyTo(kept);
        fixed (int* pointer = kept)
        {
            return new(pointer, indices.Length, length, count, inner);
        }
    }

    /// <summary>The sizes with another one along an axis.</summary>
    public static ReadOnlySpan<int> Replace(ReadOnlySpan<int> sizes, int axis, int size, Span<int> room)
    {
        sizes.CopyTo(room);
        room[axis] = size;
        return room;
    }

    /// <summary>Refuses a size that an axis cannot have.</summary>
    public static void CheckSize(string operation, int size)
    {
        if (size < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, CallerLocation.Append($"{operation}: an axis cannot have {size} elements."));
        }
    }
}
