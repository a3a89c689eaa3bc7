using System.Buffers.Binary;

namespace AutoGrad.Data;

/// <summary>
/// Reads IDX files, the format of MNIST: two zero bytes, a type code, the number of dimensions, each dimension as a 32-bit
/// integer, then the numbers, everything big-endian. Files that were compressed with gzip are decompressed on the way.
/// </summary>
/// <remarks>
/// A length in the header is not believed before the bytes are there: memory grows with what was read, so a damaged or hostile
/// header costs an exception and nothing else.
/// </remarks>
public static class IdxReader
{
    // A first guess that every real file outgrows or stays within; the buffer doubles from there.
    private const int FirstGuess = 1 << 16;

    /// <summary>Reads a file of any type and any number of dimensions.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file is no IDX file, is damaged, is shorter or longer than its header says, or holds no numbers.</exception>
    /// <exception cref="IOException">The file cannot be read, or does not exist.</exception>
    public static IdxArray Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The bytes; not disposed.</param>
    /// <param name="name">What to call them in messages.</param>
    /// <exception cref="DataFormatException">The stream holds no IDX file, or a damaged one, or an empty one.</exception>
    public static IdxArray Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        using var source = new ByteSource(stream, name);

        Span<byte> magic = stackalloc byte[4];
        source.Fill(magic, "the 4 bytes that an IDX file begins with");
        if (magic[0] != 0 || magic[1] != 0)
        {
            throw DataFormatException.AtByte(name, 0, "two zero bytes, as an IDX file begins", $"0x{magic[0]:X2} 0x{magic[1]:X2}");
        }

