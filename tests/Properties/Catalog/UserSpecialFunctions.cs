using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

internal sealed class MapOfTrigonometryRow() : ElementwiseRow("map of trigonometry", new Within(0.8))
{
    public override double Tolerance => 1e-6;

    public override double FloatTolerance => 1e-4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Map(new Trigonometry(0.5));
}

internal sealed class MapOfSpecialFunctionsRow() : ElementwiseRow("map of special functions", new Within(0.8), Domain.NonZero)
{
    public override double Tolerance => 1e-6;

    public override double FloatTolerance => 1e-4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Map2<SpecialFunctions>(x[1]);
}

/// <summary>A function of the user's that calls the trigonometric functions.</summary>
public readonly struct Trigonometry(double frequency) : IPointwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N>
    {
        N waves = N.Sin(frequency * x) * N.Cos(x) + N.Tan(frequency * x);
        return waves + N.Asin(x) - (x * N.Acos(x)) + N.Atan(2.0 * x);
    }
}

/// <summary>A function of the user's that calls the hyperbolic and special functions and those that round.</summary>
public readonly struct SpecialFunctions : IPointwise2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N>
    {
        N smooth = (N.Sinh(x) * N.Cosh(y)) - N.Erf(x * y) + (x * N.Phi(y)) + N.Atan2(y, x);
        return smooth + (x * (N.Floor(0.1 * (y + 3.0)) + N.Ceiling(0.1 * (x + 3.0)) + N.Round(0.1 * y)));
    }
}
