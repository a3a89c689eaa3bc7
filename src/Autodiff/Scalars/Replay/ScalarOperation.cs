using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad.Autodiff;

/// <summary>An operation of recorded scalar code, as a frozen recording keeps it: one instance a rule.</summary>
internal abstract unsafe class ScalarOperation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The name in messages, as the user wrote it.</summary>
    public abstract string Name { get; }

    /// <summary>How many operands it takes, 1 to 3.</summary>
    public abstract int Arity { get; }

    /// <summary>Whether it is a sum or product, which the replay computes itself, several in one instruction.</summary>
    public abstract Arithmetic Arithmetic { get; }

    /// <summary>The function in SIMD lanes, if there is one.</summary>
    public abstract LaneFunction<T>? Lanes { get; }

    /// <summary>
    /// Values number by number, as the rule states them; into <paramref name="slopes"/>, unless it is null, the slopes towards the operands, those
    /// towards the second <paramref name="stride"/> numbers behind those towards the first.
    /// </summary>
    public abstract void Evaluate(T* x, T* y, T* z, T* result, T* slopes, nint stride, int count);

    /// <summary>The operation of a rule of one number; rules without state share an instance.</summary>
    public static ScalarOperation<T> Of<R>(R rule = default)
        where R : struct, IScalarRule<T> => IsDefault(ref rule) ? RuleOperation<T, R>.Instance : new RuleOperation<T, R>(rule);

    /// <summary>The operation of a rule of two numbers.</summary>
    public static ScalarOperation<T> Of2<R>(R rule = default)
        where R : struct, IScalarRule2<T> => IsDefault(ref rule) ? RuleOperation2<T, R>.Instance : new RuleOperation2<T, R>(rule);

    /// <summary>The operation of a rule of three numbers.</summary>
    public static ScalarOperation<T> Of3<R>(R rule = default)
        where R : struct, IScalarRule3<T> => IsDefault(ref rule) ? RuleOperation3<T, R>.Instance : new RuleOperation3<T, R>(rule);

    private static bool IsDefault<R>(ref R rule)
        where R : struct
    {
        R none = default;
        return Bytes(ref rule).SequenceEqual(Bytes(ref none));
    }

    private static ReadOnlySpan<byte> Bytes<R>(ref R rule)
        where R : struct => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<R, byte>(ref rule), Unsafe.SizeOf<R>());
}
