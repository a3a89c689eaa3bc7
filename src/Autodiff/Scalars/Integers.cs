using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>The number types that a tracked number converts to: whole ones, since the derivative of the conversion is 0 where there is one.</summary>
internal static class Integers
{
    /// <summary>Whether a type is one: it has no half.</summary>
    public static bool Includes<TOther>()
        where TOther : INumberBase<TOther> => TOther.IsZero(TOther.One / (TOther.One + TOther.One));
}
