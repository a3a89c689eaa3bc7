using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Optim;

/// <summary>What an optimizer does with one number: its one statement, from which the SIMD pass follows.</summary>
internal interface IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many numbers the optimizer remembers for each number of a parameter: 0 to 3.</summary>
    static abstract int States { get; }

    /// <summary>The parameter's next value; the states are changed in place.</summary>
    /// <param name="theta">The parameter's value.</param>
    /// <param name="g">The gradient.</param>
    /// <param name="first">The first state.</param>
    /// <param name="second">The second state.</param>
    /// <param name="third">The third state.</param>
    TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second, ref TLane third)
        where TLane : struct, ILane<TLane, T>;
}

/// <summary>The one pass that every optimizer makes over a parameter, its gradient and its states.</summary>
internal static class UpdateRule
{
    // How many numbers are worth a thread's while, and what a part is a multiple of: a few cache lines.
    private const int LeastPart = 16 * 1024;
    private const int PartUnit = 256;

    /// <summary>Updates a parameter and its states in place, on several threads if it is long. All spans that the rule uses have the same length.</summary>
    public static void Apply<T, TRule>(
        in TRule rule, Span<T> theta, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second, Span<T> third = default, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRule : struct, IUpdateRule<T>
    {
        if (gradient.Length != theta.Length
            || (TRule.States > 0 && first.Length != theta.Length)
            || (TRule.States > 1 && second.Length != theta.Length)
            || (TRule.States > 2 && third.Length != theta.Length))
        {
            throw new ArgumentException("A parameter, its gradient and its states have the same length.");
        }

        Part<T, TRule> part = new(rule, theta, gradient, first, second, third);
        Workers.RunRange(threads, theta.Length, LeastPart, PartUnit, ref part);
    }

    /// <remarks>Not inlined: within a caller that is, the rule itself would exceed what the compiler inlines.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Update<T, TRule>(in TRule rule, Span<T> theta, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second, Span<T> third)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRule : struct, IUpdateRule<T>
    {
        // A copy, which no store can change for all the compiler knows: so the coefficients stay in registers.
        TRule own = rule;
        nuint done = 0;
        nuint length = (nuint)theta.Length;
        ref T values = ref MemoryMarshal.GetReference(theta);
        ref T slopes = ref MemoryMarshal.GetReference(gradient);
        ref T firsts = ref MemoryMarshal.GetReference(first);
        ref T seconds = ref MemoryMarshal.GetReference(second);
        ref T thirds = ref MemoryMarshal.GetReference(third);
        if (Vector512.IsHardwareAccelerated && (typeof(T) == typeof(float) || typeof(T) == typeof(double)))
        {
            for (; done + (nuint)Vector512<T>.Count <= length; done += (nuint)Vector512<T>.Count)
            {
                At<T, TRule, WideLane<T>>(in own, ref values, ref slopes, ref firsts, ref seconds, ref thirds, done);
            }
        }
        else if (Vector<T>.IsSupported)
        {
            for (; done + (nuint)Vector<T>.Count <= length; done += (nuint)Vector<T>.Count)
            {
                At<T, TRule, VectorLane<T>>(in own, ref values, ref slopes, ref firsts, ref seconds, ref thirds, done);
            }
        }

        for (; done < length; done++)
        {
            At<T, TRule, SingleLane<T>>(in own, ref values, ref slopes, ref firsts, ref seconds, ref thirds, done);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void At<T, TRule, TLane>(in TRule rule, ref T theta, ref T gradient, ref T first, ref T second, ref T third, nuint index)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRule : struct, IUpdateRule<T>
        where TLane : struct, ILane<TLane, T>
    {
        TLane firstState = TRule.States > 0 ? TLane.Load(ref first, index) : default;
        TLane secondState = TRule.States > 1 ? TLane.Load(ref second, index) : default;
        TLane thirdState = TRule.States > 2 ? TLane.Load(ref third, index) : default;
        TLane next = rule.Next(TLane.Load(ref theta, index), TLane.Load(ref gradient, index), ref firstState, ref secondState, ref thirdState);
        TLane.Store(next, ref theta, index);
        if (TRule.States > 0)
        {
            TLane.Store(firstState, ref first, index);
        }

        if (TRule.States > 1)
        {
            TLane.Store(secondState, ref second, index);
        }

        if (TRule.States > 2)
        {
            TLane.Store(thirdState, ref third, index);
        }
    }

    private readonly ref struct Part<T, TRule>(
        TRule rule, Span<T> theta, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second, Span<T> third) : IRange<Part<T, TRule>>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRule : struct, IUpdateRule<T>
    {
        private readonly TRule _rule = rule;
        private readonly Span<T> _theta = theta;
        private readonly ReadOnlySpan<T> _gradient = gradient;
        private readonly Span<T> _first = first;
        private readonly Span<T> _second = second;
        private readonly Span<T> _third = third;

        public Part<T, TRule> Slice(nint start, nint length)
        {
            Range range = (int)start..(int)(start + length);
            return new(
                _rule,
                _theta[range],
                _gradient[range],
                TRule.States > 0 ? _first[range] : default,
                TRule.States > 1 ? _second[range] : default,
                TRule.States > 2 ? _third[range] : default);
        }

        public void Run() => Update(in _rule, _theta, _gradient, _first, _second, _third);
    }
}
