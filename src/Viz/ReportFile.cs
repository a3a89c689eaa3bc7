using System.Text;
using System.Text.Json;

namespace AutoGrad.Viz;

public sealed partial class Report
{
    /// <summary>
    /// Writes the report as one HTML file. It appears whole or not at all: a file that stood there before is replaced only when the new
    /// one is complete.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist; it is not created.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written, or a folder has its name.</exception>
    public void Save(string path)
    {
        string target = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target) ?? target;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(CallerLocation.Append($"Report.Save: the folder {folder} does not exist."));
        }

        string unfinished = Path.Combine(folder, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        try
        {
            using (FileStream stream = new(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                ReportPage.Write(new ReportContent(Title, _sections), stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, target, overwrite: true);
        }
        finally
        {
            // After the move there is nothing to delete.
            File.Delete(unfinished);
        }
    }

    /// <summary>Reads back a report that <see cref="Save"/> wrote: all its texts and numbers.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not a report, or is damaged.</exception>
    public static Report Load(string path)
    {
        string page = File.ReadAllText(path, Encoding.UTF8);
        int start = page.IndexOf(ReportPage.DataStart, StringComparison.Ordinal);
        int end = start < 0 ? -1 : page.IndexOf(ReportPage.DataEnd, start, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Damaged("it holds no data of a report", null);
        }

        try
        {
            string json = page[(start + ReportPage.DataStart.Length)..end];
            ReportContent content = JsonSerializer.Deserialize(json, ReportJson.Default.ReportContent) ?? throw Damaged("its data are null", null);
            return new Report(content);
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            throw Damaged($"its data cannot be read: {fault.Message}", fault);
        }

        InvalidDataException Damaged(string complaint, Exception? fault) =>
            new(CallerLocation.Append($"Report.Load: {path} is not a report that was saved whole, {complaint}."), fault);
    }
}
