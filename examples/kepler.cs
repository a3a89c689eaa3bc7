#:package MathNet.Numerics
#:package System.CommandLine
#:project ../src/Autodiff

// An orbit from noisy positions: a planet's motion is integrated step by step in ordinary generic-math C#, and the state that it started in
// and its star's gravity are fitted to what was seen. The derivatives go through every step of the integrator.

using System.CommandLine;
using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;
using Matrix = MathNet.Numerics.LinearAlgebra.Matrix<double>;
using Vector = MathNet.Numerics.LinearAlgebra.Vector<double>;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<int> seedOption = new("--seed") { Description = "The seed of the noise.", DefaultValueFactory = _ => 1 };
Option<bool> quickOption = new("--quick") { Description = "Fewer observations." };
RootCommand command = new("Fits an orbit through an integrator to noisy positions.") { seedOption, quickOption };
command.SetAction(arguments => Run(arguments.GetValue(seedOption), arguments.GetValue(quickOption)));
return command.Parse(args).Invoke();

static int Run(int seed, bool quick)
{
    // 1. The truth, in astronomical units and years, by Kepler's equation, which knows nothing of the integrator; and what was seen of it.
    const double Noise = 1e-3;
    Ellipse ellipse = new(SemiMajorAxis: 1.5, Eccentricity: 0.4, Gravity: 4.0 * Math.PI * Math.PI);
    double[] truth = [.. ellipse.StateAt(0.2), ellipse.Gravity];
    int count = quick ? 40 : 120;
    double interval = 1.3 * ellipse.Period / count;
    double[] positions = [.. Enumerable.Range(1, count).SelectMany(index => ellipse.StateAt(0.2 + (index * interval))[..2])];
    Random random = new(seed);
    Observations seen = new([.. positions.Select(position => position + (Noise * Gaussian(random)))], interval);

    double[] integrated = new double[positions.Length];
    seen.Positions<double>(truth, integrated);
    double error = integrated.Zip(positions, (left, right) => Math.Abs(left - right)).Max();
    Console.WriteLine($"{count} observations over {count * interval:F2} years, noise {Noise}; error of the integrator {error:E1}");

    // 2. Gauss and Newton's method, damped as Levenberg and Marquardt do: residuals and their Jacobian by forward mode.
    double[] x = [.. truth.Select((parameter, index) => parameter * (1.0 + (0.05 * Math.Cos(2.0 * index))))];
    double damping = 1e-3;
    (Vector residuals, Matrix jacobian) = Linearize(seen, x);
    Console.WriteLine();
    Console.WriteLine("  step   mean square    damping   axis    eccentricity   gravity");
    for (int step = 0; ; step++)
    {
        Console.WriteLine($"  {step,4}  {residuals.DotProduct(residuals) / residuals.Count,12:E4}  {damping,9:E1} {Shape(x)}");
        Matrix normal = jacobian.TransposeThisAndMultiply(jacobian);
        Vector descent = jacobian.TransposeThisAndMultiply(-residuals);
        Vector change = (normal + (damping * Matrix.Build.DiagonalOfDiagonalVector(normal.Diagonal()))).Solve(descent);
        if (change.L2Norm() < 1e-10 || step == 50)
        {
            break;
        }

        double[] next = [.. x.Zip(change, (parameter, by) => parameter + by)];
        (Vector nextResiduals, Matrix nextJacobian) = Linearize(seen, next);
        bool isBetter = nextResiduals.L2Norm() <= residuals.L2Norm();
        damping *= isBetter ? 0.1 : 10.0;
        if (isBetter)
        {
            (x, residuals, jacobian) = (next, nextResiduals, nextJacobian);
        }
    }

    // 3. Reverse mode goes through the same integrator: the gradient of half the sum of squares is the Jacobian's transpose times the residuals.
    double[] elsewhere = [.. truth.Select(parameter => 1.01 * parameter)];
    double[] gradient = Differentiate.Gradient(seen.HalfSquares<Scalar<double>>, elsewhere);
    (residuals, Matrix slopes) = Linearize(seen, elsewhere);
    Vector expected = slopes.TransposeThisAndMultiply(residuals);
    double difference = (Vector.Build.Dense(gradient) - expected).L2Norm() / expected.L2Norm();
    Console.WriteLine($"gradient by reverse mode against forward mode: {difference:E1}");
    if (!(difference < 1e-10))
    {
        Console.Error.WriteLine($"They should agree: ({string.Join(", ", gradient)}) and {expected}");
        return 1;
    }

    // 4. The truth must lie within what the noise allows: the inverse of J'J says how far.
    Matrix covariance = jacobian.TransposeThisAndMultiply(jacobian).Inverse() * (Noise * Noise);
    string[] names = ["position x", "position y", "velocity x", "velocity y", "gravity"];
    Console.WriteLine();
    Console.WriteLine("                    fitted         true   off by   standard error");
    int result = 0;
    for (int index = 0; index < truth.Length; index++)
    {
        double deviation = Math.Sqrt(covariance[index, index]);
        Console.WriteLine($"  {names[index],-12} {x[index],12:F6} {truth[index],12:F6} {x[index] - truth[index],8:F5} {deviation,16:F5}");
        if (!(Math.Abs(x[index] - truth[index]) < 5.0 * deviation && deviation < 0.01 * ellipse.Gravity))
        {
            Console.Error.WriteLine($"{names[index]}: fitted {x[index]:R}, true {truth[index]:R}, standard error {deviation:R}");
            result = 1;
        }
    }

    return result;
}

static (Vector Residuals, Matrix Jacobian) Linearize(Observations seen, double[] x)
{
    double[] residuals = new double[seen.Measured.Length];
    seen.Residuals<double>(x, residuals);
    double[,] jacobian = Differentiate.Jacobian(seen.Residuals<Dual<double>>, x, residuals.Length);
    return (Vector.Build.Dense(residuals), Matrix.Build.DenseOfArray(jacobian));
}

