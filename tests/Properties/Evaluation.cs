using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>A result and the gradients of its weighted sum with respect to each operand.</summary>
internal sealed record Sweep<T>(T[] Value, T[][] Gradients)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>Ways to evaluate a case.</summary>
internal static class Evaluation
{
    /// <summary>Operands as differentiable leaves.</summary>
    public static Variable<T>[] Leaves<T>(Tape<T> tape, Case at, T[][] values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Variable<T>[] leaves = new Variable<T>[values.Length];
        for (int operand = 0; operand < leaves.Length; operand++)
        {
            leaves[operand] = tape.Variable(values[operand], at.Shapes[operand]);
        }

        return leaves;
    }

    /// <summary>Value and gradients by the sweep in values, on a tape that is reset first.</summary>
    public static Sweep<T> InValues<T>(Tape<T> tape, Case at, T[][] values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        tape.Reset();
        Variable<T>[] leaves = Leaves(tape, at, values);
        Variable<T> result = at.Row.Apply<T>(leaves, at.Variant);
        Gradients<T> gradients = WeightedSum(at, result).Gradients();
        return new(result.ToArray(), [.. leaves.Select(leaf => gradients[leaf].ToArray())]);
    }

    /// <inheritdoc cref="InValues{T}(Tape{T}, Case, T[][])"/>
    public static Sweep<T> InValues<T>(Case at)
        where T : unmanaged, IFloatingPointIeee754<T> => InValues(new Tape<T>(), at, at.ValuesAs<T>());

    /// <summary>sum(weights * result), recorded.</summary>
    public static Variable<T> WeightedSum<T>(Case at, Variable<T> result)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        (result * result.Tape.Constant(Case.Converted<T>(at.Weights(result.Length)), result.Shape)).Sum();

    /// <summary>sum(weights * result) by the forward pass alone, summed outside the library.</summary>
    public static double Functional(Tape<double> tape, Case at, double[][] values)
    {
        tape.Reset();
        ReadOnlySpan<double> result = at.Row.Apply<double>(Leaves(tape, at, values), at.Variant).Values;
        double[] weights = at.Weights(result.Length);
        double sum = 0.0;
        for (int index = 0; index < weights.Length; index++)
        {
            sum += weights[index] * result[index];
        }

        return sum;
    }

    /// <summary>The gradients by central differences of the fourth order, error about step^4.</summary>
    public static double[][] Differences(Func<double[][], double> function, double[][] at, double step)
    {
        double[][] values = [.. at.Select(operand => (double[])operand.Clone())];
        double[][] gradients = [.. at.Select(operand => new double[operand.Length])];
        for (int operand = 0; operand < values.Length; operand++)
        {
            for (int index = 0; index < values[operand].Length; index++)
            {
                double centre = at[operand][index];
                double At(double offset)
                {
                    values[operand][index] = centre + offset;
                    return function(values);
                }

                gradients[operand][index] = ((8.0 * (At(step) - At(-step))) - (At(2.0 * step) - At(-2.0 * step))) / (12.0 * step);
                values[operand][index] = centre;
            }
        }

        return gradients;
    }
}
