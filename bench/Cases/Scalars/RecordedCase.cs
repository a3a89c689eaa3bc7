using AutoGrad.Autodiff;

namespace AutoGrad.Bench;

/// <summary>A function that is recorded and swept anew at each step, as a user writes it.</summary>
/// <typeparam name="F">The function.</typeparam>
internal sealed class RecordedCase<F>(string name, int operations, double[] values, double[] constants)
    : FunctionCase<F>(name, operations, values, constants)
    where F : struct, IScalarFunction
{
    private readonly Tape<double> _tape = new();
    private readonly Scalar<double>[] _x = new Scalar<double>[values.Length];
    private readonly Scalar<double>[] _constants = [.. constants.Select(number => (Scalar<double>)number)];

    /// <inheritdoc/>
    private protected override double Gradient(Span<double> gradient)
    {
        _tape.Reset();
        _tape.Scalars(Values, _x);
        Scalar<double> y = F.Value<Scalar<double>>(_x, _constants);
        y.Gradients().CopyTo(_x, gradient);
        return y.Value;
    }
}
