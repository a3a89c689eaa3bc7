using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>x itself: no activation. Slope: 1.</summary>
public readonly struct IdentityFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "identity";

    /// <inheritdoc/>
    public static Reads Reads => Reads.None;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 1.0;

    /// <inheritdoc/>
    public string Format(string x) => x;
}
