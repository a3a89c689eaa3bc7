using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>x tanh(softplus(x)).</summary>
public readonly struct Mish : IPointwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => x * N.Tanh(N.Softplus(x));
}

/// <summary>A function with a field.</summary>
public readonly struct Slope(double below) : IPointwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Select(x > 0.0, x, below * x);
}

/// <summary>A function of two numbers that calls the smooth functions, each with a sum, a product or a quotient between.</summary>
public readonly struct Smooth2 : IPointwise2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N>
    {
        N radius = N.Sqrt((x * x) + (y * y) + 1.0);
        N growth = N.ExpM1(0.3 * x) - (N.LogP1(y * y) / radius);
        N blend = N.Sigmoid(x - y) * N.Exp(-(y * y)) * N.Pow(radius, 1.5);
        return growth + blend + (N.Log(radius) * N.Pow(radius, 0.1 * x)) - N.Softplus(-y);
    }
}

/// <summary>A function of three numbers that calls the selecting functions.</summary>
public readonly struct Kinked3 : IPointwise3
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y, N z)
        where N : struct, IReal<N>
    {
        N chosen = N.Select(x > y, x * z, N.Tanh(y + z));
        N other = N.Select((x < y) & (z <= 0.0), x * x, y * N.Max(x, y));
        return chosen + (other * N.Abs(z)) + (N.Min(x, y) / (1.0 + (z * z))) + N.Select(N.Equal(x, y) | (z >= 0.0), z, 2.0 * z);
    }
}

internal sealed class MapRow() : ElementwiseRow("map", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Map<Mish>();
}

internal sealed class MapWithFieldRow() : ElementwiseRow("map with a field", Domain.NonZero)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Map(new Slope(0.1));
}

internal sealed class Map2Row() : ElementwiseRow("map of two", Domain.Any, Domain.Any)
{
    public override int Variants => 2;

    public override double FloatTolerance => 1e-4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) =>
        variant == 0 ? x[0].Map2<Smooth2>(x[1]) : x[0].Map2<Smooth2>(0.5) * x[1];
}

internal sealed class Map2MeanRow() : Row("mean of a map of two", ShapeFamily.SameNonEmpty, Domain.Any, Domain.Any)
{
    public override int Variants => 2;

    public override double FloatTolerance => 1e-4;

    // With a target that is differentiated and with one that is not.
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) =>
        variant == 0 ? x[0].Map2Mean<Smooth2>(x[1]) : x[0].Map2Mean<Smooth2>(x[0].Tape.Ones(x[0].Shape)) * x[1];
}

internal sealed class Map3Row() : ElementwiseRow("map of three", Domain.Grid(0.0), Domain.Grid(0.25), Domain.NonZero)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Map3<Kinked3>(x[1], x[2]);
}
