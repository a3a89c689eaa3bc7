using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>The greatest whole number that is not greater. Slope: 0.</summary>
internal readonly struct FloorRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Floor";

    public T Value(T x, out T slope)
    {
        slope = T.Zero;
        return T.Floor(x);
    }
}

/// <summary>The least whole number that is not less. Slope: 0.</summary>
internal readonly struct CeilingRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Ceiling";

    public T Value(T x, out T slope)
    {
        slope = T.Zero;
        return T.Ceiling(x);
    }
}

/// <summary>The number without its fraction. Slope: 0.</summary>
internal readonly struct TruncateRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Truncate";

    public T Value(T x, out T slope)
    {
        slope = T.Zero;
        return T.Truncate(x);
    }
}

/// <summary>The number rounded to so many digits. Slope: 0.</summary>
internal readonly struct RoundRule<T>(int digits, MidpointRounding mode) : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Round";

    public T Value(T x, out T slope)
    {
        slope = T.Zero;
        return T.Round(x, digits, mode);
    }
}
