using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>x where the mask (1 or 0) is set, y elsewhere: what a selection in a recorded slope becomes.</summary>
internal readonly struct SelectFunction : IPointwise3
{
    public static Variable<T> Record<T>(Variable<T> mask, Variable<T> whenTrue, Variable<T> whenFalse)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        mask.Map3<SelectFunction>(whenTrue, whenFalse);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N mask, N whenTrue, N whenFalse)
        where N : struct, IReal<N> => N.Select(mask > 0.0, whenTrue, whenFalse);
}
