using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad.Autodiff;

/// <summary>
/// The chain rule's product. Where nothing flows, nothing comes of it: 0 times an infinite or undefined slope is 0, so that a constant
/// makes no NaN.
/// </summary>
internal static class StrongZero
{
    /// <summary>Slope times tangent; 0 where the tangent is 0 in all its parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Product<T>(T slope, T tangent)
        where T : struct, IFloatingPointIeee754<T>
    {
        // Selections cost half of the branch that compilers make of the general form.
        if (typeof(T) == typeof(double))
        {
            return (T)(object)Unless(IsZero((double)(object)tangent), (double)(object)(slope * tangent));
        }

        if (typeof(T) == typeof(Dual<double>))
        {
            Dual<double> nested = (Dual<double>)(object)tangent;
            Dual<double> product = (Dual<double>)(object)(slope * tangent);
            Vector128<double> none = IsZero(nested.Value) & IsZero(nested.Tangent);
            return (T)(object)new Dual<double>(Unless(none, product.Value), Unless(none, product.Tangent));
        }

        // Equals, because of nested numbers every part must be 0; == sees values only, and spares most numbers the rest.
        return T.IsZero(tangent) && tangent.Equals(default) ? default : slope * tangent;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> IsZero(double x) => Vector128.Equals(Vector128.CreateScalarUnsafe(x), default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Unless(Vector128<double> mask, double x) =>
        Vector128.ConditionalSelect(mask, default, Vector128.CreateScalarUnsafe(x)).ToScalar();
}
