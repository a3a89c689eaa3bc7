#:package System.CommandLine
#:project ../src/Autodiff

// Rosenbrock's valley, written as ordinary generic-math C# that knows nothing of derivatives: its gradient, its derivative along a
// direction and its Hessian-vector products are taken of the same lines, and Newton's method goes down the valley with them.

using System.CommandLine;
using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<int> seedOption = new("--seed") { Description = "The seed of the start.", DefaultValueFactory = _ => 1 };
Option<bool> quickOption = new("--quick") { Description = "Fewer variables." };
RootCommand command = new("Minimizes Rosenbrock's function by Newton's method, with derivatives of plain C#.") { seedOption, quickOption };
command.SetAction(arguments => Run(arguments.GetValue(seedOption), arguments.GetValue(quickOption)));
return command.Parse(args).Invoke();

static int Run(int seed, bool quick)
{
    // 1. The number type says which derivative: Scalar records for reverse mode, Dual carries a tangent, one in the other does both.
    double[] at = [1.2, 1.0];
    double[] along = [1.0, -1.0];
    double[] gradient = Differentiate.Gradient(Rosenbrock<Scalar<double>>, at);
    double[] slope = Differentiate.JacobianVectorProduct(Rosenbrock<Dual<double>>, at, along);
    double[] curvature = Differentiate.HessianVectorProduct(Rosenbrock<Scalar<Dual<double>>>, at, along);
    Console.WriteLine($"at (1.2, 1): value {Rosenbrock<double>(at):F4}, gradient ({gradient[0]:F4}, {gradient[1]:F4})");
    Console.WriteLine($"along (1, -1): slope {slope[0]:F4}, Hessian times direction ({curvature[0]:F4}, {curvature[1]:F4})");

    // By hand: 400 x (x^2 - y) - 2 (1 - x) and 200 (y - x^2); 1200 x^2 - 400 y + 2, -400 x and 200.
    bool agree = Agrees("gradient", gradient, [211.6, -88.0], 1e-12)
        & Agrees("slope", slope, [299.6], 1e-12)
        & Agrees("Hessian-vector product", curvature, [1810.0, -680.0], 1e-12);
    if (!agree)
    {
        return 1;
    }

    // 2. Newton's method: the Hessian is never formed, each step is found from its products with vectors alone.
    int size = quick ? 20 : 200;
    Random random = new(seed);
    double[] x = [.. Enumerable.Range(0, size).Select(_ => 2.0 * random.NextDouble())];
    Console.WriteLine();
    Console.WriteLine($"{size} variables");
    Console.WriteLine("  step         value    |gradient|   products");
    int products = 0;
    for (int step = 0; ; step++)
    {
        var (value, descent) = Differentiate.ValueAndGradient(Rosenbrock<Scalar<double>>, x);
        double length = Math.Sqrt(Dot(descent, descent));
        bool isLast = length < 1e-9 || step == 1000;
        if (isLast || step % 5 == 0)
        {
            Console.WriteLine($"  {step,4}  {value,12:E4}  {length,12:E4} {products,10}");
        }

        if (isLast)
        {
            return Agrees("minimum", x, [.. Enumerable.Repeat(1.0, size)], 1e-6) ? 0 : 1;
        }

        double[] direction = NewtonDirection(x, descent, length, ref products);
        x = LineSearch(x, value, direction, Dot(descent, direction));
    }
}

static T Rosenbrock<T>(ReadOnlySpan<T> x)
    where T : INumber<T>
{
    T sum = T.Zero;
    for (int i = 0; i + 1 < x.Length; i++)
    {
        T valley = x[i + 1] - (x[i] * x[i]);
        T distance = T.One - x[i];
        sum += (T.CreateChecked(100) * valley * valley) + (distance * distance);
    }

    return sum;
}

// Solves (Hessian) direction = -gradient by conjugate gradients, until it is close enough or the function curves downwards.
static double[] NewtonDirection(double[] x, double[] gradient, double length, ref int products)
{
    double[] direction = new double[x.Length];
    double[] residual = [.. gradient.Select(entry => -entry)];
    double[] search = residual;
    double square = length * length;
    double goal = square * Math.Min(0.1, square);
    for (bool isFirst = true; square > goal; isFirst = false)
    {
        double[] image = Differentiate.HessianVectorProduct(Rosenbrock<Scalar<Dual<double>>>, x, search);
        products++;
        double curvature = Dot(search, image);
        if (curvature <= 0.0)
        {
            return isFirst ? search : direction;
        }

        double along = square / curvature;
        direction = Plus(direction, along, search);
        residual = Plus(residual, -along, image);
        double next = Dot(residual, residual);
        search = Plus(residual, next / square, search);
        square = next;
    }

    return direction;
}

// Halves the step until the value falls.
static double[] LineSearch(double[] x, double value, double[] direction, double slope)
{
    double step = 1.0;
    while (Rosenbrock<double>(Plus(x, step, direction)) > value + (1e-4 * step * slope) && step > 1e-12)
    {
        step /= 2.0;
    }

    return Plus(x, step, direction);
}

static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();

static double[] Plus(double[] x, double factor, double[] direction) => [.. x.Zip(direction, (entry, change) => entry + (factor * change))];

static bool Agrees(string what, double[] found, double[] expected, double tolerance)
{
    // Written so that a NaN disagrees.
    bool agrees = found.Zip(expected, (left, right) => Math.Abs(left - right) <= tolerance * Math.Max(1.0, Math.Abs(right))).All(near => near);
    if (!agrees)
    {
        Console.Error.WriteLine($"{what}: found ({string.Join(", ", found)}), expected ({string.Join(", ", expected)})");
    }

    return agrees;
}
