using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// What may stand beside a variable in an operation: another variable, a parameter (which the operation brings into the
/// recording) or a plain number. Converts implicitly from each; nobody needs to name it.
/// </summary>
public readonly struct Operand<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // 16 bytes, which travel in registers: a tape with a variable's place, a parameter, or a mark with a number.
    private static readonly object NumberMark = new();

    private readonly object? _source;
    private readonly ulong _bits;

    private Operand(object? source, ulong bits)
    {
        _source = source;
        _bits = bits;
    }

    internal bool IsNumber => ReferenceEquals(_source, NumberMark);

    internal double Number => BitConverter.UInt64BitsToDouble(_bits);

    /// <summary>A variable as an operand.</summary>
    public static implicit operator Operand<T>(Variable<T> variable) => new(variable.TapeOrNull, variable.Place);

    /// <summary>A parameter as an operand.</summary>
    public static implicit operator Operand<T>(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return new(parameter, 0);
    }

    /// <summary>A number as an operand.</summary>
    public static implicit operator Operand<T>(double number) => new(NumberMark, BitConverter.DoubleToUInt64Bits(number));

    /// <summary>The operand as a variable on the tape of <paramref name="other"/>, which is checked before anything is recorded.</summary>
    internal Variable<T> On(Variable<T> other)
    {
        if (_source is Parameter<T> parameter)
        {
            Tape<T> tape = other.Tape;
            tape.Node(other);
            return tape.Variable(parameter);
        }

        if (IsNumber)
        {
            Tape<T> tape = other.Tape;
            tape.Node(other);
            return tape.Constant(T.CreateTruncating(Number));
        }

        return new(Unsafe.As<Tape<T>>(_source), _bits);
    }
}
