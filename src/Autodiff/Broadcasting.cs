namespace AutoGrad.Autodiff;

/// <summary>
/// Numpy's rules: shapes are aligned at their last axes, missing leading axes and sizes of 1 are repeated.
/// </summary>
internal static class Broadcasting
{
    /// <summary>The common shape of two operands, into <paramref name="result"/>, whose length is the greater rank.</summary>
    public static void Combine(string operation, ReadOnlySpan<int> a, ReadOnlySpan<int> b, Span<int> result)
    {
        result.Fill(1);
        if (!TryInclude(a, result) || !TryInclude(b, result))
        {
            throw new ShapeException($"{operation}: shapes {Shape.Format(a)} and {Shape.Format(b)} do not broadcast.");
        }

        if (!Shape.IsPossible(result))
        {
            throw new ShapeException($"{operation}: shapes {Shape.Format(a)} and {Shape.Format(b)} broadcast to {Shape.Format(result)}, which has more elements than an array can hold.");
        }
    }

    /// <summary>The common shape of three operands.</summary>
    public static void Combine(string operation, ReadOnlySpan<int> a, ReadOnlySpan<int> b, ReadOnlySpan<int> c, Span<int> result)
    {
        result.Fill(1);
        if (!TryInclude(a, result) || !TryInclude(b, result) || !TryInclude(c, result))
        {
            throw new ShapeException(
                $"{operation}: shapes {Shape.Format(a)}, {Shape.Format(b)} and {Shape.Format(c)} do not broadcast.");
        }
    }

    /// <summary>The common shape of two operands, if they broadcast; an array of it may still be too large.</summary>
    public static bool TryCombine(ReadOnlySpan<int> a, ReadOnlySpan<int> b, Span<int> result)
    {
        result.Fill(1);
        return TryInclude(a, result) && TryInclude(b, result);
    }

    /// <summary>The axes of the output (as bits) along which an operand was repeated.</summary>
    public static ulong RepeatedAxes(ReadOnlySpan<int> operand, ReadOnlySpan<int> output)
    {
        ulong axes = 0;
        int missing = output.Length - operand.Length;
        for (int axis = 0; axis < output.Length; axis++)
        {
            if (axis < missing || (operand[axis - missing] == 1 && output[axis] != 1))
            {
                axes |= 1UL << axis;
            }
        }

        return axes;
    }

    private static bool TryInclude(ReadOnlySpan<int> sizes, Span<int> result)
    {
        for (int axis = 1; axis <= sizes.Length; axis++)
        {
            int size = sizes[^axis];
            ref int common = ref result[^axis];
            if (size != common && size != 1)
            {
                if (common != 1)
                {
                    return false;
                }

                common = size;
            }
        }

        return true;
    }
}
