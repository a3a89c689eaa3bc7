using AutoGrad.Autodiff;
using AutoGrad.Optim;
using AutoGrad.Viz;

namespace AutoGrad.Lessons;

/// <summary>A surface E(x, y), as recorded on a tape.</summary>
/// <param name="x">Across.</param>
/// <param name="y">Up.</param>
public delegate Variable<double> Surface(Variable<double> x, Variable<double> y);

/// <summary>The path of an optimizer over a surface: index 0 is the start, index t is where it stands after t steps.</summary>
/// <param name="Name">What the path is called.</param>
/// <param name="X">The first parameter.</param>
/// <param name="Y">The second parameter.</param>
/// <param name="E">The height there.</param>
public sealed record Descent(string Name, double[] X, double[] Y, double[] E)
{
    // A browser cannot place what is farther away.
    private const double Farthest = 1e6;

    /// <summary>The path as contours take it; where it runs off to infinity it has a gap.</summary>
    public Series Path => new(Name, Array.ConvertAll(X, Shown), Array.ConvertAll(Y, Shown));

    /// <summary>The height over the steps, as lines take it.</summary>
    public Series Curve => new(Name, E);

    /// <summary>How long the path is across both parameters.</summary>
    public double Length => Enumerable.Range(1, X.Length - 1).Sum(step => double.Hypot(X[step] - X[step - 1], Y[step] - Y[step - 1]));

    /// <summary>How long it is in y alone: how much it swings up and down.</summary>
    public double LengthInY => Enumerable.Range(1, Y.Length - 1).Sum(step => Math.Abs(Y[step] - Y[step - 1]));

    /// <summary>At how many steps the height rose.</summary>
    public int Rises => Enumerable.Range(1, E.Length - 1).Count(step => E[step] > E[step - 1]);

    /// <summary>How far the last point is from another one.</summary>
    public double DistanceTo(double x, double y) => double.Hypot(X[^1] - x, Y[^1] - y);

    /// <summary>Goes down a surface.</summary>
    /// <param name="name">What the path is called.</param>
    /// <param name="surface">The surface.</param>
    /// <param name="start">Where it starts.</param>
    /// <param name="rule">The optimizer of the parameters that it is given.</param>
    /// <param name="steps">How many steps it makes.</param>
    /// <param name="clip">The greatest norm that a gradient keeps; unless told none is clipped.</param>
    /// <param name="noise">What is added to each gradient, drawn anew at each step; unless told nothing.</param>
    /// <param name="before">Is told the number of each step before it, from 0, for an optimizer whose settings change.</param>
    public static Descent Along(
        string name,
        Surface surface,
        (double X, double Y) start,
        Func<IReadOnlyList<Parameter<double>>, Optimizer<double>> rule,
        int steps,
        double? clip = null,
        Func<double>? noise = null,
        Action<int>? before = null)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(rule);
        Parameter<double> x = new("x", [start.X], []);
        Parameter<double> y = new("y", [start.Y], []);
        Optimizer<double> optimizer = rule([x, y]);
        GradientAccumulator<double> gradients = new([x, y]);
        Tape<double> tape = new();
        Descent descent = new(name, new double[steps + 1], new double[steps + 1], new double[steps + 1]);
        for (int step = 0; ; step++)
        {
            (descent.X[step], descent.Y[step]) = (x.Values[0], y.Values[0]);
            descent.E[step] = Height().Item();
            if (step == steps)
            {
                return descent;
            }

            before?.Invoke(step);
            optimizer.Step(() =>
            {
                gradients.Clear();
                Variable<double> height = Height();
                gradients.Add((noise is null ? height : height + (noise() * tape.Variable(x)) + (noise() * tape.Variable(y))).Gradients());
                if (clip is { } most)
                {
                    gradients.ClipNorm(most);
                }

                return gradients;
            });
        }

        Variable<double> Height()
        {
            tape.Reset();
            return surface(tape.Variable(x), tape.Variable(y));
        }
    }

    /// <summary>The six optimizers on one surface, each with a rate of its own.</summary>
    /// <param name="surface">The surface.</param>
    /// <param name="start">Where they start.</param>
    /// <param name="steps">How many steps each makes.</param>
    /// <param name="plain">The rate of plain descent.</param>
    /// <param name="momentum">The rate of momentum and Nesterov.</param>
    /// <param name="adagrad">The rate of Adagrad, which falls.</param>
    /// <param name="rmsProp">The rate of RMSProp.</param>
    /// <param name="adam">The rate of Adam.</param>
    public static Descent[] Race(
        Surface surface, (double X, double Y) start, int steps, double plain, double momentum, double adagrad, double rmsProp, double adam) =>
    [
        Along("gradient descent", surface, start, theta => new GradientDescent<double>(theta, plain), steps),
        Along("momentum", surface, start, theta => new Momentum<double>(theta, momentum), steps),
        Along("Nesterov", surface, start, theta => new Nesterov<double>(theta, momentum), steps),
        Along("Adagrad", surface, start, theta => new Adagrad<double>(theta, adagrad), steps),
        Along("RMSProp", surface, start, theta => new RmsProp<double>(theta, rmsProp), steps),
        Along("Adam", surface, start, theta => new Adam<double>(theta, adam), steps),
    ];

    /// <summary>The heights of a surface over a rectangle, for contours.</summary>
    /// <param name="surface">The surface.</param>
    /// <param name="x">From where to where, across.</param>
    /// <param name="y">From where to where, up.</param>
    public static Grid Map(Surface surface, (double Low, double High) x, (double Low, double High) y)
    {
        const int Steps = 81;
        Tape<double> tape = new();
        return Grid.Of(Grid.Evenly(x.Low, x.High, Steps), Grid.Evenly(y.Low, y.High, Steps), (across, up) =>
        {
            tape.Reset();
            return surface(tape.Constant(across), tape.Constant(up)).Item();
        });
    }

    private static double Shown(double coordinate) => Math.Abs(coordinate) <= Farthest ? coordinate : double.NaN;
}
