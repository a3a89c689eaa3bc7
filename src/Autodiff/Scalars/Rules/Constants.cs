using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>Numbers that slopes are made of, to the precision of their type.</summary>
internal static class Constants<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static readonly T Two = T.CreateTruncating(2);
    public static readonly T Three = T.CreateTruncating(3);
    public static readonly T Half = T.One / Two;
    public static readonly T NearlyOne = T.CreateTruncating(0.999);
    public static readonly T Log2 = T.Log(Two);
    public static readonly T Log10 = T.Log(T.CreateTruncating(10));
    public static readonly T PerLog2 = T.One / Log2;
    public static readonly T PerLog10 = T.One / Log10;
    public static readonly T PerPi = T.One / T.Pi;
}
