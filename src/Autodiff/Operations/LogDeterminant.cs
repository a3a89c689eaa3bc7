using System.Numerics;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// The logarithm of the determinant of each matrix, finite where the determinant itself overflows. Slope: the transposed inverse.
    /// </summary>
    /// <returns>A variable of the shape of the batch: [...] for matrices [..., n, n].</returns>
    /// <remarks>
    /// As the logarithm of a number: NaN where the determinant is negative, -infinity where it is 0; there the slope is NaN. 0 for matrices
    /// of size 0. The slope where the determinant is negative is the transposed inverse too.
    /// </remarks>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    public Variable<T> LogDeterminant() => LogDeterminantOperation<T>.Record(this);
}

/// <summary>The log-determinant of each matrix of a batch.</summary>
internal sealed class LogDeterminantOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly LogDeterminantOperation<T> _instance = new();

    public override string Name => "logdet";

    public static Variable<T> Record(Variable<T> a) => DeterminantOperation<T>.Record(a, "LogDeterminant", _instance, Kernels.LowerUpper.LogDeterminant);

    public override void Pull(ref Pullback<T> pull)
    {
        if (pull.Wants(0))
        {
            pull.Add(0, DeterminantOperation<T>.OnMatrices(pull.Seed) * InverseOperation<T>.Record(pull.Operand(0), singularIsNaN: true).Transpose(-1, -2));
        }
    }
}
