using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Optim;

/// <summary>A rule whose gradient is g + lambda theta.</summary>
internal readonly struct DecayRule<T, TRule>(TRule rule, Coefficient<T> decay) : IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TRule : struct, IUpdateRule<T>
{
    public static int States => TRule.States;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second, ref TLane third)
        where TLane : struct, ILane<TLane, T> =>
        TLane.Normal(rule.Next(theta, g + (TLane.All(decay) * theta), ref first, ref second, ref third));
}

/// <summary>A rule that starts from theta - alpha lambda theta and leaves the gradient as it is.</summary>
internal readonly struct DecoupledDecayRule<T, TRule>(TRule rule, Coefficient<T> decay) : IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TRule : struct, IUpdateRule<T>
{
    public static int States => TRule.States;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second, ref TLane third)
        where TLane : struct, ILane<TLane, T> =>
        TLane.Normal(rule.Next(theta - (TLane.All(decay) * theta), g, ref first, ref second, ref third));
}

/// <summary>A rule whose gradient was taken at y = theta - gamma v: it is g + lambda y. The velocity v is the first state.</summary>
internal readonly struct AheadDecayRule<T, TRule>(TRule rule, Coefficient<T> decay, Coefficient<T> ahead) : IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TRule : struct, IUpdateRule<T>
{
    public static int States => TRule.States;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second, ref TLane third)
        where TLane : struct, ILane<TLane, T> =>
        TLane.Normal(rule.Next(theta, g + (TLane.All(decay) * (theta - (TLane.All(ahead) * first))), ref first, ref second, ref third));
}
