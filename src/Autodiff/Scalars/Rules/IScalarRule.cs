using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// A function of one number: its value and slope, in the arithmetic of the number type itself, so that it nests. Forward mode
/// (<see cref="Dual{T}"/>) and the recording of <see cref="Scalar{T}"/> follow from it.
/// </summary>
internal interface IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>The name in messages, as the user wrote it: <c>Tanh</c>, <c>*</c>.</summary>
    static abstract string Name { get; }

    /// <summary>The value at a number, and the slope there.</summary>
    T Value(T x, out T slope);
}

/// <summary>A function of two numbers: its value and both slopes.</summary>
internal interface IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>The name in messages, as the user wrote it: <c>Pow</c>, <c>*</c>.</summary>
    static abstract string Name { get; }

    /// <summary>The value at two numbers, and the slopes towards them.</summary>
    T Value(T x, T y, out T slopeX, out T slopeY);
}

/// <summary>A function of three numbers: its value and the three slopes.</summary>
internal interface IScalarRule3<T>
    where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>The name in messages, as the user wrote it: <c>FusedMultiplyAdd</c>.</summary>
    static abstract string Name { get; }

    /// <summary>The value at three numbers, and the slopes towards them.</summary>
    T Value(T x, T y, T z, out T slopeX, out T slopeY, out T slopeZ);
}
