using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// Statements with neighbouring indices in one chunk of memory; what lies between two segments are leaves, which need no statement.
/// </summary>
internal unsafe struct ScalarSegment<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The index of the first statement.</summary>
    public int First;

    /// <summary>The index after the last statement.</summary>
    public int End;

    /// <summary>Where a statement of index 0 would lie.</summary>
    public Statement<T>* Origin;
}
