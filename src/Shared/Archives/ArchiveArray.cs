using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>A named array of an <see cref="ArrayArchive"/>.</summary>
internal abstract class ArchiveArray(string name, int[] shape)
{
    /// <summary>Its name in the file.</summary>
    public string Name { get; } = name;

    /// <summary>Its shape; none for a single number.</summary>
    public int[] Shape { get; } = shape;

    /// <summary>Whether a file without it is read all the same.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Writes the header and the numbers.</summary>
    public abstract void Write(Stream stream);

    /// <summary>Reads the numbers behind a header of the same shape.</summary>
    /// <exception cref="InvalidDataException">They are of a type that does not fit.</exception>
    /// <exception cref="EndOfStreamException">There are too few.</exception>
    public abstract void Read(Stream stream, NpyHeader header);
}

/// <summary>A named array whose numbers have a type.</summary>
/// <param name="name">Its name in the file.</param>
/// <param name="shape">Its shape.</param>
/// <param name="values">The numbers, row-major: what is written, or where to they are read.</param>
internal sealed class ArchiveArray<T>(string name, int[] shape, T[] values) : ArchiveArray(name, shape)
    where T : unmanaged, INumber<T>
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>The numbers, row-major.</summary>
    public T[] Values { get; } = values;

    /// <inheritdoc/>
    public override void Write(Stream stream)
    {
        stream.Write(new NpyHeader(ElementType(), !BitConverter.IsLittleEndian, IsColumnMajor: false, Shape).ToBytes());

        // In parts: the numbers of a large array may have more bytes than a span.
        for (int start = 0; start < Values.Length; start += ChunkBytes)
        {
            stream.Write(MemoryMarshal.AsBytes(Values.AsSpan(start, Math.Min(ChunkBytes, Values.Length - start))));
        }
    }

    /// <inheritdoc/>
    public override void Read(Stream stream, NpyHeader header)
    {
        T[] read = header.IsColumnMajor && Shape.Length > 1 ? new T[Values.Length] : Values;
        switch (header.ElementType)
        {
            case "f2" when IsFloating:
                Read<Half>(stream, header.IsBigEndian, read);
                break;
            case "f4" when IsFloating:
                Read<float>(stream, header.IsBigEndian, read);
                break;
            case "f8" when IsFloating:
                Read<double>(stream, header.IsBigEndian, read);
                break;
            case var type when !IsFloating && type == ElementType():
                Read<T>(stream, header.IsBigEndian, read);
                break;
            default:
                throw new InvalidDataException($"it holds numbers of type {header.ElementType}, where {(IsFloating ? "f2, f4 or f8" : ElementType())} is wanted");
        }

        if (read != Values)
        {
            FromColumnMajor(read);
        }
    }

    private static bool IsFloating => typeof(T) != typeof(long) && typeof(T) != typeof(ulong);

    private static string ElementType() =>
        typeof(T) == typeof(float) ? "f4"
        : typeof(T) == typeof(double) ? "f8"
        : typeof(T) == typeof(Half) ? "f2"
        : typeof(T) == typeof(long) ? "i8"
        : typeof(T) == typeof(ulong) ? "u8"
        : throw new NotSupportedException(CallerLocation.Append($"Numbers of type {typeof(T).Name} have no type of the npy format: float, double and Half have."));

    private static void Read<TSource>(Stream stream, bool isBigEndian, T[] values)
        where TSource : unmanaged, INumber<TSource>
    {
        int size = Unsafe.SizeOf<TSource>();
        byte[] chunk = new byte[Math.Min(ChunkBytes, (long)values.Length * size)];
        for (int done = 0; done < values.Length;)
        {
            Span<byte> bytes = chunk.AsSpan(0, Math.Min(chunk.Length / size, values.Length - done) * size);
            stream.ReadExactly(bytes);
            for (int start = 0; isBigEndian == BitConverter.IsLittleEndian && start < bytes.Length; start += size)
            {
                bytes.Slice(start, size).Reverse();
            }

            foreach (TSource value in MemoryMarshal.Cast<byte, TSource>(bytes))
            {
                values[done++] = T.CreateTruncating(value);
            }
        }
    }

    /// <summary>Puts numbers whose first index runs fastest into row-major order.</summary>
    private void FromColumnMajor(T[] read)
    {
        int[] place = new int[Shape.Length];
        foreach (T value in read)
        {
            int index = 0;
            for (int axis = 0; axis < place.Length; axis++)
            {
                index = (index * Shape[axis]) + place[axis];
            }

            Values[index] = value;
            for (int axis = 0; axis < place.Length && ++place[axis] == Shape[axis]; axis++)
            {
                place[axis] = 0;
            }
        }
    }
}
