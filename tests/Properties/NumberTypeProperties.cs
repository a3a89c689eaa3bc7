using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>Number types beside double, lengths that are no multiple of a lane, and arrays without elements.</summary>
public class NumberTypeProperties
{
    private const int LongestTail = 70;

    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Float_agrees_with_double(string row) => Property.Check(
        $"{nameof(Float_agrees_with_double)}: {row}", (random, size) => Case.Generate(Catalog.Of(row), random, size), CaseShrinker.Shrink, at =>
        {
            Case rounded = at with { Values = [.. at.Values.Select(values => Array.ConvertAll(values, value => (double)(float)value))] };
            Sweep<float> narrow = Evaluation.InValues<float>(rounded);
            Sweep<double> wide = Evaluation.InValues<double>(rounded);
            Near.Assert<float>("value", wide.Value, narrow.Value, at.Row.FloatTolerance);
            for (int operand = 0; operand < wide.Gradients.Length; operand++)
            {
                Near.Assert<float>($"gradient of operand {operand}", wide.Gradients[operand], narrow.Gradients[operand], at.Row.FloatTolerance);
            }
        });

    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Half_and_native_floats_take_the_generic_path(string row) => Property.Check(
        $"{nameof(Half_and_native_floats_take_the_generic_path)}: {row}",
        (random, size) => Case.Generate(Catalog.Of(row), random, Math.Min(size, 40)),
        CaseShrinker.Shrink,
        at =>
        {
            Case rounded = at with { Values = [.. at.Values.Select(values => Array.ConvertAll(values, value => (double)(Half)value))] };
            Sweep<double> wide = Evaluation.InValues<double>(rounded);
            Near.Assert<Half>("value in Half", wide.Value, Evaluation.InValues<Half>(rounded).Value, at.Row.HalfTolerance);
            Sweep<System.Runtime.InteropServices.NFloat> native = Evaluation.InValues<System.Runtime.InteropServices.NFloat>(rounded);
            Near.Assert<System.Runtime.InteropServices.NFloat>("value in NFloat", wide.Value, native.Value, 1e-11);
            for (int operand = 0; operand < wide.Gradients.Length; operand++)
            {
                Near.Assert<System.Runtime.InteropServices.NFloat>($"gradient in NFloat, operand {operand}", wide.Gradients[operand], native.Gradients[operand], 1e-11);
            }
        });

    /// <summary>Lengths 0 to 70 for every form: each element as if it were alone, bit by bit.</summary>
    [Theory]
    [MemberData(nameof(Catalog.NamesOfElementwise), MemberType = typeof(Catalog))]
    public void Every_length_equals_element_by_element(string row)
    {
        for (int variant = 0; variant < Catalog.Of(row).Variants; variant++)
        {
            ElementByElement<float>(Catalog.Of(row), variant);
            ElementByElement<double>(Catalog.Of(row), variant);
        }
    }

    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Empty_operands_have_gradients_of_their_shape(string name)
    {
        Row row = Catalog.Of(name);
        int found = 0;
        for (int start = 0; start < 3000; start++)
        {
            Case at = Case.Generate(row, new Random(start), 50);
            if (!at.Shapes.Any(shape => shape.Contains(0)))
            {
                continue;
            }

            found++;
            Sweep<float> sweep = Evaluation.InValues<float>(at);
            for (int operand = 0; operand < at.Shapes.Length; operand++)
            {
                Assert.Equal(ShapeFamily.LengthOf(at.Shapes[operand]), sweep.Gradients[operand].Length);
                Assert.All(sweep.Gradients[operand], number => Assert.True(float.IsFinite(number)));
            }
        }

        Assert.Equal(row.AllowsEmpty, found > 20);
    }

    private static void ElementByElement<T>(Row row, int variant)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[][] values = [.. row.Domains.Select(_ => new double[LongestTail])];
        Random random = new(variant);
        for (int operand = 0; operand < values.Length; operand++)
        {
            row.Domains[operand].Fill(random, values[operand]);
        }

        Tape<T> tape = new();
        Case At(int from, int length) =>
            new(row, [.. values.Select(_ => new[] { length })], [.. values.Select(operand => operand[from..(from + length)])], variant, 0);
        Sweep<T>[] alone = [.. Enumerable.Range(0, LongestTail).Select(index => Evaluation.InValues(tape, At(index, 1), At(index, 1).ValuesAs<T>()))];
        for (int length = 0; length <= LongestTail; length++)
        {
            Sweep<T> together = Evaluation.InValues(tape, At(0, length), At(0, length).ValuesAs<T>());
            Near.AssertSameBits<T>($"value, length {length}", [.. alone[..length].Select(sweep => sweep.Value[0])], together.Value);
            for (int operand = 0; operand < values.Length; operand++)
            {
                Near.AssertSameBits<T>(
                    $"gradient of operand {operand}, length {length}", [.. alone[..length].Select(sweep => sweep.Gradients[operand][0])], together.Gradients[operand]);
            }
        }
    }
}
