namespace AutoGrad.Bench;

/// <summary>What follows <c>ratios</c> on the command line.</summary>
internal sealed record RatioOptions(string? Filter, string? JsonFile, bool Blas = false)
{
    public const string Usage = "Usage: ratios [--blas] [--filter TEXT] [--json FILE]";

    /// <summary>Reads the options.</summary>
    /// <exception cref="ArgumentException">An option is unknown, given twice, or lacks its value.</exception>
    public static RatioOptions Parse(ReadOnlySpan<string> arguments)
    {
        RatioOptions options = new(null, null);
        for (int index = 0; index < arguments.Length; index += 2)
        {
            string option = arguments[index];
            if (option == "--blas")
            {
                options = options with { Blas = true };
                index--;
                continue;
            }

            bool isKnown = option is "--filter" or "--json";
            if (!isKnown || index + 1 == arguments.Length)
            {
                throw new ArgumentException(isKnown ? $"{option} needs a value." : $"Unknown option {option}.");
            }

            if ((option == "--filter" ? options.Filter : options.JsonFile) is not null)
            {
                throw new ArgumentException($"{option} was given twice.");
            }

            string value = arguments[index + 1];
            options = option == "--filter" ? options with { Filter = value } : options with { JsonFile = value };
        }

        return options;
    }
}
