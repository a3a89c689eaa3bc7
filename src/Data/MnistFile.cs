using System.Security.Cryptography;

namespace AutoGrad.Data;

/// <summary>One of MNIST's files: an IDX file of bytes, plain or compressed.</summary>
/// <param name="Name">Its name without .gz.</param>
/// <param name="Shape">The dimensions of its numbers.</param>
/// <param name="Sha256">The SHA-256 of its contents, decompressed: mirrors compress them in different ways.</param>
internal sealed record MnistFile(string Name, int[] Shape, string Sha256)
{
    /// <summary>How many numbers a row has.</summary>
    public int FeatureCount => Shape[1..].Aggregate(1, (product, size) => product * size);

    /// <summary>How many bytes the contents are.</summary>
    public long Length => IdxReader.HeaderLength(Shape.Length) + ((long)Shape[0] * FeatureCount);

    /// <summary>The path of the file in a folder, or null.</summary>
    public string? Find(string folder) =>
        Array.Find([Path.Combine(folder, Name), Path.Combine(folder, Name + ".gz")], File.Exists);

    /// <exception cref="DataFormatException">The file is damaged or has other dimensions.</exception>
    public IdxArray Read(string folder)
    {
        IdxArray array = IdxReader.Read(Find(folder)!);
        return array.ElementType == IdxElementType.UnsignedByte && array.Shape.SequenceEqual(Shape)
            ? array
            : throw DataFormatException.AtByte(
                array.Name, 2, $"bytes of shape [{string.Join(", ", Shape)}]", $"{array.ElementType} of shape [{string.Join(", ", array.Shape.ToArray())}]");
    }

    /// <summary>Compares the contents of a file, plain or compressed.</summary>
    /// <exception cref="DataFormatException">They are not what they should be.</exception>
    public void Check(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using ByteSource source = new(stream, path);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        for (int count = source.Read(buffer); count > 0; count = source.Read(buffer))
        {
            // No further than it could be right: a small file may decompress to a huge one.
            if (source.Offset > Length)
            {
                throw DataFormatException.AtByte(path, Length, $"the end of {Name}", "more bytes");
            }

            hash.AppendData(buffer, 0, count);
        }

        string found = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (found != Sha256)
        {
            throw DataFormatException.AtByte(path, source.Offset, $"the contents of {Name}, with SHA-256 {Sha256}", $"{source.Offset} bytes with SHA-256 {found}");
        }
    }

    /// <summary>Whether the file's contents are what they should be.</summary>
    public bool IsIntact(string path)
    {
        try
        {
            Check(path);
            return true;
        }
        catch (DataFormatException)
        {
            return false;
        }
    }
}
