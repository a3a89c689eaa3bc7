using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>x^y, number by number through the number type's own function, which has the rules of <see cref="Math.Pow"/>.</summary>
internal static unsafe class Power
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static L Evaluate<L, T>(L x, L y)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* bases = (T*)&x;
        T* exponents = (T*)&y;
        for (int i = 0; i < L.Count; i++)
        {
            bases[i] = T.Pow(bases[i], exponents[i]);
        }

        return x;
    }
}
