using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>Contributions of elementwise operations in values: one fused pass into the adjoint, or a pass and a sum where the operand was repeated.</summary>
internal static class PullElementwise
{
    /// <summary>seed times slope, for an operand of a function of two variables.</summary>
    public static void InValues<T, S>(ref Pullback<T> pull, int operand, S slope)
        where T : unmanaged, IFloatingPointIeee754<T>
        where S : struct, ISlope2
    {
        if (!pull.Wants(operand))
        {
            return;
        }

        bool direct = pull.IsShapedAsOutput(operand);
        bool accumulate = false;
        Span<T> target = direct ? pull.Target(operand, out accumulate) : pull.Tape.RentSpan(pull.OutputLength);
        Pointwise2.Pull(
            slope, pull.SeedValues, pull.Values(0), pull.Sizes(0), pull.Values(1), pull.Sizes(1), pull.OutputValues, pull.OutputSizes, target, accumulate, pull.Tape.Threads);
        if (!direct)
        {
            pull.AddReduced(operand, target);
        }
    }

    /// <summary>seed times slope, for an operand of a function of three variables.</summary>
    public static void InValues3<T, S>(ref Pullback<T> pull, int operand, S slope)
        where T : unmanaged, IFloatingPointIeee754<T>
        where S : struct, ISlope3
    {
        if (!pull.Wants(operand))
        {
            return;
        }

        bool direct = pull.IsShapedAsOutput(operand);
        bool accumulate = false;
        Span<T> target = direct ? pull.Target(operand, out accumulate) : pull.Tape.RentSpan(pull.OutputLength);
        Pointwise3.Pull(
            slope,
            pull.SeedValues,
            pull.Values(0),
            pull.Sizes(0),
            pull.Values(1),
            pull.Sizes(1),
            pull.Values(2),
            pull.Sizes(2),
            pull.OutputSizes,
            target,
            accumulate,
            pull.Tape.Threads);
        if (!direct)
        {
            pull.AddReduced(operand, target);
        }
    }
}
