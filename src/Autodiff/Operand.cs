using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// What may stand beside a variable in an operation: another variable, a parameter (which the operation brings into the
/// recording) or a plain number. Converts implicitly from each; nobody needs to name it.
/// </summary>
public readonly struct Operand<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Variable<T> _variable;
    private readonly Parameter<T>? _parameter;

    private Operand(Variable<T> variable, Parameter<T>? parameter, double number, bool isNumber)
    {
        _variable = variable;
        _parameter = parameter;
        Number = number;
        IsNumber = isNumber;
    }

    internal bool IsNumber { get; }

    internal double Number { get; }

    /// <summary>A variable as an operand.</summary>
    public static implicit operator Operand<T>(Variable<T> variable) => new(variable, null, 0.0, false);

    /// <summary>A parameter as an operand.</summary>
    public static implicit operator Operand<T>(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return new(default, parameter, 0.0, false);
    }

    /// <summary>A number as an operand.</summary>
    public static implicit operator Operand<T>(double number) => new(default, null, number, true);

    /// <summary>The operand as a variable on the tape of <paramref name="other"/>, which is checked before anything is recorded.</summary>
    internal Variable<T> On(Variable<T> other)
    {
        if (_parameter is null && !IsNumber)
        {
            return _variable;
        }

        Tape<T> tape = other.Tape;
        tape.Node(other);
        return _parameter is not null ? tape.Variable(_parameter) : tape.Constant(T.CreateTruncating(Number));
    }
}
