using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>
/// A number type whose arithmetic is recorded: a slope that is evaluated at it becomes operations on variables, which can be
/// differentiated again. Plain numbers stay numbers until they meet a variable; a factor of 0 or 1 records nothing.
/// </summary>
internal readonly struct Recorded<T> : IReal<Recorded<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Variable<T> _variable;
    private readonly double _number;
    private readonly bool _isVariable;

    private Recorded(double number) => _number = number;

    private Recorded(Variable<T> variable)
    {
        _variable = variable;
        _isVariable = true;
    }

    public bool IsZero => !_isVariable && _number == 0.0;

    public static implicit operator Recorded<T>(double number) => new(number);

    public static implicit operator Recorded<T>(Variable<T> variable) => new(variable);

    public static Recorded<T> operator +(Recorded<T> left, Recorded<T> right) => (left._isVariable, right._isVariable) switch
    {
        (true, true) => left._variable + right._variable,
        (true, false) => right._number == 0.0 ? left : left._variable + right._number,
        (false, true) => left._number == 0.0 ? right : left._number + right._variable,
        _ => left._number + right._number,
    };

    public static Recorded<T> operator -(Recorded<T> left, Recorded<T> right) => (left._isVariable, right._isVariable) switch
    {
        (true, true) => left._variable - right._variable,
        (true, false) => right._number == 0.0 ? left : left._variable - right._number,
        (false, true) => left._number == 0.0 ? -right._variable : left._number - right._variable,
        _ => left._number - right._number,
    };

    public static Recorded<T> operator *(Recorded<T> left, Recorded<T> right) => (left._isVariable, right._isVariable) switch
    {
        (true, true) => left._variable * right._variable,
        (true, false) => Scale(left._variable, right._number),
        (false, true) => Scale(right._variable, left._number),
        _ => left._number * right._number,
    };

    public static Recorded<T> operator /(Recorded<T> left, Recorded<T> right) => (left._isVariable, right._isVariable) switch
    {
        (true, true) => left._variable / right._variable,
        (true, false) => right._number == 1.0 ? left : left._variable / right._number,
        (false, true) => left._number == 0.0 ? 0.0 : left._number / right._variable,
        _ => left._number / right._number,
    };

    public static Recorded<T> operator -(Recorded<T> value) => value._isVariable ? -value._variable : -value._number;

    public static Mask<Recorded<T>> operator >(Recorded<T> left, Recorded<T> right) =>
        Compare(left, right, left._number > right._number, default(GreaterFunction));

    public static Mask<Recorded<T>> operator <(Recorded<T> left, Recorded<T> right) => right > left;

    public static Mask<Recorded<T>> operator >=(Recorded<T> left, Recorded<T> right) =>
        Compare(left, right, left._number >= right._number, default(GreaterOrEqualFunction));

    public static Mask<Recorded<T>> operator <=(Recorded<T> left, Recorded<T> right) => right >= left;

    public static Mask<Recorded<T>> Equal(Recorded<T> left, Recorded<T> right) =>
        Compare(left, right, left._number == right._number, default(EqualFunction));

    public static Recorded<T> Select(Mask<Recorded<T>> mask, Recorded<T> whenTrue, Recorded<T> whenFalse)
    {
        if (!mask.Bits._isVariable)
        {
            return mask.Bits._number != 0.0 ? whenTrue : whenFalse;
        }

        Variable<T> where = mask.Bits._variable;
        return (whenTrue._isVariable || whenFalse._isVariable, whenTrue._number, whenFalse._number) switch
        {
            (false, 1.0, 0.0) => where,
            (false, double number, double other) when number == other => number,
            _ => WhereOperation<T>.Record(where, whenTrue.On(where.Tape), whenFalse.On(where.Tape)),
        };
    }

    public static Recorded<T> Abs(Recorded<T> x) => x._isVariable ? x._variable.Abs() : Math.Abs(x._number);

    public static Recorded<T> Max(Recorded<T> left, Recorded<T> right) =>
        Both(left, right, out Variable<T> x, out Variable<T> y) ? x.Maximum(y) : Math.Max(left._number, right._number);

    public static Recorded<T> Min(Recorded<T> left, Recorded<T> right) =>
        Both(left, right, out Variable<T> x, out Variable<T> y) ? x.Minimum(y) : Math.Min(left._number, right._number);

    public static Recorded<T> Sqrt(Recorded<T> x) => x._isVariable ? x._variable.Sqrt() : Math.Sqrt(x._number);

    public static Recorded<T> Exp(Recorded<T> x) => x._isVariable ? x._variable.Exp() : Math.Exp(x._number);

    public static Recorded<T> ExpM1(Recorded<T> x) => x._isVariable ? x._variable.ExpM1() : double.ExpM1(x._number);

    public static Recorded<T> Log(Recorded<T> x) => x._isVariable ? x._variable.Log() : Math.Log(x._number);

    public static Recorded<T> LogP1(Recorded<T> x) => x._isVariable ? x._variable.LogP1() : double.LogP1(x._number);

    public static Recorded<T> Tanh(Recorded<T> x) => x._isVariable ? x._variable.Tanh() : Math.Tanh(x._number);

    public static Recorded<T> Sigmoid(Recorded<T> x) =>
        x._isVariable ? x._variable.Sigmoid() : Lane1<double>.Sigmoid(x._number).Value;

    public static Recorded<T> Softplus(Recorded<T> x) =>
        x._isVariable ? x._variable.Softplus() : Lane1<double>.Softplus(x._number).Value;

    public static Recorded<T> Pow(Recorded<T> x, Recorded<T> y) => (x._isVariable, y._isVariable) switch
    {
        (true, false) => x._variable.Pow(y._number),
        (_, true) => x.On(y._variable.Tape).Pow(y._variable),
        _ => Math.Pow(x._number, y._number),
    };

    public static Recorded<T> Sin(Recorded<T> x) => x._isVariable ? x._variable.Sin() : Math.Sin(x._number);

    public static Recorded<T> Cos(Recorded<T> x) => x._isVariable ? x._variable.Cos() : Math.Cos(x._number);

    public static Recorded<T> Tan(Recorded<T> x) => x._isVariable ? x._variable.Tan() : Math.Tan(x._number);

    public static Recorded<T> Asin(Recorded<T> x) => x._isVariable ? x._variable.Asin() : Math.Asin(x._number);

    public static Recorded<T> Acos(Recorded<T> x) => x._isVariable ? x._variable.Acos() : Math.Acos(x._number);

    public static Recorded<T> Atan(Recorded<T> x) => x._isVariable ? x._variable.Atan() : Math.Atan(x._number);

    public static Recorded<T> Atan2(Recorded<T> y, Recorded<T> x) =>
        Both(y, x, out Variable<T> ordinate, out Variable<T> abscissa) ? ordinate.Atan2(abscissa) : Math.Atan2(y._number, x._number);

    public static Recorded<T> Sinh(Recorded<T> x) => x._isVariable ? x._variable.Sinh() : Math.Sinh(x._number);

    public static Recorded<T> Cosh(Recorded<T> x) => x._isVariable ? x._variable.Cosh() : Math.Cosh(x._number);

    public static Recorded<T> Erf(Recorded<T> x) => x._isVariable ? x._variable.Erf() : ErrorFunction.Erf(x._number);

    public static Recorded<T> Phi(Recorded<T> x) => x._isVariable ? x._variable.Phi() : NormalDistribution.Phi(x._number);

    public static Recorded<T> Gelu(Recorded<T> x) => x._isVariable ? x._variable.Gelu() : GaussianErrorLinear.Gelu(x._number);

    public static Recorded<T> Floor(Recorded<T> x) => x._isVariable ? x._variable.Floor() : Math.Floor(x._number);

    public static Recorded<T> Ceiling(Recorded<T> x) => x._isVariable ? x._variable.Ceiling() : Math.Ceiling(x._number);

    public static Recorded<T> Round(Recorded<T> x) => x._isVariable ? x._variable.Round() : Math.Round(x._number);

    /// <summary>The number as a variable: itself, or a constant.</summary>
    public Variable<T> On(Tape<T> tape) => _isVariable ? _variable : tape.Constant(T.CreateTruncating(_number));

    private static Recorded<T> Scale(Variable<T> x, double factor) => factor switch
    {
        0.0 => 0.0,
        1.0 => x,
        -1.0 => -x,
        _ => factor * x,
    };

    private static bool Both(Recorded<T> left, Recorded<T> right, out Variable<T> x, out Variable<T> y)
    {
        (x, y) = (left._variable, right._variable);
        if (left._isVariable != right._isVariable)
        {
            x = left.On(right._isVariable ? y.Tape : x.Tape);
            y = right.On(x.Tape);
        }

        return left._isVariable || right._isVariable;
    }

    private static Mask<Recorded<T>> Compare<F>(Recorded<T> left, Recorded<T> right, bool ofNumbers, F comparison)
        where F : unmanaged, IElementary2 => new(
            Both(left, right, out Variable<T> x, out Variable<T> y) ? Comparison.Record(x, y, comparison) : ofNumbers ? 1.0 : 0.0);
}
