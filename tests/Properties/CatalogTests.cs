namespace AutoGrad.Tests.Properties;

/// <summary>The catalog is complete, and its rows generate what they promise.</summary>
public class CatalogTests
{
    [Fact]
    public void Every_method_and_operator_of_Variable_has_a_row() => Assert.Empty(Coverage.MissingMethods(Catalog.Rows));

    [Fact]
    public void Every_operation_of_the_assembly_has_a_row() => Assert.Empty(Coverage.MissingTypes(Catalog.Rows));

    [Fact]
    public void A_missing_row_is_noticed()
    {
        Row[] without = [.. Catalog.Rows.Where(row => row is not SoftmaxCrossEntropyRow and not LossRow and not DivideNumberRow and not PermuteRow)];
        IReadOnlyList<string> methods = Coverage.MissingMethods(without);
        Assert.Contains(methods, method => method.Contains("SoftmaxCrossEntropy", StringComparison.Ordinal));
        Assert.Contains(methods, method => method.Contains("Permute", StringComparison.Ordinal));
        Assert.Contains(methods, method => method.Contains("op_Division", StringComparison.Ordinal) && method.Contains("Double", StringComparison.Ordinal));
        IReadOnlyList<string> types = Coverage.MissingTypes(without);
        Assert.Contains(types, type => type.StartsWith("SoftmaxCrossEntropyOperation", StringComparison.Ordinal));
        Assert.Contains("DivideByNumber", types);
    }

    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Cases_and_their_shrinks_are_within_the_domains(string name)
    {
        Row row = Catalog.Of(name);
        for (int start = 0; start < 50; start++)
        {
            Case at = Case.Generate(row, new Random(start), 2 * start);
            Assert.True(IsValid(at), at.ToString());
            Assert.All(CaseShrinker.Shrink(at).Take(50), smaller => Assert.True(IsValid(smaller), smaller.ToString()));
        }
    }

    [Fact]
    public void Shapes_cover_scalars_empty_arrays_broadcasting_and_five_axes()
    {
        Case[] cases = [.. Enumerable.Range(0, 500).Select(start => Case.Generate(Catalog.Of("add"), new Random(start), start / 5))];
        Assert.Contains(cases, at => at.Shapes.All(shape => shape.Length == 0));
        Assert.Contains(cases, at => at.Shapes.Any(shape => shape.Contains(0)));
        Assert.Contains(cases, at => at.Shapes.Any(shape => shape.Length == 5));
        Assert.Contains(cases, at => at.Shapes.Any(shape => ShapeFamily.LengthOf(shape) > 32));
        Assert.Contains(cases, at => at.Shapes[0].Length > at.Shapes[1].Length);
        Assert.Contains(cases, at => at.Shapes[1].Length == at.Shapes[0].Length && !at.Shapes[0].SequenceEqual(at.Shapes[1]));
    }

    private static bool IsValid(Case at) =>
        at.Row.Fits(at.Shapes, at.Variant)
        && at.Shapes.Zip(at.Values).All(pair => ShapeFamily.LengthOf(pair.First) == pair.Second.Length)
        && at.Values.Zip(at.Row.Domains).All(pair => pair.Second.Accepts(pair.First));
}
