using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>A uniform number that an instruction other than a chain reads in all lanes.</summary>
/// <param name="Uniform">Its place among the uniform numbers.</param>
/// <param name="Place">The place of its copies.</param>
/// <param name="IsActive">Whether an adjoint comes to it.</param>
internal readonly record struct UniformCopy(int Uniform, int Place, bool IsActive);

/// <summary>
/// The instructions for rows whose first inputs are shared. The places begin with the inputs; behind the shared inputs stand the constants.
/// </summary>
internal sealed class ReplayPlan<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>What is the same for all rows.</summary>
    public required ReplayCode<T> Uniform { get; init; }

    /// <summary>What is computed row by row, in lanes.</summary>
    public required ReplayCode<T> Lanes { get; init; }

    public required UniformCopy[] Copies { get; init; }

    /// <summary>The uniform place of the first constant.</summary>
    public required int FirstConstant { get; init; }

    public required int ResultPlace { get; init; }

    public required bool ResultIsUniform { get; init; }

    /// <summary>Whether the result depends on an input.</summary>
    public required bool ResultIsActive { get; init; }
}
