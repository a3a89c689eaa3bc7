using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// What the sweep needs of one recorded operation on scalars: up to two operands and the slopes towards them. Operand 0 is no operand: constants
/// have that index, and its adjoint is never read.
/// </summary>
/// <remarks>
/// An operation of more operands takes several statements in a row. The last is its result: there <see cref="A"/> is the complement of how many
/// statements come before it, and those hold operands like any other.
/// </remarks>
internal struct Statement<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public int A;
    public int B;
    public T SlopeA;
    public T SlopeB;
}
