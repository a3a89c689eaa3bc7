namespace AutoGrad.Autodiff;

/// <summary>
/// A function of a vector in plain generic-math C#, closed over a number type: <c>Rosenbrock&lt;Scalar&lt;double&gt;&gt;</c>. The number type says
/// which derivative it can have.
/// </summary>
/// <typeparam name="N">The number type: <see cref="Scalar{T}"/>, <see cref="Dual{T}"/>, or one in the other.</typeparam>
/// <param name="x">The vector.</param>
public delegate N SpanFunction<N>(ReadOnlySpan<N> x);

/// <summary>A function from vectors to vectors in plain generic-math C#, closed over a number type.</summary>
/// <typeparam name="N">The number type: <see cref="Scalar{T}"/>, <see cref="Dual{T}"/>, or one in the other.</typeparam>
/// <param name="x">The vector.</param>
/// <param name="y">Where the result is written, as long as the result.</param>
public delegate void SpanVectorFunction<N>(ReadOnlySpan<N> x, Span<N> y);
