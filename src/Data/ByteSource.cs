using System.Buffers.Binary;
using System.IO.Compression;

namespace AutoGrad.Data;

/// <summary>
/// The bytes of a file, decompressed if it is a gzip file (told by its first two bytes, not its name), with the offset for
/// messages. A gzip file must be whole: the length and the checksum at its end are compared, because a decompressor takes a
/// truncated file for a short one. It must consist of one member, as gzip itself writes.
/// </summary>
internal sealed class ByteSource : IDisposable
{
    private readonly GZipStream? _unzip;
    private readonly TailStream _raw;
    private uint _checksum;

    public ByteSource(Stream stream, string name)
    {
        Name = name;
        _raw = new TailStream(stream);
        if (_raw.StartsWith(0x1F, 0x8B))
        {
            _unzip = new GZipStream(_raw, CompressionMode.Decompress, leaveOpen: true);
        }
    }

    public string Name { get; }

    /// <summary>How many bytes were read, after decompression.</summary>
    public long Offset { get; private set; }

    /// <summary>Reads up to as many bytes as fit, 0 only at the end.</summary>
    public int Read(Span<byte> target)
    {
        if (_unzip is null)
        {
            int taken = _raw.Read(target);
            Offset += taken;
            return taken;
        }

        int count;
        try
        {
            count = _unzip.Read(target);
        }
        catch (InvalidDataException damage)
        {
            throw DataFormatException.AtByte(Name, Offset, "intact gzip data", $"damage ({damage.Message})", damage);
        }

        _checksum = Crc32.Append(_checksum, target[..count]);
        Offset += count;
        if (count == 0 && target.Length > 0)
        {
            CheckTrailer();
        }

        return count;
    }

    /// <summary>Fills <paramref name="target"/>, or throws because the file ends before.</summary>
    public void Fill(Span<byte> target, string expected)
    {
        int filled = ReadUpTo(target);
        if (filled < target.Length)
        {
            throw DataFormatException.AtByte(Name, Offset, expected, "the end of the file");
        }
    }

    /// <summary>Reads until the target is full or the file ends.</summary>
    public int ReadUpTo(Span<byte> target)
    {
        int filled = 0;
        while (filled < target.Length)
        {
            int count = Read(target[filled..]);
            if (count == 0)
            {
                break;
            }

            filled += count;
        }

        return filled;
    }

    public void Dispose() => _unzip?.Dispose();

    private void CheckTrailer()
    {
        ReadOnlySpan<byte> tail = _raw.DrainToTail();
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(tail[4..]);
        if (checksum != _checksum || length != (uint)Offset)
        {
            throw DataFormatException.AtByte(
                Name,
                Offset,
                "the end of one whole gzip file, with the checksum and the length of its contents",
                "others: the file is truncated or damaged, or something follows");
        }
    }

    /// <summary>Passes bytes on, lets the first two be seen before and remembers the last eight.</summary>
    private sealed class TailStream(Stream inner) : Stream
    {
        private readonly byte[] _head = new byte[2];
        private readonly byte[] _tail = new byte[8];
        private int _headCount;
        private int _headTaken;

        public bool StartsWith(byte first, byte second)
        {
            _headCount = inner.ReadAtLeast(_head, 2, throwOnEndOfStream: false);
            return _headCount == 2 && _head[0] == first && _head[1] == second;
        }

        public ReadOnlySpan<byte> DrainToTail()
        {
            Span<byte> rest = stackalloc byte[512];
            while (Read(rest) > 0)
            {
            }

            return _tail;
        }

        public override int Read(Span<byte> buffer)
        {
            int count;
            if (_headTaken < _headCount)
            {
                count = Math.Min(buffer.Length, _headCount - _headTaken);
                _head.AsSpan(_headTaken, count).CopyTo(buffer);
                _headTaken += count;
            }
            else
            {
                count = inner.Read(buffer);
            }

            ReadOnlySpan<byte> news = buffer[..count];
            if (count >= _tail.Length)
            {
                news[^_tail.Length..].CopyTo(_tail);
            }
            else if (count > 0)
            {
                _tail.AsSpan(count).CopyTo(_tail);
                news.CopyTo(_tail.AsSpan(_tail.Length - count));
            }

            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
