using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>A loop over numbers <typeparamref name="T"/> that is written once for every lane.</summary>
internal interface ILaneAction<T>
    where T : unmanaged
{
    /// <summary>Runs the loop in lanes <typeparamref name="L"/>. Mark the implementation AggressiveOptimization.</summary>
    void Invoke<L>()
        where L : unmanaged, ILane<L, T>;
}

/// <summary>The choice of the lane.</summary>
internal static class Lanes
{
    /// <summary>How many numbers the widest lane holds that the machine has for T.</summary>
    public static int Count<T>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Lane512<T>.IsSupported ? Lane512<T>.Count
        : Lane256<T>.IsSupported ? Lane256<T>.Count
        : Lane128<T>.IsSupported ? Lane128<T>.Count
        : Lane1<T>.Count;

    /// <summary>Runs the action in the widest lane that the machine has for T. The choice is made when the code is compiled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dispatch<T, A>(ref A action)
        where T : unmanaged, IFloatingPointIeee754<T>
        where A : struct, ILaneAction<T>
    {
        if (Lane512<T>.IsSupported)
        {
            action.Invoke<Lane512<T>>();
        }
        else if (Lane256<T>.IsSupported)
        {
            action.Invoke<Lane256<T>>();
        }
        else if (Lane128<T>.IsSupported)
        {
            action.Invoke<Lane128<T>>();
        }
        else
        {
            action.Invoke<Lane1<T>>();
        }
    }
}
