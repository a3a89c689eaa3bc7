using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>The derivatives of every operation of the catalog, by every way there is to ask for them.</summary>
public class OperationProperties
{
    private const double Step = 1e-3;

    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Sweep_in_values_equals_central_differences(string row) => Check(nameof(Sweep_in_values_equals_central_differences), row, EqualsDifferences);

    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Recorded_sweep_equals_sweep_in_values(string row) => Check(nameof(Recorded_sweep_equals_sweep_in_values), row, at =>
    {
        Sweep<double> expected = Evaluation.InValues<double>(at);
        Tape<double> tape = new();
        Variable<double>[] leaves = Evaluation.Leaves(tape, at, at.Values);
        Variable<double> result = at.Row.Apply<double>(leaves, at.Variant);
        Variable<double>[] together = Evaluation.WeightedSum(at, result).Derivatives(leaves);
        Variable<double> seed = tape.Constant(at.Weights(result.Length), result.Shape);
        for (int operand = 0; operand < leaves.Length; operand++)
        {
            Assert.Equal(leaves[operand].Shape, together[operand].Shape);
            Near.Assert($"Derivatives, operand {operand}", expected.Gradients[operand], together[operand].Values, 1e-12);
            Variable<double> alone = result.Derivative(leaves[operand], seed);
            Assert.Equal(leaves[operand].Shape, alone.Shape);
            Near.Assert($"Derivative with a seed, operand {operand}", expected.Gradients[operand], alone.Values, 1e-12);
        }
    });

    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Second_derivative_equals_differences_of_the_gradient(string row) =>
        Check(nameof(Second_derivative_equals_differences_of_the_gradient), row, SecondOrder);

    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Seed_is_a_weighted_sum(string row) => Check(nameof(Seed_is_a_weighted_sum), row, at =>
    {
        Sweep<double> expected = Evaluation.InValues<double>(at);
        Tape<double> tape = new();
        Variable<double>[] leaves = Evaluation.Leaves(tape, at, at.Values);
        Variable<double> result = at.Row.Apply<double>(leaves, at.Variant);
        double[] weights = at.Weights(result.Length);
        Gradients<double> all = result.Gradients(weights);
        for (int operand = 0; operand < leaves.Length; operand++)
        {
            Near.Assert($"all, operand {operand}", expected.Gradients[operand], all[leaves[operand]], 1e-13);
            Near.Assert($"only operand {operand}", expected.Gradients[operand], result.Gradients(weights, leaves[operand])[leaves[operand]], 1e-13);
        }

        Assert.Equal(at.Weights(result.Length), weights);
    });

    [Theory]
    [MemberData(nameof(Catalog.NamesWithFreeOperands), MemberType = typeof(Catalog))]
    public void Constants_beside_a_variable_change_nothing(string row) => Check(nameof(Constants_beside_a_variable_change_nothing), row, at =>
    {
        Sweep<double> expected = Evaluation.InValues<double>(at);
        for (int variable = 0; variable < at.Values.Length; variable++)
        {
            Tape<double> tape = new();
            Variable<double>[] operands = new Variable<double>[at.Values.Length];
            for (int operand = 0; operand < operands.Length; operand++)
            {
                operands[operand] = operand == variable ? tape.Variable(at.Values[operand], at.Shapes[operand])
                    : operand % 2 == 0 ? tape.Constant(at.Values[operand], at.Shapes[operand])
                    : tape.Borrow(at.Values[operand], at.Shapes[operand]);
            }

            Variable<double> result = at.Row.Apply<double>(operands, at.Variant);
            Near.AssertSameBits("value", expected.Value, result.Values);
            Gradients<double> gradients = Evaluation.WeightedSum(at, result).Gradients();
            Near.AssertSameBits($"operand {variable}", expected.Gradients[variable], gradients[operands[variable]]);
        }
    });

    [Theory]
    [MemberData(nameof(Catalog.NamesWithTwoOperands), MemberType = typeof(Catalog))]
    public void Same_variable_twice_has_the_sum_of_both_gradients(string row) => Property.Check(
        $"{nameof(Same_variable_twice_has_the_sum_of_both_gradients)}: {row}",
        (random, size) => Case.GenerateAliased(Catalog.Of(row), random, size)
            ?? throw new InvalidOperationException($"No shapes of '{row}' allow one variable to be two operands."),
        at => CaseShrinker.ShrinkAliased(at),
        Aliased);

    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Contributions_add_up_whatever_the_adjoint_holds(string row) =>
        Check(nameof(Contributions_add_up_whatever_the_adjoint_holds), row, Accumulates);

    internal static void EqualsDifferences(Case at)
    {
        Sweep<double> sweep = Evaluation.InValues<double>(at);
        Tape<double> tape = new();
        double[][] expected = Evaluation.Differences(values => Evaluation.Functional(tape, at, values), at.Values, Step);
        for (int operand = 0; operand < expected.Length; operand++)
        {
            Near.Assert($"gradient of operand {operand}", expected[operand], sweep.Gradients[operand], at.Row.Tolerance);
        }
    }

