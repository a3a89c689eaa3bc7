using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

/// <summary>A forced width of lane, so that a machine with wide registers tests the narrow ones too.</summary>
public enum LaneWidth
{
    Widest,
    Bits512,
    Bits256,
    Bits128,
    One,
}

internal static class LaneWidths
{
    /// <summary>Runs the action in lanes of this width; they work on every machine, if slowly.</summary>
    public static void Run<T, A>(this LaneWidth width, A action)
        where T : unmanaged, IFloatingPointIeee754<T>
        where A : struct, ILaneAction<T>
    {
        // Half has no registers.
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            width = LaneWidth.Widest;
        }

        switch (width)
        {
            case LaneWidth.Bits512:
                action.Invoke<Lane512<T>>();
                break;
            case LaneWidth.Bits256:
                action.Invoke<Lane256<T>>();
                break;
            case LaneWidth.Bits128:
                action.Invoke<Lane128<T>>();
                break;
            case LaneWidth.One:
                action.Invoke<Lane1<T>>();
                break;
            default:
                Lanes.Dispatch<T, A>(ref action);
                break;
        }
    }

    public static TheoryData<LaneWidth> All => [.. Enum.GetValues<LaneWidth>()];
}
