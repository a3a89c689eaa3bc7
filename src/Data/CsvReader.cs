using System.Globalization;
using System.Text;

namespace AutoGrad.Data;

/// <summary>
/// Reads text files of numbers, a row a line: the features and, in one column, the class index. Numbers are written with a
/// point, whatever the culture of the machine; fields may stand in double quotes; empty lines are skipped. Files that were
/// compressed with gzip are decompressed on the way.
/// </summary>
public static class CsvReader
{
    private static readonly CsvOptions Default = new();

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How the file is laid out; commas and the label last unless told.</param>
    /// <exception cref="DataFormatException">
    /// The file holds no rows, rows of different lengths, something that is not a finite number, or a label that is not a class index.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read, or does not exist.</exception>
    public static Dataset Read(string path, CsvOptions? options = null)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path, options);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The text in UTF-8; not disposed.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">How the text is laid out; commas and the label last unless told.</param>
    /// <exception cref="DataFormatException">As for a file.</exception>
    public static Dataset Read(Stream stream, string name, CsvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        options ??= Default;
        Check(options);
        using var source = new ByteSource(stream, name);
        var table = new Table(name, options);
        var lines = new CsvLines(source);
        while (lines.Next(out ReadOnlySpan<byte> line))
        {
            if (!line.Trim(" \t"u8).IsEmpty)
            {
                table.Add(line, lines.Number);
            }
        }

        return table.ToDataset(lines.Number);
    }

    private static void Check(CsvOptions options)
    {
        Refuse.Below(nameof(CsvReader), nameof(CsvOptions.ClassCount), options.ClassCount, 0);
        if (!float.IsFinite(options.Scale))
        {
            throw Refuse.OutOfRange(nameof(CsvReader), nameof(CsvOptions.Scale), options.Scale, "must be finite");
        }

        char separator = options.Separator;
        if (!char.IsAscii(separator) || char.IsAsciiLetterOrDigit(separator) || "+-.\"\r\n\0".Contains(separator, StringComparison.Ordinal))
        {
            throw Refuse.Argument(
                nameof(CsvReader),
                nameof(CsvOptions.Separator),
                $"the separator must be an ASCII character that is not part of a number or a line end, but is U+{(int)separator:X4}");
        }
    }

    /// <summary>The rows read so far.</summary>
    private sealed class Table(string name, CsvOptions options)
    {
        private readonly List<float> _inputs = [];
        private readonly List<int> _labels = [];
        private readonly List<Range> _fields = [];
        private string[] _header = [];
        private int _columns;
        private int _labelColumn;

        public void Add(ReadOnlySpan<byte> line, long number)
        {
            SplitFields(line, number);
            if (_columns == 0)
            {
                _columns = _fields.Count;
                if (_columns < 2)
                {
                    throw DataFormatException.AtLine(name, number, null, $"two columns or more, separated by {Shown(options.Separator)}", "one");
                }

                bool isHeader = options.HasHeader ?? NoFieldIsNumber(line);
                if (isHeader)
                {
                    _header = new string[_columns];
                    for (int column = 0; column < _columns; column++)
                    {
                        _header[column] = Encoding.UTF8.GetString(line[_fields[column]]).Replace("\"\"", "\"", StringComparison.Ordinal);
                    }
                }

                _labelColumn = FindLabel(number);
                if (isHeader)
                {
                    return;
                }
            }

            if (_fields.Count != _columns)
            {
                throw DataFormatException.AtLine(name, number, null, $"{_columns} columns as in the lines before", $"{_fields.Count}");
            }

            if (_inputs.Count > Array.MaxLength - _columns)
            {
                throw DataFormatException.AtLine(name, number, null, $"at most {Array.MaxLength} numbers", "more");
            }

            for (int column = 0; column < _columns; column++)
            {
                ReadOnlySpan<byte> field = line[_fields[column]];
                if (column == _labelColumn)
                {
                    _labels.Add(ParseLabel(field, number, column));
                }
                else
                {
                    _inputs.Add(ParseInput(field, number, column));
                }
            }
        }

        public Dataset ToDataset(long lastLine)
        {
            if (_labels.Count == 0)
            {
                throw DataFormatException.AtLine(name, Math.Max(1, lastLine), null, "a row of numbers", "the end of the file");
            }

            Memory<float> inputs = PinnedBuffer.Allocate<float>(_inputs.Count);
            _inputs.CopyTo(inputs.Span);
            return new Dataset(inputs, _labels.ToArray(), [_columns - 1], options.ClassCount, name: name);
        }

        private int FindLabel(long number)
        {
            if (options.LabelName is { } wanted)
            {
                int found = Array.IndexOf(_header, wanted);
                return found >= 0
                    ? found
                    : throw DataFormatException.AtLine(
                        name,
                        number,
                        null,
                        $"a column named \"{wanted}\" for the labels",
                        _header.Length == 0 ? "no header" : $"the columns {string.Join(", ", _header)}");
            }

            int column = options.LabelColumn.GetOffset(_columns);
            return (uint)column < (uint)_columns
                ? column
                : throw DataFormatException.AtLine(name, number, null, $"a column {options.LabelColumn} (from 0 on) for the labels", $"{_columns} columns");
        }

        private float ParseInput(ReadOnlySpan<byte> field, long number, int column) =>
            float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
                ? value * options.Scale
                : throw Unexpected("a finite number, written with a point", field, number, column);

        private int ParseLabel(ReadOnlySpan<byte> field, long number, int column)
        {
            double limit = options.ClassCount > 0 ? options.ClassCount : int.MaxValue;
            bool valid = double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && value >= 0 && value < limit && Math.Floor(value) == value;
            return valid
                ? (int)value
                : throw Unexpected(
                    options.ClassCount > 0 ? $"a class index (an integer from 0 to {options.ClassCount - 1})" : "a class index (an integer from 0 on)",
                    field,
                    number,
                    column);
        }

        private DataFormatException Unexpected(string expected, ReadOnlySpan<byte> field, long number, int column)
        {
            const int LongestShown = 40;
            string text = Encoding.UTF8.GetString(field[..Math.Min(field.Length, LongestShown)]);
            string found = field.IsEmpty ? "nothing" : $"\"{text}{(field.Length > LongestShown ? "..." : "")}\"";
            string place = _header.Length > 0 ? $"{expected} in \"{_header[column]}\"" : expected;
            return DataFormatException.AtLine(name, number, column + 1, place, found);
        }

        private bool NoFieldIsNumber(ReadOnlySpan<byte> line)
        {
            foreach (Range field in _fields)
            {
                if (double.TryParse(line[field], NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                {
                    return false;
                }
            }

            return true;
        }

        // The fields without blanks and quotes around them.
        private void SplitFields(ReadOnlySpan<byte> line, long number)
        {
            _fields.Clear();
            byte separator = (byte)options.Separator;
            ReadOnlySpan<byte> blanks = separator == (byte)' ' ? "\t"u8 : separator == (byte)'\t' ? " "u8 : " \t"u8;
            int start = 0;
            while (true)
            {
                int skipped = line[start..].IndexOfAnyExcept(blanks);
                int first = skipped < 0 ? start : start + skipped;
                int end;
                if (first < line.Length && line[first] == (byte)'"')
                {
                    int close = ClosingQuote(line, first + 1);
                    int rest = close < 0 ? -1 : line[(close + 1)..].IndexOf(separator);
                    end = rest < 0 ? line.Length : close + 1 + rest;
                    if (close < 0 || !line[(close + 1)..end].Trim(blanks).IsEmpty)
                    {
                        throw DataFormatException.AtLine(
                            name,
                            number,
                            _fields.Count + 1,
                            "a closing quote before the next separator",
                            close < 0 ? "none" : "text behind it");
                    }

                    _fields.Add((first + 1)..close);
                }
                else
                {
                    int length = line[start..].IndexOf(separator);
                    end = length < 0 ? line.Length : start + length;
                    ReadOnlySpan<byte> field = line[start..end];
                    int lead = field.Length - field.TrimStart(blanks).Length;
                    int kept = field.Trim(blanks).Length;
                    _fields.Add((start + lead)..(start + lead + kept));
                }

                if (end == line.Length)
                {
                    return;
                }

                start = end + 1;
            }
        }

        // A doubled quote inside quotes stands for one.
        private static int ClosingQuote(ReadOnlySpan<byte> line, int from)
        {
            for (int i = from; i < line.Length; i++)
            {
                if (line[i] != (byte)'"')
                {
                    continue;
                }

                if (i + 1 < line.Length && line[i + 1] == (byte)'"')
                {
                    i++;
                    continue;
                }

                return i;
            }

            return -1;
        }

        private static string Shown(char separator) => separator == '\t' ? "tabs" : $"'{separator}'";
    }
}
