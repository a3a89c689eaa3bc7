namespace AutoGrad.Tests.Properties;

/// <summary>Smaller cases than a given one: smaller shapes first, then simpler numbers. All of them fit the row and its domains.</summary>
internal static class CaseShrinker
{
    public static IEnumerable<Case> Shrink(Case whole)
    {
        foreach (int[][] shapes in SmallerShapes(whole.Shapes))
        {
            if (!whole.Row.Fits(shapes, whole.Variant))
            {
                continue;
            }

            foreach (bool atEnd in new[] { false, true })
            {
                Case smaller = Cropped(whole, shapes, atEnd);
                if (IsInDomain(smaller))
                {
                    yield return smaller;
                }
            }
        }

        if (whole.Salt != 0)
        {
            yield return whole with { Salt = 0 };
        }

        foreach (Case simpler in SimplerValues(whole))
        {
            yield return simpler;
        }
    }

    /// <summary>Smaller cases whose first two operands are still one; numbers stay as they are.</summary>
    public static IEnumerable<Case> ShrinkAliased(Case whole)
    {
        foreach (int[][] shapes in SmallerShapes(whole.Shapes))
        {
            if (shapes[0].SequenceEqual(shapes[1]) && whole.Row.Fits(shapes, whole.Variant))
            {
                yield return Cropped(whole, shapes, atEnd: false);
                yield return Cropped(whole, shapes, atEnd: true);
            }
        }
    }

    /// <summary>Every shape of the list with fewer axes or smaller sizes, in all operands alike.</summary>
    public static IEnumerable<int[][]> SmallerShapes(int[][] shapes)
    {
        int rank = shapes.Max(shape => shape.Length);
        for (int axis = 1; axis <= rank; axis++)
        {
            yield return [.. shapes.Select(shape => shape.Length < axis ? shape : [.. shape[..^axis], .. shape[(shape.Length - axis + 1)..]])];
        }

        int[] sizes = [.. shapes.SelectMany(shape => shape).Where(size => size > 1).Distinct().OrderDescending()];
        foreach (int size in sizes)
        {
            foreach (int smaller in new[] { 1, size / 2, size - 1 }.Where(smaller => smaller > 0 && smaller < size).Distinct())
            {
                yield return [.. shapes.Select(shape => Array.ConvertAll(shape, old => old == size ? smaller : old))];
                for (int axis = 1; axis <= rank; axis++)
                {
                    if (shapes.Any(shape => shape.Length >= axis && shape[^axis] == size))
                    {
                        yield return [.. shapes.Select(shape =>
                            shape.Select((old, at) => at == shape.Length - axis && old == size ? smaller : old).ToArray())];
                    }
                }
            }
        }
    }

    private static IEnumerable<Case> SimplerValues(Case whole)
    {
        double[][] simplest = [.. whole.Values.Select((values, operand) =>
            values.Select((value, index) => whole.Row.Domains[operand].Simpler(value, index).DefaultIfEmpty(value).First()).ToArray())];
        Case allAtOnce = whole with { Values = simplest };
        if (!simplest.Zip(whole.Values).All(pair => pair.First.SequenceEqual(pair.Second)) && IsInDomain(allAtOnce))
        {
            yield return allAtOnce;
        }

        for (int operand = 0; operand < whole.Values.Length; operand++)
        {
            for (int index = 0; index < whole.Values[operand].Length; index++)
            {
                foreach (double value in whole.Row.Domains[operand].Simpler(whole.Values[operand][index], index))
                {
                    double[][] values = [.. whole.Values.Select(old => (double[])old.Clone())];
                    values[operand][index] = value;
                    Case simpler = whole with { Values = values };
                    if (value != whole.Values[operand][index] && IsInDomain(simpler))
                    {
                        yield return simpler;
                    }
                }
            }
        }
    }

    private static bool IsInDomain(Case smaller) => smaller.Values.Zip(smaller.Row.Domains).All(pair => pair.Second.Accepts(pair.First));

    // The culprit may be anywhere: taking numbers from either end leads to it in a few steps.
    private static Case Cropped(Case whole, int[][] shapes, bool atEnd) => whole with
    {
        Shapes = shapes,
        Values = [.. whole.Values.Select((values, operand) =>
        {
            int length = ShapeFamily.LengthOf(shapes[operand]);
            return values.Length < length ? [.. values, .. Enumerable.Repeat(1.0, length - values.Length)]
                : atEnd ? values[^length..] : values[..length];
        })],
    };
}
