// How the property suite is steered, from outside:
//
//   AUTOGRAD_CASES=1000   cases for each row of the catalog and each property (default 100; a lower number is raised to 100)
//   AUTOGRAD_SEED=12345   replays the run that printed it: every generator starts from it and from the property's name
//
//   AUTOGRAD_SEED=12345 dotnet test tests/Properties -c Release
//
// Without AUTOGRAD_SEED each run draws a new seed. Whatever fails prints the line that replays it, and the smallest case that
// the shrinkers found.

using System.Globalization;
using System.Text;

namespace AutoGrad.Tests.Properties;

/// <summary>The number of cases and the seed of this run.</summary>
internal static class Settings
{
    public const string CasesVariable = "AUTOGRAD_CASES";

    public const string SeedVariable = "AUTOGRAD_SEED";

    private const int LeastCases = 100;

    public static int Cases { get; } = Math.Max(LeastCases, (int)(Read(CasesVariable) ?? LeastCases));

    public static ulong Seed { get; } = Read(SeedVariable) ?? (ulong)Random.Shared.Next();

    /// <summary>The command that runs the suite as it runs now.</summary>
    public static string ReplayLine =>
        string.Create(CultureInfo.InvariantCulture, $"{CasesVariable}={Cases} {SeedVariable}={Seed} dotnet test tests/Properties -c Release");

    /// <summary>An odd number for each property, so that equal seeds do not give equal cases everywhere.</summary>
    public static ulong StreamOf(string property)
    {
        ulong hash = 14695981039346656037;
        foreach (byte letter in Encoding.UTF8.GetBytes(property))
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        return hash | 1;
    }

    private static ulong? Read(string variable)
    {
        string? text = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrWhiteSpace(text)
            ? null
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
                ? number
                : throw new InvalidOperationException($"{variable} is '{text}' and must be a whole number.");
    }
}
