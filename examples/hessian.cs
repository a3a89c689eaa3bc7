#:package MathNet.Numerics
#:package System.CommandLine
#:project ../src/Autodiff
#:project ../src/Nn
#:project ../src/Optim

// The curvature of a loss: all eigenvalues of the Hessian of a network with 100 parameters, before and after it has learned, and
// its greatest eigenvalue once more from Hessian-vector products alone, which never form the Hessian.

using System.CommandLine;
using System.Globalization;
using AutoGrad.Autodiff;
using AutoGrad.Nn;
using AutoGrad.Optim;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<int> seedOption = new("--seed") { Description = "The seed of the data and of the initial weights.", DefaultValueFactory = _ => 1 };
Option<bool> quickOption = new("--quick") { Description = "Train for fewer steps." };
RootCommand command = new("The eigenvalues of the Hessian of a network with 100 parameters.") { seedOption, quickOption };
command.SetAction(arguments => Run(arguments.GetValue(seedOption), arguments.GetValue(quickOption)));
return command.Parse(args).Invoke();

static int Run(int seed, bool quick)
{
    // 1. Four clouds of points in three dimensions, and a network of 3 * 12 + 12 + 12 * 4 + 4 = 100 parameters.
    (double[] points, int[] labels) = Clouds(seed, count: 160);
    Mlp<double> model = new([3, 12, 4], Activation.Tanh, seed: seed);
    Variable<double> Error(Tape<double> tape) => Loss.CrossEntropy(model.Forward(tape.Constant(points, [labels.Length, 3])), labels);
    Console.WriteLine($"{model.Parameters.Sum(parameter => parameter.Length)} parameters");
    Console.WriteLine("                 loss   smallest    largest   below 0   near 0   above 0");
    Show("before training", Error, model);

    // 2. Training.
    Adam<double> optimizer = new(model.Parameters, learningRate: 0.02);
    Tape<double> tape = new();
    for (int step = 0; step < (quick ? 100 : 500); step++)
    {
        tape.Reset();
        optimizer.Step(Error(tape).Gradients());
    }

    Vector<double> eigenvalues = Show("after training", Error, model);
    Console.WriteLine("13 are 0 wherever one looks: adding a number to all four logits changes no probability, and 12 weights and a bias can do it.");

    // 3. The greatest eigenvalue by power iteration: each step is one Hessian-vector product, forward over reverse.
    double[] direction = [.. Enumerable.Range(0, 100).Select(index => Math.Sin(index + 1.0))];
    double greatest = 0.0;
    for (int step = 0; step < 200; step++)
    {
        double length = Math.Sqrt(direction.Sum(entry => entry * entry));
        direction = [.. direction.Select(entry => entry / length)];
        double[] product = Differentiate.HessianVectorProduct(model.Parameters, Error, direction);
        greatest = product.Zip(direction, (left, right) => left * right).Sum();
        direction = product;
    }

    double expected = eigenvalues.Maximum();
    Console.WriteLine($"largest by power iteration: {greatest:F6}, from the whole Hessian: {expected:F6}");
    if (Math.Abs(greatest - expected) > 1e-3 * expected)
    {
        Console.Error.WriteLine($"They should agree: {greatest} and {expected}");
        return 1;
    }

    return 0;
}

static Vector<double> Show(string when, Func<Tape<double>, Variable<double>> error, Mlp<double> model)
{
    double[,] hessian = Differentiate.Hessian(model.Parameters, error);
    Evd<double> decomposition = Matrix<double>.Build.DenseOfArray(hessian).Evd(Symmetricity.Symmetric);
    Vector<double> eigenvalues = decomposition.EigenValues.Map(value => value.Real);
    double near = 1e-6 * eigenvalues.AbsoluteMaximum();
    Console.WriteLine(
        $"{when,-15} {error(new Tape<double>()).Item(),6:F4} {eigenvalues.Minimum(),10:F6} {eigenvalues.Maximum(),10:F6} "
        + $"{eigenvalues.Count(value => value < -near),9} {eigenvalues.Count(value => Math.Abs(value) <= near),8} {eigenvalues.Count(value => value > near),9}");
    return eigenvalues;
}

static (double[] Points, int[] Labels) Clouds(int seed, int count)
{
    Random random = new(seed);
    double[,] centres = { { 1, 1, 1 }, { 1, -1, -1 }, { -1, 1, -1 }, { -1, -1, 1 } };
    int[] labels = [.. Enumerable.Range(0, count).Select(index => index % 4)];
    double[] points = [.. labels.SelectMany(label => Enumerable.Range(0, 3).Select(axis => centres[label, axis] + random.NextDouble() - random.NextDouble()))];
    return (points, labels);
}
