using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Scalars;

/// <summary>A step of random scalar code: a function of the numbers in three registers, into the next register.</summary>
internal sealed record Step(int Function, int A, int B, int C);

/// <summary>
/// Random scalar code, the way people write it: functions of earlier numbers, branches and loops. The functions keep their arguments in their domain, and what
/// has kinks is used away from them.
/// </summary>
internal sealed record ScalarCode(double[] Inputs, Step[] Steps)
{
    public const int FunctionCount = 46;

    // Nearer to a kink than this a difference would see both sides.
    private const double Distance = 0.02;

    /// <summary>Whether all branches and kinks are away from equality; asked of the code at double.</summary>
    public bool IsSmooth
    {
        get
        {
            bool smooth = true;
            Run<double>(Inputs, (x, y) => smooth &= Math.Abs(x - y) > Distance);
            return smooth;
        }
    }

    public static ScalarCode Generate(Random random, int size)
    {
        ScalarCode code;
        do
        {
            int inputs = random.Next(1, 6);
            int steps = random.Next(1, 4 + (size / 4));
            code = new(
                [.. Enumerable.Range(0, inputs).Select(_ => Math.Round((random.NextDouble() * 3.0) - 1.5, 3))],
                [.. Enumerable.Range(0, steps).Select(step => new Step(random.Next(FunctionCount), random.Next(inputs + step), random.Next(inputs + step), random.Next(inputs + step)))]);
        }
        while (!code.IsSmooth);
        return code;
    }

    /// <summary>The code without one of its steps, where it stays smooth.</summary>
    public IEnumerable<ScalarCode> Shrink()
    {
        for (int index = Steps.Length - 1; index >= 0 && Steps.Length > 1; index--)
        {
            int gone = Inputs.Length + index;
            int Without(int register) => register >= gone ? register - 1 : register;
            ScalarCode shorter = this with
            {
                Steps = [.. Steps.Where((_, at) => at != index).Select(step => new Step(step.Function, Without(step.A), Without(step.B), Without(step.C)))],
            };
            if (shorter.IsSmooth)
            {
                yield return shorter;
            }
        }
    }

    public N Run<N>(ReadOnlySpan<N> x)
        where N : IFloatingPointIeee754<N> => Run(x, null);

    public override string ToString() => $"x = [{string.Join(", ", Inputs)}] {string.Join(" ", Steps.Select(step => $"({step.Function} {step.A} {step.B} {step.C})"))}";

    private N Run<N>(ReadOnlySpan<N> x, Action<N, N>? watch)
        where N : IFloatingPointIeee754<N>
    {
        List<N> registers = [.. x];
        foreach (Step step in Steps)
        {
            N y = Apply(step.Function, registers[step.A], registers[step.B], registers[step.C], watch);

            // Large numbers come back to moderate size, smoothly.
            registers.Add(y / N.Sqrt(N.One + (y * y * N.CreateChecked(0.04))));
        }

        N sum = N.Zero;
        for (int index = 0; index < registers.Count; index++)
        {
            sum += registers[index] * N.CreateChecked(0.5 + (0.1 * (index % 7)));
        }

        return sum;
    }

    private static N Apply<N>(int function, N a, N b, N c, Action<N, N>? watch)
        where N : IFloatingPointIeee754<N>
    {
        N half = N.CreateChecked(0.5);
        N two = N.CreateChecked(2);
        N positive = half + (b * b);
        N inside = N.CreateChecked(0.9) * a / N.Sqrt(N.One + (a * a));
        switch (function)
        {
            case 0:
                return a + b;
            case 1:
                return a - b;
            case 2:
                return a * b;
            case 3:
                return a / positive;
            case 4:
                return -a;
            case 5:
                return N.Sqrt(positive);
            case 6:
                return N.Cbrt(positive);
            case 7:
                return N.RootN(positive, 5);
            case 8:
                return N.Exp(inside);
            case 9:
                return N.Exp2(inside);
            case 10:
                return N.Exp10(inside);
            case 11:
                return N.ExpM1(inside);
            case 12:
                return N.Log(positive);
            case 13:
                return N.Log2(positive);
            case 14:
                return N.Log10(positive);
            case 15:
                return N.LogP1(positive);
            case 16:
                return N.Log(positive, two + (a * a));
            case 17:
                return N.Sin(a);
            case 18:
                return N.Cos(a);
            case 19:
                return N.Tan(inside);
            case 20:
                return N.SinPi(inside);
            case 21:
                return N.CosPi(inside);
            case 22:
                return N.Asin(inside);
            case 23:
                return N.Acos(inside);
            case 24:
                return N.Atan(a);
            case 25:
                return N.Atan2(a, positive);
            case 26:
                return N.Sinh(inside);
            case 27:
                return N.Cosh(inside);
            case 28:
                return N.Tanh(a);
            case 29:
                return N.Asinh(a);
            case 30:
                return N.Acosh(N.One + positive);
            case 31:
                return N.Atanh(inside);
            case 32:
                return N.Pow(positive, inside);
            case 33:
                return N.Pow(a, N.CreateChecked(3));
            case 34:
                return N.Hypot(a, positive);
            case 35:
                return N.FusedMultiplyAdd(a, b, c);
            case 36:
                return N.Lerp(a, b, c);
            case 37:
                watch?.Invoke(a, b);
                return N.Max(a, b);
            case 38:
                watch?.Invoke(a, b);
                return N.Min(a, b);
            case 39:
                watch?.Invoke(a, N.Zero);
                return N.Abs(a);
            case 40:
                watch?.Invoke(a, -half);
                watch?.Invoke(a, half);
                return N.Clamp(a, -half, half);
            case 41:
                watch?.Invoke(a, b);
                return a > b ? a * c : N.Sin(b);
            case 42:
                // Newton's iteration for the root of a positive number, as long as it moves; how often must not be a near thing.
                N root = N.One + positive;
                N rest = N.Abs((root * root) - positive);
                while (rest > N.CreateChecked(1e-3))
                {
                    watch?.Invoke(rest, N.CreateChecked(1e-3));
                    root = half * (root + (positive / root));
                    rest = N.Abs((root * root) - positive);
                }

                watch?.Invoke(rest > N.CreateChecked(1e-5) ? N.Zero : N.One, N.Zero);
                return root;
            case 43:
                return Fused.Dot<N>([a, b, c], [b, c, a]);
            case 44:
                return Fused.Polynomial<N>([a, N.One, b], inside);
            default:
                return Fused.Sum<N>([a, b, c, a]);
        }
    }
}
