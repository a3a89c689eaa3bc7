using FsCheck;
using FsCheck.Fluent;

namespace AutoGrad.Tests.Properties;

/// <summary>Runs a property over generated cases; a failure carries the shrunk case and the line that replays the run.</summary>
internal static class Property
{
    /// <summary>Checks <paramref name="body"/>, which throws where the property does not hold.</summary>
    public static void Check<C>(string name, Func<Random, int, C> generate, Func<C, IEnumerable<C>> shrink, Action<C> body, int? cases = null)
    {
        Gen<C> generator = Gen.Sized(size => Gen.Choose(0, int.MaxValue - 1).Select(start => generate(new Random(start), size)));
        Config config = Config.QuickThrowOnFailure
            .WithName(name)
            .WithQuietOnSuccess(true)
            .WithMaxTest(cases ?? Settings.Cases)
            .WithReplay(Settings.Seed, Settings.StreamOf(name));
        try
        {
            FsCheck.Check.One(config, Prop.ForAll(Arb.From(generator, shrink), body));
        }
        catch (Exception failure)
        {
            throw new PropertyFailedException($"{name}{Environment.NewLine}Replay with: {Settings.ReplayLine}{Environment.NewLine}{failure.Message}");
        }
    }
}

/// <summary>A property that does not hold.</summary>
internal sealed class PropertyFailedException(string message) : Exception(message);
