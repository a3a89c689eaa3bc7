using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>Room for the operands of most operations on the stack, so that a steady step allocates nothing.</summary>
[InlineArray(Count)]
internal struct FewVariables<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public const int Count = 4;

    private Variable<T> _first;
}
