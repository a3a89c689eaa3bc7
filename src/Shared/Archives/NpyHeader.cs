using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AutoGrad;

/// <summary>
/// What stands before the numbers in an npy file, the format of numpy: a magic string, a version and a Python dictionary with the type
/// of the numbers, their order and their shape.
/// </summary>
/// <param name="ElementType">numpy's code of the type, such as <c>f4</c>.</param>
/// <param name="IsBigEndian">Whether the most significant byte of a number comes first.</param>
/// <param name="IsColumnMajor">Whether the first index runs fastest.</param>
/// <param name="Shape">The shape; none for a single number.</param>
internal readonly partial record struct NpyHeader(string ElementType, bool IsBigEndian, bool IsColumnMajor, int[] Shape)
{
    // A real header has some 100 bytes. A length is not believed beyond what any shape could need.
    private const int LongestText = 1 << 14;

    /// <summary>The bytes of the header: version 1.0, padded so that the numbers start at a multiple of 64.</summary>
    public byte[] ToBytes()
    {
        string[] sizes = Array.ConvertAll(Shape, size => size.ToString(CultureInfo.InvariantCulture));
        string shape = sizes.Length == 1 ? $"{sizes[0]}," : string.Join(", ", sizes);
        string text = $"{{'descr': '{(IsBigEndian ? '>' : '<')}{ElementType}', 'fortran_order': {(IsColumnMajor ? "True" : "False")}, 'shape': ({shape}), }}";
        int length = (10 + text.Length + 1 + 63) / 64 * 64;
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill((byte)' ');
        bytes[0] = 0x93;
        "NUMPY"u8.CopyTo(bytes.AsSpan(1));
        bytes[6] = 1;
        bytes[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(length - 10));
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(10));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    /// <summary>Reads a header of any version.</summary>
    /// <exception cref="InvalidDataException">The stream does not begin with one, or with one of numbers that are no plain numbers.</exception>
    /// <exception cref="EndOfStreamException">The stream ends within it.</exception>
    public static NpyHeader Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[8];
        stream.ReadExactly(start);
        if (start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8) || start[6] is < 1 or > 3)
        {
            throw new InvalidDataException("it is no npy array of version 1 to 3");
        }

        Span<byte> length = stackalloc byte[4];
        length.Clear();
        stream.ReadExactly(length[..(start[6] == 1 ? 2 : 4)]);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (count > LongestText)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"its header announces {count} bytes for itself"));
        }

        byte[] bytes = new byte[count];
        stream.ReadExactly(bytes);
        return Parse(Encoding.UTF8.GetString(bytes));
    }

    private static NpyHeader Parse(string text)
    {
        Match dictionary = Dictionary().Match(text);
        Dictionary<string, string> entries = [];
        foreach (Match entry in Entry().Matches(dictionary.Groups[1].Value))
        {
            entries[entry.Groups[1].Value] = entry.Groups[2].Value;
        }

        if (!entries.TryGetValue("descr", out string? type) || !entries.TryGetValue("fortran_order", out string? order)
            || !entries.TryGetValue("shape", out string? shape) || Number().Match(type) is not { Success: true } number)
        {
            throw new InvalidDataException($"its header does not describe an array of numbers: {text.Trim()}");
        }

        return new(number.Groups[2].Value, number.Groups[1].Value == ">", order == "True", ParseShape(shape));
    }

    private static int[] ParseShape(string text)
    {
        string[] sizes = text.Trim('(', ')').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Array.ConvertAll(sizes, size => int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new InvalidDataException($"its header has the shape {text}"));
    }

    [GeneratedRegex(@"^\s*\{(.*)\}\s*$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Dictionary();

    [GeneratedRegex(@"'(descr|fortran_order|shape)'\s*:\s*('[^']*'|True|False|\([^()]*\))", RegexOptions.CultureInvariant)]
    private static partial Regex Entry();

    [GeneratedRegex("^'([<>|=]?)([a-z][0-9]+)'$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
