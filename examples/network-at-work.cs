#:project Lessons
#:project ../src/Nn
#:project ../src/Optim

// Row 18. A network at work: E = mean max(0, -z t) over two moons, t = 2 y - 1, and full-batch descent of it. Only misclassified points
// have a gradient: the boundary moves until there are none, and stays.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Viz;

return Lesson.Run(args, "A network at work", "Full-batch descent on two moons: the boundary as the iterations go by.", Show);

static void Show(Lesson lesson)
{
    const int Most = 20_000;
    Points moons = Points.Moons(lesson.Random, 200, noise: 0.1);
    double[] t = [.. moons.Targets.Select(y => (2.0 * y) - 1.0)];
    Mlp<double> model = new([2, 20, 20, 1], Activation.Tanh, lesson.Seed);
    GradientDescent<double> descent = new(model.Parameters, learningRate: 0.3);
    Tape<double> tape = new();

    int[] shown = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
    List<double> energies = [], errors = [];
    List<object[]> rows = [];
    List<Frame> frames = [];
    int iteration = 0;
    foreach (int step in lesson.Steps("descending", Most))
    {
        iteration = step;
        tape.Reset();
        Variable<double> z = model.Forward(tape.Constant(moons.Inputs, [moons.Count, 2]));
        Variable<double> e = (-z * tape.Constant(t, [moons.Count, 1])).Relu().Mean();
        int wrong = Wrong(z.Values, t);
        energies.Add(e.Item());
        errors.Add(wrong);
        if (shown.Contains(step) || wrong == 0)
        {
            rows.Add([step, e.Item(), wrong]);
            if (lesson.Report is not null)
            {
                frames.Add(new($"iteration {step}", Figure.Scatter($"{wrong} of {moons.Count} on the wrong side", moons.Series, "x1", "x2", moons.Plane(x => model.Predict(x, [x.Length / 2, 2])))));
            }
        }

        if (wrong == 0)
        {
            break;
        }

        descent.Step(e.Gradients());
    }

    lesson.Table(["iteration", "E", $"misclassified of {moons.Count}"], rows);
    lesson.Report?.Frames("The boundary as the iterations go by", frames);
    lesson.Report?.Lines("E", [new("E", energies)], "iteration", "E", logY: true);
    lesson.Report?.Lines("Misclassified points", [new("errors", errors)], "iteration", "errors");

    // What has no error has no gradient: the network has stopped by itself.
    tape.Reset();
    Variable<double> atLast = Loss.Perceptron(model.Forward(tape.Constant(moons.Inputs, [moons.Count, 2])), tape.Constant(t, [moons.Count, 1]));
    Gradients<double> gradients = atLast.Gradients();
    double greatest = model.Parameters.Max(parameter => Greatest(gradients[parameter]));
    lesson.Figures.Equal("train error", errors[^1], 0.0);
    lesson.Figures.AtLeast("iterations until then", iteration, 1);
    lesson.Figures.Equal("E at last", atLast.Item(), 0.0);
    lesson.Figures.Equal("greatest gradient at last", greatest, 0.0);
}

static int Wrong(ReadOnlySpan<double> z, double[] t)
{
    int wrong = 0;
    for (int point = 0; point < t.Length; point++)
    {
        wrong += z[point] * t[point] > 0.0 ? 0 : 1;
    }

    return wrong;
}

static double Greatest(ReadOnlySpan<double> gradient) => Math.Abs(System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(gradient));