    private static void Check(string property, string row, Action<Case> body) => Property.Check(
        $"{property}: {row}", (random, size) => Case.Generate(Catalog.Of(row), random, size), CaseShrinker.Shrink, body);

    // The gradient g of the case along a direction d: the gradient of sum(d * g) is H d, and so is the difference of g along d.
    private static void SecondOrder(Case at)
    {
        double[][] direction = [.. at.Values.Select((operand, index) => at.Weights(operand.Length, index + 1))];
        Tape<double> tape = new();
        Variable<double>[] leaves = Evaluation.Leaves(tape, at, at.Values);
        Variable<double>[] recorded = Evaluation.WeightedSum(at, at.Row.Apply<double>(leaves, at.Variant)).Derivatives(leaves);
        Variable<double> along = tape.Constant(0.0);
        for (int operand = 0; operand < leaves.Length; operand++)
        {
            along += (recorded[operand] * tape.Constant(direction[operand], at.Shapes[operand])).Sum();
        }

        double[][] second = [.. leaves.Select(_ => Array.Empty<double>())];
        if (along.IsDifferentiable)
        {
            Gradients<double> gradients = along.Gradients();
            second = [.. leaves.Select(leaf => gradients[leaf].ToArray())];
        }

        Tape<double> other = new();
        double[][] GradientAt(double offset) => Evaluation.InValues(
            other, at, [.. at.Values.Select((operand, index) => operand.Zip(direction[index], (value, d) => value + (offset * d)).ToArray())]).Gradients;
        (double[][] far, double[][] near, double[][] back, double[][] farBack) = (GradientAt(2.0 * Step), GradientAt(Step), GradientAt(-Step), GradientAt(-2.0 * Step));
        for (int operand = 0; operand < leaves.Length; operand++)
        {
            double[] expected = new double[at.Values[operand].Length];
            for (int index = 0; index < expected.Length; index++)
            {
                expected[index] = ((8.0 * (near[operand][index] - back[operand][index])) - (far[operand][index] - farBack[operand][index])) / (12.0 * Step);
            }

            Near.Assert($"second derivative, operand {operand}", expected, along.IsDifferentiable ? second[operand] : new double[expected.Length], 10.0 * at.Row.Tolerance);
        }
    }

    private static void Aliased(Case at)
    {
        Sweep<double> apart = Evaluation.InValues<double>(at);
        double[] expected = [.. apart.Gradients[0].Zip(apart.Gradients[1], (first, second) => first + second)];
        Tape<double> tape = new();
        Variable<double>[] leaves = Evaluation.Leaves(tape, at, at.Values);
        leaves[1] = leaves[0];
        Variable<double> sum = Evaluation.WeightedSum(at, at.Row.Apply<double>(leaves, at.Variant));
        Near.Assert("f(x, x) in values", expected, sum.Gradients()[leaves[0]], 1e-13);
        Near.Assert("f(x, x) recorded", expected, sum.Derivative(leaves[0]).Values, 1e-12);
    }

    // Each operand is used before and after the operation, and the operation itself twice.
    private static void Accumulates(Case at)
    {
        Sweep<double> alone = Evaluation.InValues<double>(at);
        Tape<double> tape = new();
        Variable<double>[] leaves = Evaluation.Leaves(tape, at, at.Values);
        double[][] before = [.. leaves.Select((leaf, operand) => at.Weights(leaf.Length, operand + 10))];
        double[][] after = [.. leaves.Select((leaf, operand) => at.Weights(leaf.Length, operand + 20))];
        Variable<double> total = tape.Constant(0.0);
        void AddTerms(double[][] weights)
        {
            for (int operand = 0; operand < leaves.Length; operand++)
            {
                total += (leaves[operand] * tape.Constant(weights[operand], at.Shapes[operand])).Sum();
            }
        }

        AddTerms(before);
        total += Evaluation.WeightedSum(at, at.Row.Apply<double>(leaves, at.Variant));
        AddTerms(after);
        total += 2.0 * Evaluation.WeightedSum(at, at.Row.Apply<double>(leaves, at.Variant));
        Gradients<double> gradients = total.Gradients();
        Variable<double>[] recorded = total.Derivatives(leaves);
        for (int operand = 0; operand < leaves.Length; operand++)
        {
            double[] expected = new double[leaves[operand].Length];
            for (int index = 0; index < expected.Length; index++)
            {
                expected[index] = before[operand][index] + after[operand][index] + (3.0 * alone.Gradients[operand][index]);
            }

            Near.Assert($"in values, operand {operand}", expected, gradients[leaves[operand]], 1e-12);
            Near.Assert($"recorded, operand {operand}", expected, recorded[operand].Values, 1e-12);
        }
    }
}
