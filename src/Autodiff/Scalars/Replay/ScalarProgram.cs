using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>A statement of a frozen recording: an operation and the nodes of its operands, those that it takes.</summary>
internal readonly record struct ScalarStatement<T>(ScalarOperation<T> Operation, int X, int Y, int Z)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The node of an operand.</summary>
    public int this[int operand] => operand switch
    {
        0 => X,
        1 => Y,
        _ => Z,
    };
}

/// <summary>
/// What was recorded, without what neither the result nor a branch needs. A node is a number: first come the inputs, then the constants, then the
/// statements, each after its operands.
/// </summary>
internal sealed class ScalarProgram<T>(int inputCount, T[] constants, ScalarStatement<T>[] statements, ScalarGuard[] guards, int result)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public int InputCount { get; } = inputCount;

    public ReadOnlySpan<T> Constants => constants;

    public ReadOnlySpan<ScalarStatement<T>> Statements => statements;

    public ReadOnlySpan<ScalarGuard> Guards => guards;

    /// <summary>The node of the result.</summary>
    public int Result { get; } = result;

    /// <summary>The node of the first statement.</summary>
    public int FirstStatement => InputCount + constants.Length;

    public int NodeCount => FirstStatement + statements.Length;
}
