using System.Globalization;
using System.IO.Compression;

namespace AutoGrad;

/// <summary>
/// Named arrays in one file, as numpy's savez writes them and its load reads them: a zip file of one npy file an array. Written whole or
/// not at all, and read strictly: a file that is not exactly what is wanted changes nothing.
/// </summary>
internal static class ArrayArchive
{
    private const string Extension = ".npy";
    private const int ListedComplaints = 20;

    // What a zip file can say at the earliest, so that the same numbers are the same bytes.
    private static readonly DateTimeOffset _noTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the arrays to a file beside, which takes the place of <paramref name="path"/> when it is complete.</summary>
    /// <exception cref="IOException">The file cannot be written; what was there before is there still.</exception>
    public static void Write(string path, IEnumerable<ArchiveArray> arrays)
    {
        string temporary = $"{path}.{Path.GetRandomFileName()}.partial";
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew))
            {
                using (ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true))
                {
                    foreach (ArchiveArray array in arrays)
                    {
                        ZipArchiveEntry entry = archive.CreateEntry(array.Name + Extension, CompressionLevel.NoCompression);
                        entry.LastWriteTime = _noTime;
                        using Stream stream = entry.Open();
                        array.Write(stream);
                    }
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Fills the arrays from a file that has exactly them, by name and shape.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, no such file, or has other arrays: the message lists which. The arrays' contents do not count then.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static void Read(string path, IReadOnlyList<ArchiveArray> arrays)
    {
        using FileStream file = File.OpenRead(path);
        try
        {
            using ZipArchive archive = new(file, ZipArchiveMode.Read);
            Read(archive, arrays);
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new InvalidDataException(CallerLocation.Append($"{path} was not loaded: {damage.Message.TrimEnd('.')}."), damage);
        }
    }

    private static void Read(ZipArchive archive, IReadOnlyList<ArchiveArray> arrays)
    {
        Dictionary<string, ArchiveArray> wanted = arrays.ToDictionary(array => array.Name + Extension);
        HashSet<string> found = [];
        List<string> complaints = [];
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (!found.Add(entry.FullName))
            {
                complaints.Add($"'{NameOf(entry)}' is there twice");
            }
            else if (!wanted.TryGetValue(entry.FullName, out ArchiveArray? array))
            {
                complaints.Add($"'{NameOf(entry)}' is unknown");
            }
            else if (Read(entry, array) is { } complaint)
            {
                complaints.Add($"'{array.Name}' {complaint}");
            }
        }

        complaints.AddRange(arrays.Where(array => !array.IsOptional && !found.Contains(array.Name + Extension))
            .Select(array => $"'{array.Name}' {Text(array.Shape)} is missing"));
        if (complaints.Count > 0)
        {
            string more = complaints.Count > ListedComplaints
                ? string.Create(CultureInfo.InvariantCulture, $" and {complaints.Count - ListedComplaints} more")
                : "";
            throw new InvalidDataException(string.Join(", ", complaints.Take(ListedComplaints)) + more);
        }
    }

    /// <returns>What is wrong with the entry, or null.</returns>
    private static string? Read(ZipArchiveEntry entry, ArchiveArray array)
    {
        try
        {
            using ChecksumStream stream = new(entry.Open());
            NpyHeader header = NpyHeader.Read(stream);
            if (!header.Shape.AsSpan().SequenceEqual(array.Shape))
            {
                return $"is {Text(header.Shape)} in the file, but {Text(array.Shape)} here";
            }

            array.Read(stream, header);
            return stream.ReadByte() >= 0 ? "has more bytes than numbers"
                : stream.Checksum != entry.Crc32 ? "is damaged: its checksum is another one"
                : null;
        }
        catch (InvalidDataException damage)
        {
            return $"cannot be read: {damage.Message.TrimEnd('.')}";
        }
        catch (EndOfStreamException)
        {
            return "ends too early";
        }
    }

    private static string NameOf(ZipArchiveEntry entry) =>
        entry.FullName.EndsWith(Extension, StringComparison.Ordinal) ? entry.FullName[..^Extension.Length] : entry.FullName;

    private static string Text(int[] shape) => $"[{string.Join(", ", shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))}]";

    /// <summary>Passes bytes on and computes their checksum, which the zip reader does not compare.</summary>
    private sealed class ChecksumStream(Stream inner) : Stream
    {
        public uint Checksum { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            int count = inner.Read(buffer);
            Checksum = Crc32.Append(Checksum, buffer[..count]);
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
