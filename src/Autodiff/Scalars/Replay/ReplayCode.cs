using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>An instruction of a replay. Its first word holds this and, above, how many words it has; then stand places and indices.</summary>
internal enum ReplayInstruction
{
    /// <summary>Result, then the runs of a <see cref="Chain"/>.</summary>
    Chain,

    /// <summary>Function, result, x, y; in reverse also the adjoints of x and y, or -1.</summary>
    Function,

    /// <summary>Operation, result, slopes, x, y, z; in reverse, result, slopes, then the adjoint of each operand, or -1.</summary>
    Rule,

    /// <summary>Guard, left, right.</summary>
    Guard,
}

/// <summary>The instructions of the part of a recording that is computed once for all rows, or of the part that is computed row by row.</summary>
internal sealed class ReplayCode<T>(
    int[] forward,
    int[] backward,
    LaneFunction<T>[] functions,
    ScalarOperation<T>[] operations,
    ScalarGuard[] guards,
    int places,
    int slopes)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How far the number of words is shifted above the instruction.</summary>
    public const int LengthShift = 2;

    /// <summary>The values and guards, in the order of the recording.</summary>
    public int[] Forward { get; } = forward;

    /// <summary>The adjoints, from the last statement to the first.</summary>
    public int[] Backward { get; } = backward;

    public LaneFunction<T>[] Functions { get; } = functions;

    public ScalarOperation<T>[] Operations { get; } = operations;

    public ScalarGuard[] Guards { get; } = guards;

    /// <summary>How many places the values take, and the adjoints.</summary>
    public int Places { get; } = places;

    /// <summary>How many places the slopes take.</summary>
    public int Slopes { get; } = slopes;
}
