using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>Whether a number is a constant in all its parts: value, tangents and history.</summary>
internal static class Exactly
{
    /// <summary>Whether a number is this constant. One that is recorded is not, whatever its value: derivatives may be taken towards it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is<T>(T x, T constant)
        where T : struct, IFloatingPointIeee754<T> => IsConstant(x) && x.Equals(constant);

    /// <summary>Whether no part of a number is recorded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsConstant<T>(T x)
        where T : struct, IFloatingPointIeee754<T> => History<T>.Form is not { } form || form.IsConstant(x);

    /// <summary>Whether numbers of a type can be recorded, or have parts that can.</summary>
    public static bool HasHistory<T>()
        where T : struct, IFloatingPointIeee754<T> => History<T>.Form is not null;

    // Found once a type; the compiler then knows it.
    private static class History<T>
        where T : struct, IFloatingPointIeee754<T>
    {
        public static readonly IHistory<T>? Form = default(T) is IHistory<T> { Exists: true } form ? form : null;
    }
}

/// <summary>A number type that may have a history.</summary>
internal interface IHistory<N>
{
    /// <summary>Whether numbers of the type can be recorded at all.</summary>
    bool Exists { get; }

    /// <summary>Whether no part of a number is recorded.</summary>
    bool IsConstant(N x);
}
