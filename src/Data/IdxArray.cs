using System.Buffers.Binary;
using System.Globalization;

namespace AutoGrad.Data;

/// <summary>The contents of an IDX file: numbers of one type in row-major order. See <see cref="IdxReader"/>.</summary>
public sealed class IdxArray
{
    private readonly ReadOnlyMemory<byte> _elements;
    private readonly int[] _shape;
    private readonly int _elementSize;

    internal IdxArray(string name, IdxElementType elementType, int[] shape, ReadOnlyMemory<byte> elements, int elementSize)
    {
        Name = name;
        ElementType = elementType;
        Length = elements.Length / elementSize;
        _shape = shape;
        _elements = elements;
        _elementSize = elementSize;
    }

    /// <summary>The file's path, or the name that was given to a stream.</summary>
    public string Name { get; }

    /// <summary>The type of the numbers in the file.</summary>
    public IdxElementType ElementType { get; }

    /// <summary>The dimensions; at least one, each at least 1.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>How many numbers there are: the product of <see cref="Shape"/>.</summary>
    public int Length { get; }

    internal int ElementSize => _elementSize;

    /// <summary>Converts all numbers, times <paramref name="scale"/>; integers beyond 2^24 are rounded.</summary>
    /// <param name="destination">Where they go; <see cref="Length"/> numbers or more.</param>
    /// <param name="scale">What each number is multiplied by.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void CopyTo(Span<float> destination, float scale = 1)
    {
        CheckRoom(destination.Length);
        if (ElementType == IdxElementType.UnsignedByte)
        {
            ReadOnlySpan<byte> pixels = _elements.Span;
            for (int i = 0; i < pixels.Length; i++)
            {
                destination[i] = pixels[i] * scale;
            }

            return;
        }

        for (int i = 0; i < Length; i++)
        {
            destination[i] = (float)Element(i) * scale;
        }
    }

    /// <summary>Converts all numbers; exact for every type of the format.</summary>
    /// <param name="destination">Where they go; <see cref="Length"/> numbers or more.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void CopyTo(Span<double> destination)
    {
        CheckRoom(destination.Length);
        for (int i = 0; i < Length; i++)
        {
            destination[i] = Element(i);
        }
    }

    /// <summary>The numbers as class indices.</summary>
    /// <exception cref="DataFormatException">A number is negative, not an integer or too great.</exception>
    public int[] ToLabels()
    {
        int[] labels = new int[Length];
        for (int i = 0; i < labels.Length; i++)
        {
            double value = Element(i);
            if (!(value >= 0 && value < int.MaxValue && Math.Floor(value) == value))
            {
                throw DataFormatException.AtByte(
                    Name,
                    IdxReader.HeaderLength(_shape.Length) + ((long)i * _elementSize),
                    "a class index (an integer from 0 on)",
                    value.ToString(CultureInfo.InvariantCulture));
            }

            labels[i] = (int)value;
        }

        return labels;
    }

    private void CheckRoom(int room)
    {
        if (room < Length)
        {
            throw Refuse.Argument(nameof(CopyTo), "destination", $"{Length} numbers of {Name} do not fit into {room}");
        }
    }

    private double Element(int index)
    {
        ReadOnlySpan<byte> bytes = _elements.Span.Slice(index * _elementSize, _elementSize);
        return ElementType switch
        {
            IdxElementType.UnsignedByte => bytes[0],
            IdxElementType.SignedByte => (sbyte)bytes[0],
            IdxElementType.Int16 => BinaryPrimitives.ReadInt16BigEndian(bytes),
            IdxElementType.Int32 => BinaryPrimitives.ReadInt32BigEndian(bytes),
            IdxElementType.Single => BinaryPrimitives.ReadSingleBigEndian(bytes),
            _ => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        };
    }
}
