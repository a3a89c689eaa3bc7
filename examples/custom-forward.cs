#:package System.CommandLine
#:project ../src/Autodiff

// A forward pass of your own: an ordinary C# function on variables. Its gradient, its Hessian, its equations and its check
// come for free, and so does the derivative of a pointwise function that AutoGrad has never heard of.

using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<int> seedOption = new("--seed") { Description = "The seed of the measurements' noise.", DefaultValueFactory = _ => 1 };
Option<bool> quickOption = new("--quick") { Description = "Fit with fewer steps." };
RootCommand command = new("Fits a damped oscillation through a forward pass written by hand.") { seedOption, quickOption };
command.SetAction(arguments => Run(arguments.GetValue(seedOption), arguments.GetValue(quickOption)));
return command.Parse(args).Invoke();

static int Run(int seed, bool quick)
{
    // 1. A function, its gradient, and the check of the gradient.
    double[] x = [0.5, -2.0, 1.5];
    double[] gradient = Differentiate.Gradient<double>(Energy, x);
    Console.WriteLine($"energy' at ({string.Join(", ", x)}) = ({string.Join(", ", gradient.Select(g => g.ToString("F6")))})");
    GradientReport report = GradientCheck.Compare<double>(Energy, x);
    Console.WriteLine($"check: {report}");
    GradientCheck.Verify<double>(Energy, x);
    double[,] hessian = Differentiate.Hessian<double>(Energy, x);
    Console.WriteLine($"energy'' is symmetric to {Math.Abs(hessian[0, 2] - hessian[2, 0]):G2}");

    // 2. The same function on a tape of its own: the equations that were recorded, and those that were generated.
    Tape<double> tape = new();
    Variable<double> energy = Energy(tape.Variable(x, [3], "x")).Named("E");
    Console.WriteLine();
    Console.Write(tape.Describe(energy));

    // 3. A forward pass with parameters: y(t) = amplitude e^(-decay t) swish(t), fitted to noisy measurements.
    Random random = new(seed);
    double[] times = [.. Enumerable.Range(0, 40).Select(i => (i * 0.15) - 2.0)];
    double[] measured = [.. times.Select(t => (2.0 * Math.Exp(-0.4 * t) * t / (1.0 + Math.Exp(-3.0 * t))) + (0.01 * (random.NextDouble() - 0.5)))];
    Parameter<double> amplitude = Parameter<double>.Ones("amplitude", []);
    Parameter<double> decay = Parameter<double>.Zeros("decay", []);
    Variable<double> Loss(Tape<double> on)
    {
        Variable<double> t = on.Constant(times, [times.Length]);
        Variable<double> model = amplitude * (-t * decay).Exp() * t.Map(new Swish(3.0));
        return (model - on.Constant(measured, [measured.Length])).Square().Mean();
    }

    GradientCheck.Verify([amplitude, decay], Loss);
    int steps = quick ? 1500 : 3000;
    double loss = 0.0;
    for (int step = 0; step < steps; step++)
    {
        tape.Reset();
        Variable<double> result = Loss(tape);
        loss = result.Item();
        Gradients<double> gradients = result.Gradients();
        foreach (Parameter<double> parameter in (Parameter<double>[])[amplitude, decay])
        {
            double slope = gradients[parameter][0];
            parameter.Update()[0] -= 0.05 * slope;
        }
    }

    Console.WriteLine();
    Console.WriteLine($"after {steps} steps: amplitude {amplitude.Values[0]:F3} (true 2), decay {decay.Values[0]:F3} (true 0.4), loss {loss:G3}");
    return Math.Abs(amplitude.Values[0] - 2.0) < 0.05 && Math.Abs(decay.Values[0] - 0.4) < 0.05 ? 0 : 1;
}

// Any code on variables will do: loops, branches and calls are simply executed.
static Variable<double> Energy(Variable<double> x)
{
    Variable<double> well = (x.Square() - 1.0).Square().Sum();
    Variable<double> coupling = (x * x.Tanh()).Sum();
    return well + (0.5 * coupling.Exp().LogP1());
}

/// <summary>t sigmoid(steepness t): one forward line; its SIMD kernels and its derivatives follow from it.</summary>
internal readonly struct Swish(double steepness) : IPointwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N t)
        where N : struct, IReal<N> => t * N.Sigmoid(steepness * t);
}