        var type = (IdxElementType)magic[2];
        int size = type switch
        {
            IdxElementType.UnsignedByte or IdxElementType.SignedByte => 1,
            IdxElementType.Int16 => 2,
            IdxElementType.Int32 or IdxElementType.Single => 4,
            IdxElementType.Double => 8,
            _ => throw DataFormatException.AtByte(name, 2, "a type code (0x08, 0x09, 0x0B to 0x0E)", $"0x{magic[2]:X2}"),
        };
        int[] shape = ReadShape(source, magic[3], size, out long length);
        byte[] elements = ReadElements(source, length);
        return new IdxArray(name, type, shape, elements, size);
    }

    /// <summary>
    /// Reads a file of inputs and a file of labels as a data set, such as MNIST's pair. The first dimension of the inputs counts
    /// the rows, the others are the shape of a row.
    /// </summary>
    /// <param name="inputPath">The file of inputs; two dimensions or more.</param>
    /// <param name="labelPath">The file of labels; one dimension, integers from 0 on.</param>
    /// <param name="scale">What each input is multiplied by; unless told 1/255 for unsigned bytes, so that pixels are from 0 to 1, and 1 for other types.</param>
    /// <param name="classCount">How many classes there are; 0 for one more than the greatest label.</param>
    /// <exception cref="DataFormatException">A file is not what it should be, or they have different numbers of rows.</exception>
    /// <exception cref="IOException">A file cannot be read, or does not exist.</exception>
    public static Dataset ReadDataset(string inputPath, string labelPath, float? scale = null, int classCount = 0)
    {
        Refuse.Below(nameof(ReadDataset), nameof(classCount), classCount, 0);
        return ToDataset(Read(inputPath), Read(labelPath), scale, classCount);
    }

    /// <summary>Makes a data set of inputs and labels that were read before. See <see cref="ReadDataset"/>.</summary>
    /// <param name="inputs">The inputs; two dimensions or more.</param>
    /// <param name="labels">The labels; one dimension, integers from 0 on.</param>
    /// <param name="scale">What each input is multiplied by; unless told 1/255 for unsigned bytes and 1 for other types.</param>
    /// <param name="classCount">How many classes there are; 0 for one more than the greatest label.</param>
    /// <exception cref="DataFormatException">The dimensions do not fit, or a label is not a class index.</exception>
    public static Dataset ToDataset(IdxArray inputs, IdxArray labels, float? scale = null, int classCount = 0)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        Refuse.Below(nameof(ToDataset), nameof(classCount), classCount, 0);
        if (inputs.Shape.Length < 2)
        {
            throw DataFormatException.AtByte(inputs.Name, 3, "two dimensions or more: rows, then the shape of a row", "one");
        }

        if (labels.Shape.Length != 1)
        {
            throw DataFormatException.AtByte(labels.Name, 3, "one dimension: a label for each row", $"{labels.Shape.Length}");
        }

        if (labels.Length != inputs.Shape[0])
        {
            throw DataFormatException.AtByte(labels.Name, 4, $"{inputs.Shape[0]} labels, one for each row of {inputs.Name}", $"{labels.Length}");
        }

        int[] classes = labels.ToLabels();
        for (int row = 0; classCount > 0 && row < classes.Length; row++)
        {
            if (classes[row] >= classCount)
            {
                throw DataFormatException.AtByte(
                    labels.Name,
                    HeaderLength(1) + ((long)row * labels.ElementSize),
                    $"a class index below {classCount}",
                    $"{classes[row]}");
            }
        }

        Memory<float> values = PinnedBuffer.Allocate<float>(inputs.Length);
        inputs.CopyTo(values.Span, scale ?? (inputs.ElementType == IdxElementType.UnsignedByte ? 1f / 255f : 1f));
        return new Dataset(values, classes, inputs.Shape[1..], classCount, name: inputs.Name);
    }

    internal static int HeaderLength(int dimensions) => 4 + (4 * dimensions);

    private static int[] ReadShape(ByteSource source, int dimensions, int elementSize, out long length)
    {
        if (dimensions == 0)
        {
            throw DataFormatException.AtByte(source.Name, 3, "one dimension or more", "none");
        }

        int[] shape = new int[dimensions];
        length = elementSize;
        Span<byte> bytes = stackalloc byte[4];
        for (int i = 0; i < dimensions; i++)
        {
            source.Fill(bytes, $"the 4 bytes of dimension {i + 1} of {dimensions}");
            int dimension = BinaryPrimitives.ReadInt32BigEndian(bytes);
            long offset = source.Offset - 4;
            if (dimension < 1)
            {
                throw DataFormatException.AtByte(
                    source.Name,
                    offset,
                    $"dimension {i + 1} of {dimensions} to be at least 1",
                    dimension == 0 ? "0: the file holds no numbers" : $"{dimension}");
            }

            shape[i] = dimension;
            length *= dimension;
            if (length > Array.MaxLength)
            {
                throw DataFormatException.AtByte(
                    source.Name,
                    offset,
                    $"dimensions of {Array.MaxLength} bytes in all at most",
                    $"[{string.Join(", ", shape[..(i + 1)])}{(i + 1 < dimensions ? ", ..." : "")}] of {elementSize} bytes each");
            }
        }

        return shape;
    }

    private static byte[] ReadElements(ByteSource source, long length)
    {
        byte[] elements = new byte[Math.Min(length, FirstGuess)];
        int filled = 0;
        while (true)
        {
            filled += source.ReadUpTo(elements.AsSpan(filled));
            if (filled < elements.Length)
            {
                throw DataFormatException.AtByte(
                    source.Name,
                    source.Offset,
                    $"{length - filled} bytes more, of {length} that the header announces",
                    "the end of the file");
            }

            if (filled == length)
            {
                break;
            }

            Array.Resize(ref elements, (int)Math.Min(length, 2L * filled));
        }

        Span<byte> more = stackalloc byte[1];
        return source.Read(more) == 0
            ? elements
            : throw DataFormatException.AtByte(
                source.Name,
                source.Offset - 1,
                $"the end of the file after the {length} bytes that the header announces",
                "more bytes");
    }
}
