using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Bench;

/// <summary>What enters a neuron: bias + weights . inputs.</summary>
internal interface IWeightedSum
{
    static abstract T Of<T>(T bias, ReadOnlySpan<T> weights, ReadOnlySpan<T> inputs)
        where T : IFloatingPointIeee754<T>;
}

/// <summary>One operation a statement.</summary>
internal readonly struct SumOfProducts : IWeightedSum
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T bias, ReadOnlySpan<T> weights, ReadOnlySpan<T> inputs)
        where T : IFloatingPointIeee754<T>
    {
        T sum = bias;
        for (int index = 0; index < weights.Length; index++)
        {
            sum += weights[index] * inputs[index];
        }

        return sum;
    }
}

/// <summary>One statement for all products.</summary>
internal readonly struct FusedSum : IWeightedSum
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T bias, ReadOnlySpan<T> weights, ReadOnlySpan<T> inputs)
        where T : IFloatingPointIeee754<T> => bias + Fused.Dot(weights, inputs);
}
