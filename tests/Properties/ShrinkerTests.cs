using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>The test of the tests: a wrong derivative is found, its case becomes small, and the message says how to replay it.</summary>
public class ShrinkerTests
{
    [Fact]
    public void Wrong_derivative_is_found_and_shrunk()
    {
        List<Case> failures = [];
        WrongCubeRow row = new(whereAbove: 1.0);
        PropertyFailedException failure = Assert.Throws<PropertyFailedException>(() => Property.Check(
            nameof(Wrong_derivative_is_found_and_shrunk), (random, size) => Case.Generate(row, random, size), CaseShrinker.Shrink, at => Recording(at, failures)));
        Assert.Contains(Settings.ReplayLine, failure.Message, StringComparison.Ordinal);
        Assert.Contains("shrunk", failure.Message, StringComparison.OrdinalIgnoreCase);
        Case smallest = failures[^1];
        Assert.Single(smallest.Values[0]);
        Assert.Empty(smallest.Shapes[0]);
        Assert.Equal(0, smallest.Salt);
        Assert.Equal(smallest.Values[0][0], Math.Round(smallest.Values[0][0], 1));
    }

    [Fact]
    public void Wrong_broadcasting_shrinks_to_two_elements()
    {
        List<Case> failures = [];
        Assert.Throws<PropertyFailedException>(() => Property.Check(
            nameof(Wrong_broadcasting_shrinks_to_two_elements),
            (random, size) => Case.Generate(Catalog.Of("multiply"), random, size),
            CaseShrinker.Shrink,
            at =>
            {
                // As a library would fail that loses all but one of the repeated contributions.
                if (at.Values[0].Length != at.Values[1].Length && at.Values.All(values => values.Length > 0))
                {
                    failures.Add(at);
                    throw new PropertyFailedException("Repeated.");
                }
            }));
        Assert.Equal(3, failures[^1].Values.Sum(values => values.Length));
        Assert.All(failures[^1].Values.SelectMany(values => values), value => Assert.Equal(0.0, value));
    }

    [Fact]
    public void Equal_seeds_give_equal_cases()
    {
        List<string> first = [];
        List<string> second = [];
        foreach (List<string> seen in new[] { first, second })
        {
            Property.Check("replay", (random, size) => Case.Generate(Catalog.Of("power"), random, size), CaseShrinker.Shrink, at => seen.Add(at.ToString()));
        }

        Assert.True(first.Count >= 100);
        Assert.Equal(first, second);
    }

    private static void Recording(Case at, List<Case> failures)
    {
        try
        {
            OperationProperties.EqualsDifferences(at);
        }
        catch (PropertyFailedException)
        {
            failures.Add(at);
            throw;
        }
    }

    /// <summary>x^3 with a slope that is wrong above a bound. Not in the catalog: it has no constructor without arguments.</summary>
    private sealed class WrongCubeRow(double whereAbove) : ElementwiseRow("wrong cube", Domain.Any)
    {
        public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => Elementwise.Apply(x[0], new WrongCube(whereAbove));
    }

    private readonly struct WrongCube(double whereAbove) : IElementary
    {
        public static string Name => "wrong";

        public static Reads Reads => Reads.Input;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x)
            where N : struct, IReal<N> => x * x * x;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Slope<N>(N x, N y)
            where N : struct, IReal<N> => N.Select(x > whereAbove, 2.9 * x * x, 3.0 * x * x);

        public string Format(string x) => $"{x}^3";
    }
}
