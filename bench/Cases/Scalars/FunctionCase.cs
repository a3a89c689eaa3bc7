namespace AutoGrad.Bench;

/// <summary>A case whose function is written once for all number types.</summary>
/// <typeparam name="F">The function.</typeparam>
internal abstract class FunctionCase<F>(string name, int operations, double[] values, double[] constants)
    : ScalarCase(name, operations, values, constants)
    where F : struct, IScalarFunction
{
    /// <inheritdoc/>
    private protected override double Backpropagate(Span<double> gradient) => F.Backpropagate(Values, Constants, gradient);

    /// <inheritdoc/>
    private protected override double Value() => F.Value<double>(Values, Constants);
}
