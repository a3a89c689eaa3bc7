namespace AutoGrad.Data;

/// <summary>The lines of a text file, one at a time, without their ends, as UTF-8 bytes.</summary>
internal sealed class CsvLines(ByteSource source)
{
    // A text file of numbers has no such lines; a file without line ends must not fill the memory.
    private const int LongestLine = 1 << 24;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>The number of the line that was read last, from 1 on.</summary>
    public long Number { get; private set; }

    /// <summary>Reads a line; valid until the next one is read.</summary>
    /// <returns>False at the end of the file.</returns>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        int searched = _start;
        while (true)
        {
            int found = _buffer.AsSpan(searched.._end).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = Take(searched + found, lineEnd: 1);
                return true;
            }

            searched = _end;
            if (!_ended)
            {
                searched -= MakeRoom();
                int count = source.Read(_buffer.AsSpan(_end));
                _ended = count == 0;
                _end += count;
                continue;
            }

            bool any = _end > _start;
            line = any ? Take(_end, lineEnd: 0) : default;
            return any;
        }
    }

    private ReadOnlySpan<byte> Take(int end, int lineEnd)
    {
        Number++;
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start..end);
        _start = end + lineEnd;
        if (Number == 1 && line.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        if (line.Contains((byte)0))
        {
            throw DataFormatException.AtLine(source.Name, Number, null, "text in UTF-8", "a zero byte");
        }

        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    // Moves what is left to the front, or enlarges the buffer; returns by how much the bytes moved.
    private int MakeRoom()
    {
        int moved = _start;
        if (moved > 0)
        {
            _buffer.AsSpan(moved.._end).CopyTo(_buffer);
            _start = 0;
            _end -= moved;
        }
        else if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestLine)
            {
                throw DataFormatException.AtLine(source.Name, Number + 1, null, $"a line of at most {LongestLine} bytes", "a longer one");
            }

            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        return moved;
    }
}
