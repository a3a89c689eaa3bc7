namespace AutoGrad.Autodiff;

/// <summary>
/// What the elementary functions need beyond arithmetic: the parts of the floating-point format. Implemented by the SIMD
/// lanes of float and double, not by <see cref="Lane1{T}"/>, which asks the number type for its own functions.
/// </summary>
internal interface IVectorLane<L, T> : ILane<L, T>
    where L : unmanaged, IVectorLane<L, T>
    where T : unmanaged
{
    /// <summary>The lane with the bit pattern <paramref name="bits"/> in every place; for float, its low 32 bits.</summary>
    static abstract L CreateBits(long bits);

    /// <summary>The bits that both have.</summary>
    static abstract L And(L left, L right);

    /// <summary>The bits that either has.</summary>
    static abstract L Or(L left, L right);

    /// <summary>The sum of the bit patterns, taken as integers.</summary>
    static abstract L AddBits(L left, L right);

    /// <summary>The difference of the bit patterns, taken as integers.</summary>
    static abstract L SubtractBits(L left, L right);

    /// <summary>The bit patterns moved to the left, zeros following.</summary>
    static abstract L ShiftLeft(L value, int count);

    /// <summary>The bit patterns moved to the right, zeros following.</summary>
    static abstract L ShiftRight(L value, int count);

    /// <summary>a b + c.</summary>
    static abstract L MultiplyAdd(L a, L b, double c);

    /// <summary>slope x + constant.</summary>
    static abstract L Linear(L x, double slope, double constant);

    /// <summary>The greater of x and a bound that is a number; NaN stays NaN.</summary>
    static abstract L AtLeast(L x, double bound);

    /// <summary>The lesser of x and a bound that is a number; NaN stays NaN.</summary>
    static abstract L AtMost(L x, double bound);

    /// <summary>1 / x where both are normal numbers: exact for powers of two, else within 0.6 units of the last place.</summary>
    static abstract L Reciprocal(L x);

    /// <summary>x 2^n rounded once, for an integer n; n within twice the exponent range.</summary>
    static abstract L Scale(L x, L n);

    /// <summary>2^n for an integer n; 2^n must be a normal number.</summary>
    static abstract L PowerOfTwo(L n);

    /// <summary>The integer e with x = m 2^e and m in [3/4, 3/2); -infinity at 0, else x where x is not finite.</summary>
    static abstract L Exponent(L x);

    /// <summary>The m of <see cref="Exponent"/>; 1 at 0 and infinity, NaN below 0.</summary>
    static abstract L Significand(L x);
}
