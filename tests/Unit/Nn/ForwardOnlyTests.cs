using System.Reflection;
using System.Text.RegularExpressions;
using AutoGrad.Autodiff;
using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Tests.Unit.Nn;

/// <summary>Nothing outside Autodiff contains a derivative: layers, losses and optimizers are forward definitions.</summary>
public sealed partial class ForwardOnlyTests
{
    private static readonly string _root = typeof(ForwardOnlyTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    [Theory]
    [InlineData("Nn")]
    [InlineData("Optim")]
    [InlineData("Data")]
    [InlineData("Training")]
    public void No_source_speaks_of_derivatives(string room)
    {
        string folder = Path.Combine(_root, "src", room);
        string[] files = [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))];
        Assert.True(files.Length > 3, $"{folder} holds {files.Length} files");
        string[] found = [.. files.SelectMany(file => Forbidden().Matches(File.ReadAllText(file)).Select(match => $"{file}: {match.Value}"))];
        Assert.Empty(found);

        // A layer sees no gradient at all, under whatever name.
        if (room == "Nn")
        {
            Assert.DoesNotContain(files, file => File.ReadAllText(file).Contains("gradient", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void The_search_finds_what_it_should()
    {
        Assert.Matches(Forbidden(), "the Adjoint of");
        Assert.Matches(Forbidden(), "public void Backward()");
        Assert.Matches(Forbidden(), "y.Derivative(x)");
        Assert.DoesNotMatch(Forbidden(), "Forward(Variable<T> x) => x.Relu()");
    }

    [Theory]
    [InlineData(typeof(Module<>))]
    [InlineData(typeof(Optimizer<>))]
    public void No_type_states_a_slope(Type member)
    {
        Type[] pointwise = [typeof(IPointwise), typeof(IPointwise2), typeof(IPointwise3)];
        Type[] statingSlopes = [typeof(IElementary), typeof(IElementary2)];
        Type[] all = member.Assembly.GetTypes();
        Assert.All(all, type => Assert.DoesNotContain(type.GetInterfaces(), statingSlopes.Contains));
        Assert.Equal(member == typeof(Module<>), Array.Exists(all, type => type.GetInterfaces().Any(pointwise.Contains)));
    }

    [GeneratedRegex("adjoint|vjp|backward|pullback|IElementary|Derivative|Tangent<", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Forbidden();
}
