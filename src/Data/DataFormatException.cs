using System.Globalization;

namespace AutoGrad.Data;

/// <summary>
/// A file does not hold what a reader was asked to read from it: it is truncated, damaged, empty, or of another kind. The
/// message names the file, the place, what was expected there and what was found.
/// </summary>
public sealed class DataFormatException : FormatException
{
    private DataFormatException(string message, string file, Exception? inner)
        : base(CallerLocation.Append(message), inner)
        => File = file;

    /// <summary>The file's path, or the name that was given to a stream.</summary>
    public string File { get; }

    /// <summary>The byte at which reading failed, counted from 0, after decompression; null for text.</summary>
    public long? Offset { get; private init; }

    /// <summary>The line at which reading failed, counted from 1; null for binary files.</summary>
    public long? Line { get; private init; }

    /// <summary>The column (field) of the line, counted from 1; null where the whole line or file is meant.</summary>
    public int? Column { get; private init; }

    internal static DataFormatException AtByte(string file, long offset, string expected, string found, Exception? inner = null) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{file}, byte {offset}: expected {expected}, found {found}."), file, inner)
        {
            Offset = offset,
        };

    internal static DataFormatException AtLine(string file, long line, int? column, string expected, string found) =>
        new(
            column is { } number
                ? string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}, column {number}: expected {expected}, found {found}.")
                : string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}: expected {expected}, found {found}."),
            file,
            inner: null)
        {
            Line = line,
            Column = column,
        };
}
