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
        if (typeof(T) == typeof(double))
        {
            // A selection costs half of a branch, which compilers make of the general form.
            Vector128<double> product = Vector128.CreateScalarUnsafe((double)(object)(slope * tangent));
            Vector128<double> none = Vector128.Equals(Vector128.CreateScalarUnsafe((double)(object)tangent), default);
            return (T)(object)Vector128.ConditionalSelect(none, default, product).ToScalar();
        }

        // Equals, because of nested numbers every part must be 0; == sees values only, and spares most numbers the rest.
        return T.IsZero(tangent) && tangent.Equals(default) ? default : slope * tangent;
    }
}