// Semi-major axis and eccentricity of the orbit that goes through a state, and the gravity.
static string Shape(double[] x)
{
    double distance = Math.Sqrt((x[0] * x[0]) + (x[1] * x[1]));
    double axis = 1.0 / ((2.0 / distance) - (((x[2] * x[2]) + (x[3] * x[3])) / x[4]));
    double momentum = (x[0] * x[3]) - (x[1] * x[2]);
    return $"{axis,7:F4} {Math.Sqrt(1.0 - (momentum * momentum / (x[4] * axis))),13:F4} {x[4],11:F4}";
}

// Box and Muller; 1 - u is never 0.
static double Gaussian(Random random) => Math.Sqrt(-2.0 * Math.Log(1.0 - random.NextDouble())) * Math.Cos(2.0 * Math.PI * random.NextDouble());

/// <summary>Where the planet is, where it goes, and how that changes: x'' = -gravity x / |x|^3.</summary>
internal readonly record struct State<T>(T X, T Y, T VelocityX, T VelocityY)
    where T : IFloatingPointIeee754<T>
{
    public static State<T> operator +(State<T> left, State<T> right) =>
        new(left.X + right.X, left.Y + right.Y, left.VelocityX + right.VelocityX, left.VelocityY + right.VelocityY);

    public static State<T> operator *(T factor, State<T> state) =>
        new(factor * state.X, factor * state.Y, factor * state.VelocityX, factor * state.VelocityY);

    /// <summary>The derivative by time.</summary>
    public State<T> Rate(T gravity)
    {
        T square = (X * X) + (Y * Y);
        T pull = -gravity / (square * T.Sqrt(square));
        return new(VelocityX, VelocityY, pull * X, pull * Y);
    }

    /// <summary>One step of the classical method of Runge and Kutta.</summary>
    public State<T> Step(T gravity, T time)
    {
        T half = time / T.CreateChecked(2);
        State<T> first = Rate(gravity);
        State<T> second = (this + (half * first)).Rate(gravity);
        State<T> third = (this + (half * second)).Rate(gravity);
        State<T> fourth = (this + (time * third)).Rate(gravity);
        return this + (time / T.CreateChecked(6) * (first + fourth)) + (time / T.CreateChecked(3) * (second + third));
    }
}

/// <summary>Positions x, y that were seen in equal intervals of time.</summary>
internal sealed record Observations(double[] Measured, double Interval)
{
    private const int StepsBetween = 12;

    /// <summary>The positions at each time, from the state at the start and the gravity.</summary>
    public void Positions<T>(ReadOnlySpan<T> parameters, Span<T> positions)
        where T : IFloatingPointIeee754<T>
    {
        State<T> state = new(parameters[0], parameters[1], parameters[2], parameters[3]);
        for (int index = 0; index < positions.Length; index += 2)
        {
            for (int step = 0; step < StepsBetween; step++)
            {
                state = state.Step(parameters[4], T.CreateChecked(Interval / StepsBetween));
            }

            (positions[index], positions[index + 1]) = (state.X, state.Y);
        }
    }

    /// <summary>What the positions are off by.</summary>
    public void Residuals<T>(ReadOnlySpan<T> parameters, Span<T> residuals)
        where T : IFloatingPointIeee754<T>
    {
        Positions(parameters, residuals);
        for (int index = 0; index < residuals.Length; index++)
        {
            residuals[index] -= T.CreateChecked(Measured[index]);
        }
    }

    /// <summary>Half the sum of squares of the residuals.</summary>
    public T HalfSquares<T>(ReadOnlySpan<T> parameters)
        where T : IFloatingPointIeee754<T>
    {
        T[] residuals = new T[Measured.Length];
        Residuals<T>(parameters, residuals);
        return Fused.Dot<T>(residuals, residuals) / T.CreateChecked(2);
    }
}

/// <summary>An orbit around a star at the origin, which is one focus.</summary>
internal sealed record Ellipse(double SemiMajorAxis, double Eccentricity, double Gravity)
{
    private const double Turn = 0.7;

    /// <summary>Kepler's third law.</summary>
    public double Period => 2.0 * Math.PI * Math.Sqrt(SemiMajorAxis * SemiMajorAxis * SemiMajorAxis / Gravity);

    /// <summary>Position and velocity so long after the planet was nearest to the star.</summary>
    public double[] StateAt(double time)
    {
        // Kepler's equation M = E - e sin E, by Newton's method.
        double meanAnomaly = 2.0 * Math.PI * time / Period;
        double anomaly = meanAnomaly;
        for (int step = 0; step < 30; step++)
        {
            anomaly -= (anomaly - (Eccentricity * Math.Sin(anomaly)) - meanAnomaly) / (1.0 - (Eccentricity * Math.Cos(anomaly)));
        }

        double minor = SemiMajorAxis * Math.Sqrt(1.0 - (Eccentricity * Eccentricity));
        double rate = 2.0 * Math.PI / Period / (1.0 - (Eccentricity * Math.Cos(anomaly)));
        (double x, double y) = (SemiMajorAxis * (Math.Cos(anomaly) - Eccentricity), minor * Math.Sin(anomaly));
        (double velocityX, double velocityY) = (-SemiMajorAxis * rate * Math.Sin(anomaly), minor * rate * Math.Cos(anomaly));
        (double sin, double cos) = Math.SinCos(Turn);
        return [(cos * x) - (sin * y), (sin * x) + (cos * y), (cos * velocityX) - (sin * velocityY), (sin * velocityX) + (cos * velocityY)];
    }
}
