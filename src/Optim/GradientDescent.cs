using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Optim;

/// <summary>Steps down the gradient: theta -= alpha g.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <param name="parameters">What is optimized.</param>
/// <param name="learningRate">alpha.</param>
/// <param name="weightDecay">lambda, which is added to the gradient as lambda theta.</param>
/// <exception cref="ArgumentOutOfRangeException">The learning rate or the weight decay is negative, NaN or infinite.</exception>
/// <exception cref="ArgumentException">There are no parameters.</exception>
public sealed class GradientDescent<T>(IReadOnlyList<Parameter<T>> parameters, double learningRate = 0.01, double weightDecay = 0.0)
    : Optimizer<T>(nameof(GradientDescent<>), parameters, learningRate, states: 0, weightDecay)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private protected override void Update(int index, Span<T> theta, ReadOnlySpan<T> gradient, double rate, bool withClosure) =>
        Pass(new GradientDescentRule<T>(T.CreateTruncating(rate)), index, theta, gradient);
}

/// <summary>theta -= alpha g.</summary>
internal readonly struct GradientDescentRule<T>(Coefficient<T> rate) : IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second, ref TLane third)
        where TLane : struct, ILane<TLane, T> => theta - (TLane.All(rate) * g);
}
