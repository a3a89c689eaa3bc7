using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>One lane or four side by side: a chain is decoded once for all of them.</summary>
internal unsafe interface ILaneGroup<G, L, T>
    where G : unmanaged, ILaneGroup<G, L, T>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged
{
    static abstract G Create(T value);

    static abstract G Load(T* source);

    static abstract void Store(G value, T* destination);

    static abstract G operator +(G left, G right);

    static abstract G operator -(G left, G right);

    static abstract G operator -(G value);

    static abstract G operator *(G left, G right);

    static abstract G MultiplyAdd(G x, G y, G z);

    /// <summary>The sum of the lanes, and of a further one.</summary>
    static abstract L Sum(G value, L sum);

    /// <summary>The sum of the products lane by lane, and of a further lane.</summary>
    static abstract L Sum(G x, G y, L sum);
}

/// <summary>One lane.</summary>
internal readonly unsafe struct OneLane<L, T>(L value) : ILaneGroup<OneLane<L, T>, L, T>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged
{
    public readonly L Value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<L, T> Create(T value) => new(L.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<L, T> Load(T* source) => new(L.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(OneLane<L, T> value, T* destination) => L.Store(value.Value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<L, T> operator +(OneLane<L, T> left, OneLane<L, T> right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<L, T> operator -(OneLane<L, T> left, OneLane<L, T> right) => new(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<L, T> operator -(OneLane<L, T> value) => new(-value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<L, T> operator *(OneLane<L, T> left, OneLane<L, T> right) => new(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<L, T> MultiplyAdd(OneLane<L, T> x, OneLane<L, T> y, OneLane<L, T> z) => new(L.MultiplyAdd(x.Value, y.Value, z.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Sum(OneLane<L, T> value, L sum) => sum + value.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Sum(OneLane<L, T> x, OneLane<L, T> y, L sum) => L.MultiplyAdd(x.Value, y.Value, sum);
}

/// <summary>Four lanes.</summary>
internal readonly unsafe struct FourLanes<L, T>(L a, L b, L c, L d) : ILaneGroup<FourLanes<L, T>, L, T>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged
{
    private readonly L _a = a;
    private readonly L _b = b;
    private readonly L _c = c;
    private readonly L _d = d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourLanes<L, T> Create(T value)
    {
        L lane = L.Create(value);
        return new(lane, lane, lane, lane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourLanes<L, T> Load(T* source) =>
        new(L.Load(source), L.Load(source + L.Count), L.Load(source + (2 * L.Count)), L.Load(source + (3 * L.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(FourLanes<L, T> value, T* destination)
    {
        L.Store(value._a, destination);
        L.Store(value._b, destination + L.Count);
        L.Store(value._c, destination + (2 * L.Count));
        L.Store(value._d, destination + (3 * L.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourLanes<L, T> operator +(FourLanes<L, T> left, FourLanes<L, T> right) =>
        new(left._a + right._a, left._b + right._b, left._c + right._c, left._d + right._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourLanes<L, T> operator -(FourLanes<L, T> left, FourLanes<L, T> right) =>
        new(left._a - right._a, left._b - right._b, left._c - right._c, left._d - right._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourLanes<L, T> operator -(FourLanes<L, T> value) => new(-value._a, -value._b, -value._c, -value._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourLanes<L, T> operator *(FourLanes<L, T> left, FourLanes<L, T> right) =>
        new(left._a * right._a, left._b * right._b, left._c * right._c, left._d * right._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourLanes<L, T> MultiplyAdd(FourLanes<L, T> x, FourLanes<L, T> y, FourLanes<L, T> z) => new(
        L.MultiplyAdd(x._a, y._a, z._a), L.MultiplyAdd(x._b, y._b, z._b), L.MultiplyAdd(x._c, y._c, z._c), L.MultiplyAdd(x._d, y._d, z._d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Sum(FourLanes<L, T> value, L sum) => sum + ((value._a + value._b) + (value._c + value._d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Sum(FourLanes<L, T> x, FourLanes<L, T> y, L sum) =>
        L.MultiplyAdd(x._d, y._d, L.MultiplyAdd(x._c, y._c, L.MultiplyAdd(x._b, y._b, L.MultiplyAdd(x._a, y._a, sum))));
}
