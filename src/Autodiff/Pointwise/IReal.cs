namespace AutoGrad.Autodiff;

/// <summary>
/// The arithmetic that a pointwise function is written in. The same line of code is evaluated at many number types: at SIMD
/// lanes it is the forward kernel, at value-and-tangent pairs of lanes the derivative kernel, at recorded variables the
/// derivative that can be differentiated again.
/// </summary>
/// <typeparam name="N">The number type itself.</typeparam>
/// <remarks>
/// A number converts implicitly from <see cref="double"/>, so that <c>1.0 - x</c> and <c>0.1 * x</c> read as they should.
/// Comparisons give a <see cref="Mask{N}"/>, which <see cref="Select"/> takes: a branch on a number is a selection, because a
/// lane holds many numbers. Comparisons with NaN are false.
/// </remarks>
public interface IReal<N>
    where N : struct, IReal<N>
{
    /// <summary>The constant <paramref name="value"/>.</summary>
    /// <param name="value">The constant, rounded to the precision of the number type.</param>
    static abstract implicit operator N(double value);

    /// <summary><paramref name="left"/> + <paramref name="right"/>.</summary>
    static abstract N operator +(N left, N right);

    /// <summary><paramref name="left"/> - <paramref name="right"/>.</summary>
    static abstract N operator -(N left, N right);

    /// <summary><paramref name="left"/> times <paramref name="right"/>.</summary>
    static abstract N operator *(N left, N right);

    /// <summary><paramref name="left"/> / <paramref name="right"/>, by the IEEE rules.</summary>
    static abstract N operator /(N left, N right);

    /// <summary>-<paramref name="value"/>.</summary>
    static abstract N operator -(N value);

    /// <summary>Where <paramref name="left"/> is greater than <paramref name="right"/>.</summary>
    static abstract Mask<N> operator >(N left, N right);

    /// <summary>Where <paramref name="left"/> is less than <paramref name="right"/>.</summary>
    static abstract Mask<N> operator <(N left, N right);

    /// <summary>Where <paramref name="left"/> is greater than or equal to <paramref name="right"/>.</summary>
    static abstract Mask<N> operator >=(N left, N right);

    /// <summary>Where <paramref name="left"/> is less than or equal to <paramref name="right"/>.</summary>
    static abstract Mask<N> operator <=(N left, N right);

    /// <summary>Where <paramref name="left"/> equals <paramref name="right"/>.</summary>
    static abstract Mask<N> Equal(N left, N right);

    /// <summary><paramref name="whenTrue"/> where the mask is set, <paramref name="whenFalse"/> elsewhere; nothing of the branch not taken leaks.</summary>
    static abstract N Select(Mask<N> mask, N whenTrue, N whenFalse);

    /// <summary>|x|. The slope at 0 is 0.</summary>
    static abstract N Abs(N x);

    /// <summary>The greater of two numbers; NaN if either is NaN. At a tie each has half of the slope.</summary>
    static abstract N Max(N left, N right);

    /// <summary>The lesser of two numbers; NaN if either is NaN. At a tie each has half of the slope.</summary>
    static abstract N Min(N left, N right);

    /// <summary>The square root; NaN below 0, slope +infinity at 0.</summary>
    static abstract N Sqrt(N x);

    /// <summary>e^x.</summary>
    static abstract N Exp(N x);

    /// <summary>e^x - 1, accurate near 0.</summary>
    static abstract N ExpM1(N x);

    /// <summary>The natural logarithm; -infinity at 0, NaN below.</summary>
    static abstract N Log(N x);

    /// <summary>log(1 + x), accurate near 0.</summary>
    static abstract N LogP1(N x);

    /// <summary>The hyperbolic tangent.</summary>
    static abstract N Tanh(N x);

    /// <summary>1 / (1 + e^-x), finite for every x.</summary>
    static abstract N Sigmoid(N x);

    /// <summary>log(1 + e^x), finite for every finite x.</summary>
    static abstract N Softplus(N x);

    /// <summary>x^y by the rules of <see cref="Math.Pow"/>; x^0 is 1 with slope 0 for every x.</summary>
    static abstract N Pow(N x, N y);

    /// <summary>The sine, x in radians; NaN at the infinities.</summary>
    static abstract N Sin(N x);

    /// <summary>The cosine, x in radians; NaN at the infinities.</summary>
    static abstract N Cos(N x);

    /// <summary>The tangent, x in radians; NaN at the infinities.</summary>
    static abstract N Tan(N x);

    /// <summary>The angle in [-pi/2, pi/2] whose sine is x; NaN beyond -1 and 1, slope +infinity at both.</summary>
    static abstract N Asin(N x);

    /// <summary>The angle in [0, pi] whose cosine is x; NaN beyond -1 and 1, slope -infinity at both.</summary>
    static abstract N Acos(N x);

    /// <summary>The angle in [-pi/2, pi/2] whose tangent is x.</summary>
    static abstract N Atan(N x);

    /// <summary>The angle in [-pi, pi] of the point (<paramref name="x"/>, <paramref name="y"/>), by the rules of <see cref="Math.Atan2"/>.</summary>
    static abstract N Atan2(N y, N x);

    /// <summary>The hyperbolic sine.</summary>
    static abstract N Sinh(N x);

    /// <summary>The hyperbolic cosine.</summary>
    static abstract N Cosh(N x);

    /// <summary>The error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.</summary>
    static abstract N Erf(N x);

    /// <summary>The distribution function of the standard normal distribution, (1 + erf(x / sqrt(2))) / 2; accurate in its lower tail too.</summary>
    static abstract N Phi(N x);

    /// <summary>x Phi(x), the Gaussian error linear unit: right in its lower tail too, where Phi underflows before the product.</summary>
    static abstract N Gelu(N x);

    /// <summary>The greatest integer that is not greater than x. Slope 0.</summary>
    static abstract N Floor(N x);

    /// <summary>The least integer that is not less than x. Slope 0.</summary>
    static abstract N Ceiling(N x);

    /// <summary>The nearest integer, the even one of two. Slope 0.</summary>
    static abstract N Round(N x);
}
