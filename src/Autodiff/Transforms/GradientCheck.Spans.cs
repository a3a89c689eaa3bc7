using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

// Plain generic-math functions of spans.
public static partial class GradientCheck
{
    /// <summary>Compares the gradient of a generic-math function with central differences of the same function, and throws if one is wrong.</summary>
    /// <param name="values">The function, closed over the plain number type: <c>F&lt;double&gt;</c>.</param>
    /// <param name="f">The same function, closed over the type that differentiates it: <c>F&lt;Scalar&lt;double&gt;&gt;</c>.</param>
    /// <param name="x">Where to compare.</param>
    /// <param name="tolerance">The relative error that passes; by default 1e-6 for double, 1e-2 for float.</param>
    /// <exception cref="GradientMismatchException">An entry disagrees; the message names the worst one.</exception>
    public static void Verify<T>(SpanFunction<T> values, SpanFunction<Scalar<T>> f, ReadOnlySpan<T> x, double? tolerance = null)
        where T : unmanaged, IFloatingPointIeee754<T> => ThrowUnlessPassed(Compare(values, f, x, tolerance));

    /// <inheritdoc cref="Verify{T}(SpanFunction{T}, SpanFunction{Scalar{T}}, ReadOnlySpan{T}, double?)"/>
    [OverloadResolutionPriority(-1)]
    public static void Verify<T>(SpanFunction<T> values, SpanFunction<Dual<T>> f, ReadOnlySpan<T> x, double? tolerance = null)
        where T : unmanaged, IFloatingPointIeee754<T> => ThrowUnlessPassed(Compare(values, f, x, tolerance));

    /// <summary>Compares the gradient of a generic-math function with central differences of the same function, and reports the worst entry.</summary>
    /// <inheritdoc cref="Verify{T}(SpanFunction{T}, SpanFunction{Scalar{T}}, ReadOnlySpan{T}, double?)"/>
    public static GradientReport Compare<T>(SpanFunction<T> values, SpanFunction<Scalar<T>> f, ReadOnlySpan<T> x, double? tolerance = null)
        where T : unmanaged, IFloatingPointIeee754<T> => Compare(values, Differentiate.Gradient(f, x), x, tolerance);

    /// <inheritdoc cref="Compare{T}(SpanFunction{T}, SpanFunction{Scalar{T}}, ReadOnlySpan{T}, double?)"/>
    [OverloadResolutionPriority(-1)]
    public static GradientReport Compare<T>(SpanFunction<T> values, SpanFunction<Dual<T>> f, ReadOnlySpan<T> x, double? tolerance = null)
        where T : unmanaged, IFloatingPointIeee754<T> => Compare(values, Differentiate.Gradient(f, x), x, tolerance);

    private static GradientReport Compare<T>(SpanFunction<T> values, T[] gradient, ReadOnlySpan<T> x, double? tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        CheckTolerance(tolerance);
        T[] point = x.ToArray();
        CheckSame(values(point), values(point));
        double largestValue = 0.0;
        List<Entry> entries = [];
        for (int index = 0; index < point.Length; index++)
        {
            int moved = index;
            T before = point[index];
            CentralDifference difference = new(Evaluate, double.CreateTruncating(before), value => double.CreateTruncating(T.CreateTruncating(value)));
            entries.Add(new("x", [point.Length], index, null, double.CreateTruncating(gradient[index]), difference.Derivatives()[0]));
            point[index] = before;

            double[] Evaluate(double value)
            {
                point[moved] = T.CreateTruncating(value);
                double result = double.CreateTruncating(values(point));
                largestValue = double.IsFinite(result) ? Math.Max(largestValue, Math.Abs(result)) : largestValue;
                return [result];
            }
        }

        return Worst<T>(entries, tolerance ?? DefaultTolerance<T>(), largestValue);
    }
}
