using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>The number types that a tracked number converts to: integers, since the derivative of the conversion is 0 where there is one.</summary>
internal static class Integers
{
    public static bool Includes<TOther>() =>
        typeof(TOther) == typeof(int) || typeof(TOther) == typeof(long) || typeof(TOther) == typeof(uint) || typeof(TOther) == typeof(ulong)
        || typeof(TOther) == typeof(short) || typeof(TOther) == typeof(ushort) || typeof(TOther) == typeof(byte) || typeof(TOther) == typeof(sbyte)
        || typeof(TOther) == typeof(nint) || typeof(TOther) == typeof(nuint) || typeof(TOther) == typeof(char)
        || typeof(TOther) == typeof(Int128) || typeof(TOther) == typeof(UInt128) || typeof(TOther) == typeof(BigInteger);
}
