using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace AutoGrad.Bench;

/// <summary>The outcome with what it depends on: machine, runtime, date and the commit that was built.</summary>
internal static class RatioReport
{
    private static readonly JsonWriterOptions _indented = new() { Indented = true };

    /// <summary>Writes the rows of comparisons.</summary>
    public static void Write(string file, RatioOptions options, IReadOnlyList<RatioRow> rows) => Write(file, options, rows, WriteRow);

    /// <summary>Writes the rows of sizes that grow.</summary>
    public static void Write(string file, RatioOptions options, IReadOnlyList<ScaleRow> rows) => Write(file, options, rows, WriteRow);

    private static void Write<TRow>(string file, RatioOptions options, IReadOnlyList<TRow> rows, Action<Utf8JsonWriter, TRow> writeRow)
    {
        using FileStream stream = File.Create(file);
        using Utf8JsonWriter json = new(stream, _indented);
        json.WriteStartObject();
        json.WriteString("date", DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        json.WriteString("commit", Commit());
        json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        json.WriteNumber("threads", options.Threads ?? 1);
        json.WriteStartObject("machine");
        json.WriteString("cpu", ProcessorName());
        json.WriteNumber("cores", Environment.ProcessorCount);
        json.WriteNumber("simdBits", SimdBits());
        json.WriteString("system", RuntimeInformation.RuntimeIdentifier);
        json.WriteEndObject();
        json.WriteStartArray("rows");
        foreach (TRow row in rows)
        {
            json.WriteStartObject();
            writeRow(json, row);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, RatioRow row)
    {
        json.WriteString("name", row.Name);
        json.WriteNumber("ours_us", row.Ours);
        json.WriteString("peer", row.Peer);
        json.WriteNumber("peer_us", row.Theirs);
        json.WriteNumber("ratio", row.Ratio);
        if (row.BytesPerStep is { } bytes)
        {
            json.WriteNumber("bytes_per_step", bytes);
        }
    }

    private static void WriteRow(Utf8JsonWriter json, ScaleRow row)
    {
        json.WriteString("what", row.What);
        json.WriteNumber("size", row.Size);
        json.WriteNumber("us", row.Microseconds);
        json.WriteNumber("us_per_unit", row.PerUnit);
        json.WriteNumber("bytes_per_step", row.BytesPerStep);
    }

    /// <summary>The commit that the build wrote into the version behind a plus, or null.</summary>
    private static string? Commit()
    {
        string? version = typeof(RatioReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return version?.IndexOf('+', StringComparison.Ordinal) is { } plus and >= 0 ? version[(plus + 1)..] : null;
    }

    private static string? ProcessorName()
    {
        const string Processors = "/proc/cpuinfo";
        if (!File.Exists(Processors))
        {
            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
        }

        string? line = File.ReadLines(Processors).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static int SimdBits() =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
}
