using System.Globalization;
using System.Numerics;

namespace AutoGrad.Tests.Properties;

/// <summary>An operation with operands: what a property is checked at.</summary>
/// <param name="Row">The operation.</param>
/// <param name="Shapes">The operands' shapes.</param>
/// <param name="Values">The operands' numbers.</param>
/// <param name="Variant">The form of the operation.</param>
/// <param name="Salt">Where the weights of the result come from; 0 makes all of them 1.</param>
internal sealed record Case(Row Row, int[][] Shapes, double[][] Values, int Variant, int Salt)
{
    /// <summary>A case whose size grows with <paramref name="size"/>, from 0 to 100.</summary>
    public static Case Generate(Row row, Random random, int size)
    {
        while (true)
        {
            int variant = random.Next(row.Variants);
            int[][] shapes = row.Shapes.Generate(random, size, row.Arity, variant);
            if (row.Fits(shapes, variant))
            {
                return new(row, shapes, Fill(row, shapes, random), variant, random.Next(1, 1000));
            }
        }
    }

    /// <summary>A case in which the first two operands are one; null where the shapes do not allow it.</summary>
    public static Case? GenerateAliased(Row row, Random random, int size)
    {
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            Case first = Generate(row, random, size);
            if (row.Shapes.Aliased(first.Shapes, first.Variant) is not { } shapes || !row.Fits(shapes, first.Variant))
            {
                continue;
            }

            double[][] values = Fill(row, shapes, random);
            values[0] = row.Domains[1] == Domain.Any ? values[0] : values[1];
            return first with { Shapes = shapes, Values = [values[0], values[0], .. values[2..]] };
        }

        return null;
    }

    /// <summary>Numbers in [-1, 1] for a result or direction: the property is checked at sum(weights * result).</summary>
    public double[] Weights(int length, int stream = 0)
    {
        double[] weights = new double[length];
        if (Salt == 0)
        {
            Array.Fill(weights, 1.0);
            return weights;
        }

        Random random = new((Salt * 31) + stream);
        foreach (ref double weight in weights.AsSpan())
        {
            weight = (2.0 * random.NextDouble()) - 1.0;
        }

        return weights;
    }

    public T[][] ValuesAs<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => [.. Values.Select(Converted<T>)];

    public static T[] Converted<T>(double[] values)
        where T : unmanaged, IFloatingPointIeee754<T> => Array.ConvertAll(values, T.CreateTruncating);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Row.Name} variant {Variant} salt {Salt} of {string.Join(" and ", Shapes.Zip(Values, (shape, values) =>
            $"[{string.Join(", ", shape)}] {{{string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}}}"))}");

    private static double[][] Fill(Row row, int[][] shapes, Random random)
    {
        double[][] values = new double[shapes.Length][];
        for (int operand = 0; operand < values.Length; operand++)
        {
            values[operand] = new double[ShapeFamily.LengthOf(shapes[operand])];
            row.Domains[operand].Fill(random, values[operand]);
        }

        return values;
    }
}
