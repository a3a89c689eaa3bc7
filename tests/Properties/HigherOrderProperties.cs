using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>The third derivative of every operation of the catalog, recorded twice and swept once, against differences of the second.</summary>
public class HigherOrderProperties
{
    private const double Step = 1e-3;

    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Third_derivative_equals_differences_of_the_second(string row) => Property.Check(
        $"{nameof(Third_derivative_equals_differences_of_the_second)}: {row}",
        (random, size) => Case.Generate(Catalog.Of(row), random, Math.Min(size, 30)),
        CaseShrinker.Shrink,
        ThirdOrder,
        Math.Max(1, Settings.Cases / 4));

    // s(x) = <e, H(x) d>, the second derivative along two directions; its derivative along a third, k.
    private static void ThirdOrder(Case at)
    {
        double[][] k = Directions(at, 30);
        Variable<double> second = Second(at, at.Values, out Variable<double>[] leaves);
        double forward = second.JacobianVectorProduct(leaves, [.. k.Select((direction, operand) => leaves[operand].Tape.Constant(direction, at.Shapes[operand]))]).Item();
        double reverse = 0.0;
        if (second.IsDifferentiable)
        {
            Gradients<double> gradients = second.Gradients();
            for (int operand = 0; operand < leaves.Length; operand++)
            {
                ReadOnlySpan<double> gradient = gradients[leaves[operand]];
                for (int index = 0; index < gradient.Length; index++)
                {
                    reverse += gradient[index] * k[operand][index];
                }
            }
        }

        double At(double offset) => Second(
            at, [.. at.Values.Select((operand, index) => operand.Zip(k[index], (value, along) => value + (offset * along)).ToArray())], out _).Item();
        double expected = ((8.0 * (At(Step) - At(-Step))) - (At(2.0 * Step) - At(-2.0 * Step))) / (12.0 * Step);
        double scale = Math.Max(1.0, Math.Abs(second.Item()));
        Near.Assert("third derivative, reverse", [expected], new ReadOnlySpan<double>(in reverse), 100.0 * at.Row.Tolerance, scale);
        Near.Assert("third derivative, forward", [expected], new ReadOnlySpan<double>(in forward), 100.0 * at.Row.Tolerance, scale);
    }

    private static Variable<double> Second(Case at, double[][] values, out Variable<double>[] leaves)
    {
        Tape<double> tape = new();
        leaves = Evaluation.Leaves(tape, at, values);
        Variable<double> first = Along(leaves, Evaluation.WeightedSum(at, at.Row.Apply<double>(leaves, at.Variant)).Derivatives(leaves), Directions(at, 10), at);
        return first.IsDifferentiable ? Along(leaves, first.Derivatives(leaves), Directions(at, 20), at) : tape.Constant(0.0);
    }

    private static Variable<double> Along(Variable<double>[] leaves, Variable<double>[] derivatives, double[][] directions, Case at)
    {
        Variable<double> sum = leaves[0].Tape.Constant(0.0);
        for (int operand = 0; operand < leaves.Length; operand++)
        {
            sum += (derivatives[operand] * sum.Tape.Constant(directions[operand], at.Shapes[operand])).Sum();
        }

        return sum;
    }

    private static double[][] Directions(Case at, int first) => [.. at.Values.Select((operand, index) => at.Weights(operand.Length, first + index))];
}
