using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>The forward sweep of every operation of the catalog, against differences and against the reverse sweep.</summary>
public class ForwardProperties
{
    private const double Step = 1e-3;

    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Forward_sweep_equals_central_differences(string row) => Check(nameof(Forward_sweep_equals_central_differences), row, at =>
    {
        double[][] directions = Directions(at);
        double[] At(double offset) => Values(at, [.. at.Values.Zip(directions, (x, v) => x.Zip(v, (entry, along) => entry + (offset * along)).ToArray())]);
        (double[] far, double[] near, double[] back, double[] farBack) = (At(2.0 * Step), At(Step), At(-Step), At(-2.0 * Step));
        double[] expected = [.. near.Select((entry, index) => ((8.0 * (entry - back[index])) - (far[index] - farBack[index])) / (12.0 * Step))];
        Variable<double> tangent = Tangent(at, directions, out Variable<double> result, out _);
        Assert.Equal(result.Shape, tangent.Shape);
        Near.Assert("J v", expected, tangent.Values, at.Row.Tolerance);
    });

    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Forward_and_reverse_are_transposes(string row) => Check(nameof(Forward_and_reverse_are_transposes), row, at =>
    {
        double[][] directions = Directions(at);
        Variable<double> tangent = Tangent(at, directions, out Variable<double> result, out Variable<double>[] leaves);
        double[] weights = at.Weights(result.Length);
        Gradients<double> gradients = result.Gradients(weights);
        double forward = Dot(weights, tangent.Values);
        double reverse = leaves.Select((leaf, operand) => Dot(gradients[leaf], directions[operand])).Sum();
        double scale = leaves.Select((leaf, operand) => Dot([.. gradients[leaf].ToArray().Select(Math.Abs)], [.. directions[operand].Select(Math.Abs)])).Sum();
        Near.Assert("<w, J v> and <J'w, v>", [reverse], new ReadOnlySpan<double>(in forward), 1e-12, Math.Max(1.0, scale));
    });

    // The gradient of <w, J v> with respect to v is J'w again: tangents are recorded.
    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Tangents_can_be_differentiated(string row) => Check(nameof(Tangents_can_be_differentiated), row, at =>
    {
        Tape<double> tape = new();
        Variable<double>[] leaves = Evaluation.Leaves(tape, at, at.Values);
        Variable<double>[] directions = Evaluation.Leaves(tape, at, Directions(at));
        Variable<double> result = at.Row.Apply<double>(leaves, at.Variant);
        Variable<double> product = Evaluation.WeightedSum(at, result.JacobianVectorProduct(leaves, directions));
        Gradients<double> again = product.Gradients();
        Gradients<double> expected = result.Gradients(at.Weights(result.Length));
        for (int operand = 0; operand < leaves.Length; operand++)
        {
            Near.Assert($"operand {operand}", expected[leaves[operand]], again[directions[operand]], 1e-12);
        }
    });

    private static double[][] Directions(Case at) => [.. at.Values.Select((operand, index) => at.Weights(operand.Length, index + 1))];

    private static double[] Values(Case at, double[][] values) =>
        at.Row.Apply<double>(Evaluation.Leaves(new Tape<double>(), at, values), at.Variant).ToArray();

    private static Variable<double> Tangent(Case at, double[][] directions, out Variable<double> result, out Variable<double>[] leaves)
    {
        Tape<double> tape = new();
        leaves = Evaluation.Leaves(tape, at, at.Values);
        result = at.Row.Apply<double>(leaves, at.Variant);
        return result.JacobianVectorProduct(leaves, [.. directions.Select((direction, operand) => tape.Constant(direction, at.Shapes[operand]))]);
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0.0;
        for (int index = 0; index < left.Length; index++)
        {
            sum += left[index] * right[index];
        }

        return sum;
    }

    private static void Check(string property, string row, Action<Case> body) => Property.Check(
        $"{property}: {row}", (random, size) => Case.Generate(Catalog.Of(row), random, size), CaseShrinker.Shrink, body);
}
