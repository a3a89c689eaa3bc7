using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Scalars;

/// <summary>The same function of scalars and of arrays: the same value and the same slopes at every finite number, kinks and special points included.</summary>
public class ScalarVariableProperties
{
    private static readonly double[] _special = [0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 1e-8, -1e-8, 1e8, 30.0, -30.0, 800.0, -800.0];

    private static readonly Dictionary<string, (Func<Variable<double>, Variable<double>> Array, Func<Scalar<double>, Scalar<double>> Scalar)> _unary = new()
    {
        ["abs"] = (x => x.Abs(), Scalar<double>.Abs),
        ["acos"] = (x => x.Acos(), Scalar<double>.Acos),
        ["asin"] = (x => x.Asin(), Scalar<double>.Asin),
        ["atan"] = (x => x.Atan(), Scalar<double>.Atan),
        ["ceiling"] = (x => x.Ceiling(), Scalar<double>.Ceiling),
        ["clamp"] = (x => x.Clamp(-1.0, 1.0), x => Scalar<double>.Clamp(x, -1.0, 1.0)),
        ["cos"] = (x => x.Cos(), Scalar<double>.Cos),
        ["cosh"] = (x => x.Cosh(), Scalar<double>.Cosh),
        ["exp"] = (x => x.Exp(), Scalar<double>.Exp),
        ["expm1"] = (x => x.ExpM1(), Scalar<double>.ExpM1),
        ["floor"] = (x => x.Floor(), Scalar<double>.Floor),
        ["log"] = (x => x.Log(), Scalar<double>.Log),
        ["logp1"] = (x => x.LogP1(), Scalar<double>.LogP1),
        ["negate"] = (x => -x, x => -x),
        ["power 0"] = (x => x.Pow(0.0), x => Scalar<double>.Pow(x, 0.0)),
        ["power 1"] = (x => x.Pow(1.0), x => Scalar<double>.Pow(x, 1.0)),
        ["power 2"] = (x => x.Pow(2.0), x => Scalar<double>.Pow(x, 2.0)),
        ["power 3"] = (x => x.Pow(3.0), x => Scalar<double>.Pow(x, 3.0)),
        ["power 1/2"] = (x => x.Pow(0.5), x => Scalar<double>.Pow(x, 0.5)),
        ["power -1"] = (x => x.Pow(-1.0), x => Scalar<double>.Pow(x, -1.0)),
        ["reciprocal"] = (x => x.Reciprocal(), x => 1.0 / x),
        ["round"] = (x => x.Round(), x => Scalar<double>.Round(x, 0, MidpointRounding.ToEven)),
        ["sin"] = (x => x.Sin(), Scalar<double>.Sin),
        ["sinh"] = (x => x.Sinh(), Scalar<double>.Sinh),
        ["sqrt"] = (x => x.Sqrt(), Scalar<double>.Sqrt),
        ["tan"] = (x => x.Tan(), Scalar<double>.Tan),
        ["tanh"] = (x => x.Tanh(), Scalar<double>.Tanh),
    };

    private static readonly Dictionary<string, (Func<Variable<double>, Variable<double>, Variable<double>> Array, Func<Scalar<double>, Scalar<double>, Scalar<double>> Scalar)> _binary = new()
    {
        ["add"] = ((x, y) => x + y, (x, y) => x + y),
        ["subtract"] = ((x, y) => x - y, (x, y) => x - y),
        ["multiply"] = ((x, y) => x * y, (x, y) => x * y),
        ["divide"] = ((x, y) => x / y, (x, y) => x / y),
        ["power"] = ((x, y) => x.Pow(y), Scalar<double>.Pow),
        ["maximum"] = ((x, y) => x.Maximum(y), Scalar<double>.Max),
        ["minimum"] = ((x, y) => x.Minimum(y), Scalar<double>.Min),
        ["atan2"] = ((x, y) => x.Atan2(y), Scalar<double>.Atan2),
    };

    public static TheoryData<string> Unary => [.. _unary.Keys];

    public static TheoryData<string> Binary => [.. _binary.Keys];

    [Theory]
    [MemberData(nameof(Unary))]
    public void A_function_of_one_number(string name) => Check($"unary {name}", number =>
    {
        double x = number[0];
        Tape<double> tape = new();
        Variable<double> array = tape.Variable(x);
        Scalar<double> scalar = tape.Scalar(x);
        Variable<double> fromArray = _unary[name].Array(array);
        Scalar<double> fromScalar = _unary[name].Scalar(scalar);
        Same($"{name}({x})", fromArray.Item(), fromScalar.Value);
        Same($"{name}'({x})", fromArray.Gradients()[array][0], fromScalar.Gradients()[scalar]);
    });

    [Theory]
    [MemberData(nameof(Binary))]
    public void A_function_of_two_numbers(string name) => Check($"binary {name}", number =>
    {
        (double x, double y) = (number[0], number[1]);
        Tape<double> tape = new();
        Variable<double>[] arrays = [tape.Variable(x), tape.Variable(y)];
        Scalar<double>[] scalars = tape.Scalars([x, y]);
        Variable<double> fromArray = _binary[name].Array(arrays[0], arrays[1]);
        Scalar<double> fromScalar = _binary[name].Scalar(scalars[0], scalars[1]);
        Same($"{name}({x}, {y})", fromArray.Item(), fromScalar.Value);
        for (int operand = 0; operand < 2; operand++)
        {
            Same($"slope {operand} of {name}({x}, {y})", fromArray.Gradients()[arrays[operand]][0], fromScalar.Gradients()[scalars[operand]]);
        }
    });

    private static void Check(string name, Action<double[]> body) =>
        Property.Check($"{nameof(ScalarVariableProperties)}.{name}", (random, _) => new[] { Draw(random), Draw(random) }, _ => [], body, 4 * Settings.Cases);

    private static double Draw(Random random) => random.Next(3) == 0
        ? _special[random.Next(_special.Length)]
        : Math.Round((random.NextDouble() - 0.5) * 8.0, 2);

    private static void Same(string what, double expected, double actual)
    {
        // Where there is no slope (the angle of the origin, a power of a negative number towards its exponent) scalars may have one by convention.
        bool isOpen = double.IsNaN(expected) && what.StartsWith("slope", StringComparison.Ordinal);
        if (!isOpen && !(expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-14 * Math.Max(1.0, Math.Abs(expected))))
        {
            throw new PropertyFailedException($"{what}: the array has {expected:R}, the scalar {actual:R}.");
        }
    }
}
