using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>The rule of an elementary function of one variable: the seed times the slope that the function states.</summary>
internal sealed class ElementaryOperation<T, F> : ElementwiseOperation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where F : unmanaged, IElementary
{
    public static readonly ElementaryOperation<T, F> Instance = new();

    public override string Name => F.Name;

    public override Reads Reads => F.Reads;

    public override void Pull(ref Pullback<T> pull)
    {
        F function = pull.Kept<F>();
        if (pull.IsRecorded)
        {
            Recorded<T> slope = function.Slope<Recorded<T>>(pull.Operand(0), pull.Output);
            pull.Add(0, pull.Seed * slope);
        }
        else if (pull.Wants(0))
        {
            Span<T> target = pull.Target(0, out bool accumulate);
            Pointwise.Pull(new StatedSlope<F>(function), pull.SeedValues, pull.Values(0), pull.OutputValues, target, accumulate, pull.Tape.Threads);
        }
    }

    public override void Push(ref Pushforward<T> push) =>
        push.Add(push.Tangent(0) * push.Kept<F>().Slope<Recorded<T>>(push.Operand(0), push.Output));

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
        bool accumulate) => Pointwise.Pull(new StatedSlope<F>(Tape<T>.Kept<F>(in node)), seed, x, output, target, accumulate);

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) => tape.Kept<F>(id).Format(operands[0]);
}

/// <summary>The rule of an elementary function of two variables: the seed times the slopes that the function states.</summary>
internal sealed class ElementaryOperation2<T, F> : ElementwiseOperation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where F : unmanaged, IElementary2
{
    public static readonly ElementaryOperation2<T, F> Instance = new();

    public override string Name => F.Name;

    public override Reads Reads => F.Reads;

    public override double? ConstantSlope(int operand) => operand == 0 ? F.ConstantSlopeX : F.ConstantSlopeY;

    public override void Pull(ref Pullback<T> pull)
    {
        F function = pull.Kept<F>();
        if (pull.IsRecorded)
        {
            Recorded<T> x = pull.Operand(0);
            Recorded<T> y = pull.Operand(1);
            Recorded<T> z = pull.Output;
            if (pull.Wants(0))
            {
                pull.Add(0, pull.Seed * function.SlopeX(x, y, z));
            }

            if (pull.Wants(1))
            {
                pull.Add(1, pull.Seed * function.SlopeY(x, y, z));
            }

            return;
        }

        PullInValues(ref pull, 0, new StatedSlopeX<F>(function), F.ConstantSlopeX);
        PullInValues(ref pull, 1, new StatedSlopeY<F>(function), F.ConstantSlopeY);
    }

    public override void Push(ref Pushforward<T> push)
    {
        F function = push.Kept<F>();
        Recorded<T> x = push.Operand(0);
        Recorded<T> y = push.Operand(1);
        Recorded<T> z = push.Output;
        if (push.Has(0))
        {
            push.Add(push.Tangent(0) * function.SlopeX(x, y, z));
        }

        if (push.Has(1))
        {
            push.Add(push.Tangent(1) * function.SlopeY(x, y, z));
        }
    }

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
            Pointwise2.Pull(new StatedSlopeX<F>(function), seed, x, [], y, [], output, [], target, accumulate);
        }
        else
        {
            Pointwise2.Pull(new StatedSlopeY<F>(function), seed, x, [], y, [], output, [], target, accumulate);
        }
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        tape.Kept<F>(id).Format(operands[0], operands[1]);

    private static void PullInValues<S>(ref Pullback<T> pull, int operand, S slope, double? constant)
        where S : struct, ISlope2
    {
        if (constant is { } factor)
        {
            pull.AddScaledSeed(operand, factor);
        }
        else
        {
            PullElementwise.InValues(ref pull, operand, slope);
        }
    }
}
