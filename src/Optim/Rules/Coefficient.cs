using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad.Optim;

/// <summary>
/// A number of a rule that is the same for all places, kept as a vector too: spreading it over a vector again at each place of the loop
/// would take the port that the rule's comparisons need.
/// </summary>
internal readonly struct Coefficient<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Coefficient(T value)
    {
        Value = value;
        Wide = Vector512<T>.IsSupported ? Vector512.Create(value) : default;
    }

    /// <summary>The number.</summary>
    public T Value { get; }

    /// <summary>The number at each place; not for number types without vectors.</summary>
    public Vector<T> Vector
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector<T>.Count == Vector256<T>.Count ? Wide.GetLower().AsVector() : new(Value);
    }

    /// <inheritdoc cref="Vector"/>
    public Vector512<T> Wide { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Coefficient<T>(T value) => new(value);
}
