using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>The last lane of a row that does not fill it.</summary>
internal static unsafe class ReductionTail
{
    /// <summary>The mask of the first <paramref name="count"/> numbers of a lane (0 &lt;= count &lt; Count).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Mask<L> First<L, T>(int count)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (count == 0)
        {
            return L.Create(T.Zero) > L.Create(T.Zero);
        }

        var ones = stackalloc T[L.Count];
        L.Store(L.Create(T.One), ones);
        return L.Load(ones, count) > L.Create(T.Zero);
    }
}
