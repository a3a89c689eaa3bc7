using System.Reflection;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>
/// Which operations a list of rows leaves out. Methods and operators of Variable are looked for in the rows' compiled code;
/// operations and elementary functions of the assembly among the nodes that the rows record, forward and differentiated.
/// </summary>
internal static class Coverage
{
    // A name is no operation, and the forward sweep has properties of its own.
    private static readonly string[] _noOperation = [nameof(Variable<double>.Named), nameof(Variable<double>.JacobianVectorProduct)];

    // Scalars have no recorded derivative, which a row is held against: unit tests hold their crossings.
    private static readonly Type[] _crossings = [typeof(ReadScalarsOperation<>), typeof(StackScalarsOperation<>)];

    public static IReadOnlyList<string> MissingMethods(IEnumerable<Row> rows)
    {
        Module module = typeof(Variable<>).Module;
        HashSet<int> called = [.. rows.SelectMany(row => CallReader.CallsOf(row.GetType()))
            .Where(method => method.Module == module).Select(method => method.MetadataToken)];
        return [.. typeof(Variable<>)
            .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => method.ReturnType == typeof(Variable<>).MakeGenericType(typeof(Variable<>).GetGenericArguments()))
            .Where(method => !_noOperation.Contains(method.Name) && !TakesScalar(method) && !called.Contains(method.MetadataToken))
            .Select(method => method.ToString()!)];
    }

    public static IReadOnlyList<string> MissingTypes(IEnumerable<Row> rows)
    {
        HashSet<Type> seen = [.. rows.SelectMany(Recorded)];
        return [.. typeof(Variable<>).Assembly.GetTypes().Where(IsOperation).Where(type => !seen.Contains(type)).Select(type => type.Name)];
    }

    private static bool TakesScalar(MethodInfo method) => method.GetParameters().Any(parameter =>
        parameter.ParameterType.IsGenericType && parameter.ParameterType.GetGenericTypeDefinition() == typeof(Scalar<>));

    private static bool IsOperation(Type type) =>
        !type.IsAbstract && !type.IsInterface && !_crossings.Contains(type)
        && (IsRule(type.BaseType)
            || type.IsValueType && type.GetInterfaces().Any(each => each == typeof(IPointwise) || each == typeof(IPointwise2) || each == typeof(IPointwise3)));

    private static bool IsRule(Type? type) =>
        type is { IsGenericType: true } && (type.GetGenericTypeDefinition() == typeof(Operation<>) || IsRule(type.BaseType));

    private static IEnumerable<Type> Recorded(Row row)
    {
        HashSet<Type> seen = [];
        Tape<double> tape = new();
        for (int start = 0; start < 60; start++)
        {
            Case at = Case.Generate(row, new Random(start), start);
            tape.Reset();
            Variable<double>[] leaves = Evaluation.Leaves(tape, at, at.Values);
            Evaluation.WeightedSum(at, row.Apply<double>(leaves, at.Variant)).Derivatives(leaves);
            for (int id = 0; id < tape.Count; id++)
            {
                if (tape.NodeAt(id).Operation is { } operation)
                {
                    Type type = operation.GetType();
                    seen.Add(type.GetGenericTypeDefinition());
                    seen.UnionWith(type.GetGenericArguments());
                }
            }
        }

        return seen;
    }
}
