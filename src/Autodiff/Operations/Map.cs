using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>A function of your own, element by element: <c>x.Map&lt;Mish&gt;()</c>.</summary>
    /// <typeparam name="F">The function; its slope and the slopes of higher order follow from its one forward line.</typeparam>
    public Variable<T> Map<F>()
        where F : unmanaged, IPointwise => Map(default(F));

    /// <summary>A function of your own with constants in its fields, element by element: <c>x.Map(new Slope(0.1))</c>.</summary>
    /// <param name="function">The function; its fields are copied into the recording.</param>
    public Variable<T> Map<F>(F function)
        where F : unmanaged, IPointwise => Elementwise.Apply(this, function, MapOperation<T, F>.Instance);

    /// <summary>A function of two variables of your own, element by element, with broadcasting.</summary>
    /// <param name="y">The second variable, parameter or number.</param>
    /// <param name="function">The function; its fields are copied into the recording.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> Map2<F>(Operand<T> y, F function = default)
        where F : unmanaged, IPointwise2 => Elementwise.Apply(this, y.On(this), function, MapOperation2<T, F>.Instance);

    /// <summary>A function of three variables of your own, element by element, with broadcasting.</summary>
    /// <param name="y">The second variable, parameter or number.</param>
    /// <param name="z">The third variable, parameter or number.</param>
    /// <param name="function">The function; its fields are copied into the recording.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> Map3<F>(Operand<T> y, Operand<T> z, F function = default)
        where F : unmanaged, IPointwise3 =>
        Elementwise.Apply(this, y.On(this), z.On(this), function, MapOperation3<T, F>.Instance);
}

/// <summary>
/// The rule of a user's function: in values the slope that follows from the forward line, fused into one pass; recorded, the
/// operations that the forward line and its tangents are made of, which can be differentiated to any order.
/// </summary>
internal sealed class MapOperation<T, F> : ElementwiseOperation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where F : unmanaged, IPointwise
{
    public static readonly MapOperation<T, F> Instance = new();

    public override string Name => typeof(F).Name;

    public override Reads Reads => Reads.Input;

    public override void Pull(ref Pullback<T> pull)
    {
        F function = pull.Kept<F>();
        if (pull.IsRecorded)
        {
            pull.Add(0, pull.Seed * function.Value(new Tangent<Recorded<T>>(pull.Operand(0), 1.0)).Slope);
        }
        else if (pull.Wants(0))
        {
            Span<T> target = pull.Target(0, out bool accumulate);
            Pointwise.Pull(new DerivedSlope<F>(function), pull.SeedValues, pull.Values(0), pull.OutputValues, target, accumulate, pull.Tape.Threads);
        }
    }

    public override void Push(ref Pushforward<T> push) =>
        push.Add(push.Kept<F>().Value(new Tangent<Recorded<T>>(push.Operand(0), push.Tangent(0))).Slope);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ComputeStrip(in Node<T> node, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) =>
        Pointwise.Map(Tape<T>.Kept<F>(in node), x, output);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void PullStrip(
        in Node<T> node,
        int operand,
        ReadOnlySpan<T> seed,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> y,
        ReadOnlySpan<T> output,
        Span<T> target,
        bool accumulate) => Pointwise.Pull(new DerivedSlope<F>(Tape<T>.Kept<F>(in node)), seed, x, output, target, accumulate);
}

/// <summary>The rule of a user's function of two variables. See <see cref="MapOperation{T, F}"/>.</summary>
internal sealed class MapOperation2<T, F> : ElementwiseOperation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where F : unmanaged, IPointwise2
{
    public static readonly MapOperation2<T, F> Instance = new();

    public override string Name => typeof(F).Name;

    public override Reads Reads => Reads.Input;

    public override void Pull(ref Pullback<T> pull)
    {
        F function = pull.Kept<F>();
        if (pull.IsRecorded)
        {
            PullRecorded(ref pull, function);
            return;
        }

        PullElementwise.InValues(ref pull, 0, new DerivedSlopeX<F>(function));
        PullElementwise.InValues(ref pull, 1, new DerivedSlopeY<F>(function));
    }

    // All tangents at once: one run of the forward line.
    public override void Push(ref Pushforward<T> push) => push.Add(push.Kept<F>().Value(Towards(push, 0), Towards(push, 1)).Slope);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ComputeStrip(in Node<T> node, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) =>
        Pointwise2.Map(Tape<T>.Kept<F>(in node), x, y, output);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void PullStrip(
        in Node<T> node,
        int operand,
        ReadOnlySpan<T> seed,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> y,
        ReadOnlySpan<T> output,
        Span<T> target,
        bool accumulate)
    {
        F function = Tape<T>.Kept<F>(in node);
        if (operand == 0)
        {
            Pointwise2.Pull(new DerivedSlopeX<F>(function), seed, x, [], y, [], output, [], target, accumulate);
        }
        else
        {
            Pointwise2.Pull(new DerivedSlopeY<F>(function), seed, x, [], y, [], output, [], target, accumulate);
        }
    }

    private static Tangent<Recorded<T>> Towards(Pushforward<T> push, int operand) =>
        push.Has(operand) ? new(push.Operand(operand), push.Tangent(operand)) : new(push.Operand(operand));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PullRecorded(ref Pullback<T> pull, F function)
    {
        Recorded<T> x = pull.Operand(0);
        Recorded<T> y = pull.Operand(1);
        if (pull.Wants(0))
        {
            pull.Add(0, pull.Seed * function.Value(new Tangent<Recorded<T>>(x, 1.0), new Tangent<Recorded<T>>(y)).Slope);
        }

        if (pull.Wants(1))
        {
            pull.Add(1, pull.Seed * function.Value(new Tangent<Recorded<T>>(x), new Tangent<Recorded<T>>(y, 1.0)).Slope);
        }
    }
}

/// <summary>The rule of a user's function of three variables. See <see cref="MapOperation{T, F}"/>.</summary>
internal sealed class MapOperation3<T, F> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where F : unmanaged, IPointwise3
{
    public static readonly MapOperation3<T, F> Instance = new();

    public override string Name => typeof(F).Name;

    public override void Pull(ref Pullback<T> pull)
    {
        F function = pull.Kept<F>();
        if (!pull.IsRecorded)
        {
            PullElementwise.InValues3(ref pull, 0, new DerivedSlope3X<F>(function));
            PullElementwise.InValues3(ref pull, 1, new DerivedSlope3Y<F>(function));
            PullElementwise.InValues3(ref pull, 2, new DerivedSlope3Z<F>(function));
            return;
        }

        for (int towards = 0; towards < 3; towards++)
        {
            if (pull.Wants(towards))
            {
                pull.Add(towards, pull.Seed * function.Value(Seeded(pull, 0, towards), Seeded(pull, 1, towards), Seeded(pull, 2, towards)).Slope);
            }
        }
    }

    public override void Push(ref Pushforward<T> push) =>
        push.Add(push.Kept<F>().Value(Towards(push, 0), Towards(push, 1), Towards(push, 2)).Slope);

    private static Tangent<Recorded<T>> Towards(Pushforward<T> push, int operand) =>
        push.Has(operand) ? new(push.Operand(operand), push.Tangent(operand)) : new(push.Operand(operand));

    private static Tangent<Recorded<T>> Seeded(Pullback<T> pull, int operand, int towards) =>
        operand == towards ? new(pull.Operand(operand), 1.0) : new(pull.Operand(operand));
}
