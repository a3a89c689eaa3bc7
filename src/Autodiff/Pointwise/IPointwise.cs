namespace AutoGrad.Autodiff;

/// <summary>
/// A function of one number that is applied to every element of a variable. One forward line is enough: the SIMD forward
/// kernel, the fused SIMD derivative kernel and the derivatives of higher order follow from it.
/// </summary>
/// <remarks>
/// Implement it as a <c>readonly struct</c> without references and mark <see cref="Value"/> with
/// <c>[MethodImpl(MethodImplOptions.AggressiveInlining)]</c>. Fields hold constants; they are copied when the operation is recorded.
/// </remarks>
/// <example><code>
/// public readonly struct Mish : IPointwise
/// {
///     [MethodImpl(MethodImplOptions.AggressiveInlining)]
///     public N Value&lt;N&gt;(N x) where N : struct, IReal&lt;N&gt; => x * N.Tanh(N.Softplus(x));
/// }
/// </code></example>
public interface IPointwise
{
    /// <summary>The function's value at <paramref name="x"/>.</summary>
    N Value<N>(N x)
        where N : struct, IReal<N>;
}

/// <summary>A function of two numbers that is applied element by element, with broadcasting. See <see cref="IPointwise"/>.</summary>
public interface IPointwise2
{
    /// <summary>The function's value at (<paramref name="x"/>, <paramref name="y"/>).</summary>
    N Value<N>(N x, N y)
        where N : struct, IReal<N>;
}

/// <summary>A function of three numbers that is applied element by element, with broadcasting. See <see cref="IPointwise"/>.</summary>
public interface IPointwise3
{
    /// <summary>The function's value at (<paramref name="x"/>, <paramref name="y"/>, <paramref name="z"/>).</summary>
    N Value<N>(N x, N y, N z)
        where N : struct, IReal<N>;
}
