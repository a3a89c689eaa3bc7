using System.Globalization;

namespace AutoGrad.Bench;

/// <summary>What follows <c>ratios</c> on the command line.</summary>
internal sealed record RatioOptions
{
    public const string Usage = "Usage: ratios [--torch | --adolc | --blas | --scale] [--threads N] [--data FOLDER] [--filter TEXT] [--json FILE]";

    /// <summary>Whether PyTorch is the peer.</summary>
    public bool Torch { get; private init; }

    /// <summary>Whether ADOL-C is the peer, of scalar code alone.</summary>
    public bool Adolc { get; private init; }

    /// <summary>Whether OpenBLAS and oneDNN are the peers, of the matrix product alone.</summary>
    public bool Blas { get; private init; }

    /// <summary>Whether there is no peer, but sizes that grow.</summary>
    public bool Scale { get; private init; }

    /// <summary>How many threads each side may use; null where nothing was said: one, and the process is not pinned.</summary>
    public int? Threads { get; private init; }

    /// <summary>The folder with the four files of MNIST.</summary>
    public string? Data { get; private init; }

    /// <summary>Only cases whose name contains the text.</summary>
    public string? Filter { get; private init; }

    /// <summary>Where the rows are written besides, with the machine.</summary>
    public string? JsonFile { get; private init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="ArgumentException">An option is unknown, given twice, lacks its value, does not go with another, or names a folder that is not there.</exception>
    public static RatioOptions Parse(ReadOnlySpan<string> arguments)
    {
        RatioOptions options = new();
        HashSet<string> given = [];
        for (int index = 0; index < arguments.Length; index++)
        {
            string option = arguments[index];
            if (!given.Add(option))
            {
                throw new ArgumentException($"{option} was given twice.");
            }

            options = option switch
            {
                "--torch" => options with { Torch = true },
                "--adolc" => options with { Adolc = true },
                "--blas" => options with { Blas = true },
                "--scale" => options with { Scale = true },
                "--threads" => options with { Threads = Count(option, Value(arguments, ref index)) },
                "--data" => options with { Data = Value(arguments, ref index) },
                "--filter" => options with { Filter = Value(arguments, ref index) },
                "--json" => options with { JsonFile = Value(arguments, ref index) },
                _ => throw new ArgumentException($"Unknown option {option}."),
            };
        }

        return options switch
        {
            _ when new[] { options.Torch, options.Adolc, options.Blas, options.Scale }.Count(chosen => chosen) > 1 =>
                throw new ArgumentException("--torch, --adolc, --blas and --scale do not go together."),
            { Torch: false, Data: not null } => throw new ArgumentException("--data goes with --torch."),
            { Data: { } data } when !Directory.Exists(data) => throw new ArgumentException($"--data: there is no folder {data}."),
            { JsonFile: { } file } when !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))) =>
                throw new ArgumentException($"--json: the folder of {file} does not exist."),
            _ => options,
        };
    }

    /// <summary>Whether a case is wanted.</summary>
    public bool Wants(string name) => name.Contains(Filter ?? string.Empty, StringComparison.Ordinal);

    private static string Value(ReadOnlySpan<string> arguments, ref int index) => ++index < arguments.Length
        ? arguments[index]
        : throw new ArgumentException($"{arguments[^1]} needs a value.");

    private static int Count(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw new ArgumentException($"{option} needs a number from 1 on, not '{value}'.");
}
