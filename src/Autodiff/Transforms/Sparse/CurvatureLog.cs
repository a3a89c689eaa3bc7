using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>How each statement of a recording bends, which its operands and slopes do not tell.</summary>
internal sealed class CurvatureLog
{
    private Curvature[] _curvatures = new Curvature[256];

    /// <summary>The curvature of the statement with an index; <see cref="Curvature.Any"/> if it was not noted.</summary>
    public Curvature this[int index] => index < _curvatures.Length ? _curvatures[index] : Curvature.Any;

    /// <summary>Notes the curvature of an operation, whose result stands behind statements of two operands each if it has more than two.</summary>
    /// <param name="index">The index of its first statement.</param>
    /// <param name="curvature">The curvature: of two operands, or of those of each part.</param>
    /// <param name="parts">How many statements stand before the result.</param>
    public void Note(int index, Curvature curvature, int parts = 0)
    {
        int result = index + parts;
        if (result >= _curvatures.Length)
        {
            Array.Resize(ref _curvatures, Math.Max(2 * _curvatures.Length, result + 1));
        }

        _curvatures.AsSpan(index, parts).Fill(curvature);
        _curvatures[result] = parts > 0 && curvature != Curvature.Any ? Curvature.Linear : curvature;
    }

    /// <summary>
    /// The curvature of a rule. Of three operands it is that of the first two, to which the third is added, unless it is <see cref="Curvature.Any"/>. A rule
    /// that is not named here may bend in every way.
    /// </summary>
    public static Curvature Of<T, TRule>()
        where T : struct, IFloatingPointIeee754<T> =>
        IsProduct<T, TRule>() ? Curvature.Product
        : typeof(TRule) == typeof(DivideRule<T>) ? Curvature.Quotient
        : IsPiecewiseLinear<T, TRule>() ? Curvature.Linear
        : Curvature.Any;

    private static bool IsProduct<T, TRule>()
        where T : struct, IFloatingPointIeee754<T> =>
        typeof(TRule) == typeof(MultiplyRule<T>) || typeof(TRule) == typeof(FusedMultiplyAddRule<T>) || typeof(TRule) == typeof(MultiplyAddEstimateRule<T>);

    private static bool IsPiecewiseLinear<T, TRule>()
        where T : struct, IFloatingPointIeee754<T> =>
        typeof(TRule) == typeof(AddRule<T>) || typeof(TRule) == typeof(SubtractRule<T>) || typeof(TRule) == typeof(NegateRule<T>)
        || typeof(TRule) == typeof(AbsRule<T>) || typeof(TRule) == typeof(CopySignRule<T>) || typeof(TRule) == typeof(ScaleBRule<T>)
        || typeof(TRule) == typeof(MaxRule<T>) || typeof(TRule) == typeof(MinRule<T>)
        || typeof(TRule) == typeof(MaxNumberRule<T>) || typeof(TRule) == typeof(MinNumberRule<T>)
        || typeof(TRule) == typeof(MaxMagnitudeRule<T>) || typeof(TRule) == typeof(MinMagnitudeRule<T>)
        || typeof(TRule) == typeof(MaxMagnitudeNumberRule<T>) || typeof(TRule) == typeof(MinMagnitudeNumberRule<T>)
        || typeof(TRule) == typeof(MaxNativeRule<T>) || typeof(TRule) == typeof(MinNativeRule<T>)
        || typeof(TRule) == typeof(ClampRule<T>) || typeof(TRule) == typeof(ClampNativeRule<T>)
        || typeof(TRule) == typeof(ModulusRule<T>) || typeof(TRule) == typeof(Ieee754RemainderRule<T>)
        || typeof(TRule) == typeof(BitIncrementRule<T>) || typeof(TRule) == typeof(BitDecrementRule<T>)
        || typeof(TRule) == typeof(DegreesToRadiansRule<T>) || typeof(TRule) == typeof(RadiansToDegreesRule<T>)
        || typeof(TRule) == typeof(FloorRule<T>) || typeof(TRule) == typeof(CeilingRule<T>)
        || typeof(TRule) == typeof(TruncateRule<T>) || typeof(TRule) == typeof(RoundRule<T>);
}
