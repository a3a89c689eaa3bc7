using System.Numerics;
using System.Runtime.CompilerServices;

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
        Vector = Vector<T>.IsSupported ? new(value) : default;
    }

    /// <summary>The number.</summary>
    public T Value { get; }

    /// <summary>The number at each place; not for number types without vectors.</summary>
    public Vector<T> Vector { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Coefficient<T>(T value) => new(value);
}
