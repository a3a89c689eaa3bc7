namespace AutoGrad.Tests.Properties;

/// <summary>All rows: every class that derives from <see cref="Row"/>.</summary>
internal static class Catalog
{
    public static IReadOnlyList<Row> Rows { get; } = [.. typeof(Catalog).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(Row)) && type.GetConstructor([]) is not null)
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .Select(type => (Row)Activator.CreateInstance(type)!)];

    public static TheoryData<string> Names => [.. Rows.Select(row => row.Name)];

    public static TheoryData<string> NamesOfElementwise => [.. Rows.Where(row => row.IsElementwise).Select(row => row.Name)];

    public static TheoryData<string> NamesWithFreeOperands => [.. Rows.Where(row => row.OperandsAreFree).Select(row => row.Name)];

    public static TheoryData<string> NamesWithTwoOperands => [.. Rows.Where(row => row.Arity >= 2 && row.OperandsAreFree).Select(row => row.Name)];

    public static Row Of(string name) => Rows.Single(row => row.Name == name);
}
