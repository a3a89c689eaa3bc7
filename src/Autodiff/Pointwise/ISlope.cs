using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>The slope of a function of one variable, as a derivative kernel evaluates it.</summary>
internal interface ISlope
{
    static abstract Reads Reads { get; }

    N At<N>(N x, N y)
        where N : struct, IReal<N>;
}

/// <summary>The slope of a function of two variables towards one of them.</summary>
internal interface ISlope2
{
    N At<N>(N x, N y, N z)
        where N : struct, IReal<N>;
}

/// <summary>The slope of a function of three variables towards one of them.</summary>
internal interface ISlope3
{
    N At<N>(N x, N y, N z)
        where N : struct, IReal<N>;
}

/// <summary>The slope that an elementary function states.</summary>
internal readonly struct StatedSlope<F>(F function) : ISlope
    where F : struct, IElementary
{
    public static Reads Reads => F.Reads;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At<N>(N x, N y)
        where N : struct, IReal<N> => function.Slope(x, y);
}

/// <summary>The slope that follows from a function's one forward line.</summary>
internal readonly struct DerivedSlope<F>(F function) : ISlope
    where F : struct, IPointwise
{
    public static Reads Reads => Reads.Input;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At<N>(N x, N y)
        where N : struct, IReal<N> => function.Value(new Tangent<N>(x, 1.0)).Slope;
}

/// <summary>The slope towards x that an elementary function states.</summary>
internal readonly struct StatedSlopeX<F>(F function) : ISlope2
    where F : struct, IElementary2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At<N>(N x, N y, N z)
        where N : struct, IReal<N> => function.SlopeX(x, y, z);
}

/// <summary>The slope towards y that an elementary function states.</summary>
internal readonly struct StatedSlopeY<F>(F function) : ISlope2
    where F : struct, IElementary2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At<N>(N x, N y, N z)
        where N : struct, IReal<N> => function.SlopeY(x, y, z);
}

/// <summary>The slope towards x that follows from the forward line.</summary>
internal readonly struct DerivedSlopeX<F>(F function) : ISlope2
    where F : struct, IPointwise2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At<N>(N x, N y, N z)
        where N : struct, IReal<N> => function.Value(new Tangent<N>(x, 1.0), new Tangent<N>(y)).Slope;
}

/// <summary>The slope towards y that follows from the forward line.</summary>
internal readonly struct DerivedSlopeY<F>(F function) : ISlope2
    where F : struct, IPointwise2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At<N>(N x, N y, N z)
        where N : struct, IReal<N> => function.Value(new Tangent<N>(x), new Tangent<N>(y, 1.0)).Slope;
}

/// <summary>The slope towards the first of three variables.</summary>
internal readonly struct DerivedSlope3X<F>(F function) : ISlope3
    where F : struct, IPointwise3
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At<N>(N x, N y, N z)
        where N : struct, IReal<N> => function.Value(new Tangent<N>(x, 1.0), new Tangent<N>(y), new Tangent<N>(z)).Slope;
}

/// <summary>The slope towards the second of three variables.</summary>
internal readonly struct DerivedSlope3Y<F>(F function) : ISlope3
    where F : struct, IPointwise3
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At<N>(N x, N y, N z)
        where N : struct, IReal<N> => function.Value(new Tangent<N>(x), new Tangent<N>(y, 1.0), new Tangent<N>(z)).Slope;
}

/// <summary>The slope towards the third of three variables.</summary>
internal readonly struct DerivedSlope3Z<F>(F function) : ISlope3
    where F : struct, IPointwise3
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At<N>(N x, N y, N z)
        where N : struct, IReal<N> => function.Value(new Tangent<N>(x), new Tangent<N>(y), new Tangent<N>(z, 1.0)).Slope;
}
