#:project Lessons
#:project ../src/Autodiff

// Row 17. The worked example's network with two weights only: u = w13 = w24 = w36 = w57 and v = w23 = w35 = w46 = w67. The derivative
// with respect to a shared weight is the sum over its uses.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;

return Lesson.Run(args, "Shared parameters", "The derivative with respect to a shared weight is the sum of those with respect to its uses.", Show);

static void Show(Lesson lesson)
{
    double u = lesson.Random.NextNormal(), v = lesson.Random.NextNormal();
    double x1 = lesson.Random.NextNormal(), x2 = lesson.Random.NextNormal();
    Tape<double> tape = new();

    // Once each use is a variable of its own, and once all uses are the same variable.
    string[] uses = ["13", "23", "24", "35", "36", "46", "57", "67"];
    string[] usesOfU = ["57", "36", "24", "13"];
    string[] usesOfV = ["67", "46", "35", "23"];
    Dictionary<string, Variable<double>> own = uses.ToDictionary(use => use, use => tape.Variable(usesOfU.Contains(use) ? u : v, "w" + use));
    Variable<double> alone = Network(use => own[use], tape.Constant(x1, "a1"), tape.Constant(x2, "a2"));
    Dictionary<string, double> slopes = [];
    Gradients<double> gradients = alone.Gradients();
    foreach (string use in uses)
    {
        slopes[use] = gradients[own[use]][0];
    }

    tape.Reset();
    Variable<double> sharedU = tape.Variable(u, "u"), sharedV = tape.Variable(v, "v");
    Variable<double> z7 = Network(use => usesOfU.Contains(use) ? sharedU : sharedV, tape.Constant(x1, "a1"), tape.Constant(x2, "a2"));
    double t = z7.Item() > 0.0 ? -1.0 : 1.0;
    Variable<double> e = (-z7 * t).Relu().Named("E");
    gradients = z7.Gradients();
    (double z7ByU, double z7ByV) = (gradients[sharedU][0], gradients[sharedV][0]);
    gradients = e.Gradients(z7, sharedU, sharedV);
    (double delta7, double eByU, double eByV) = (gradients[z7][0], gradients[sharedU][0], gradients[sharedV][0]);
    string equations = tape.Describe(e);
    Console.Write(equations);
    string drawing = tape.ToDot(gradients);
    lesson.Report?.Listing("What the tape recorded, and the backward equations that it generated", equations);
    lesson.Report?.Graph("The recording, with values and derivatives", drawing, Graphviz.Svg(drawing));

    // Added from the last layer to the first, which is how the sweep meets them: floating-point sums depend on the order.
    double sumU = usesOfU.Aggregate(0.0, (sum, use) => sum + slopes[use]);
    double sumV = usesOfV.Aggregate(0.0, (sum, use) => sum + slopes[use]);
    lesson.Table(
        ["shared weight", .. Enumerable.Range(1, 4).Select(use => $"use {use}"), "their sum", "dz7/d", "dE/d"],
        ["u: w57, w36, w24, w13", .. usesOfU.Select(object (use) => slopes[use]), sumU, z7ByU, eByU],
        ["v: w67, w46, w35, w23", .. usesOfV.Select(object (use) => slopes[use]), sumV, z7ByV, eByV]);
    lesson.Figures.Equal("dz7/du: the sum over 13, 24, 36, 57", z7ByU, sumU);
    lesson.Figures.Equal("dz7/dv: the sum over 23, 35, 46, 67", z7ByV, sumV);
    lesson.Figures.Equal("dE/du: delta7 dz7/du", eByU, delta7 * z7ByU);
    lesson.Figures.Equal("dE/dv: delta7 dz7/dv", eByV, delta7 * z7ByV);
    lesson.Figures.Equal("|delta7|", Math.Abs(delta7), 1.0);
}

static Variable<double> Network(Func<string, Variable<double>> w, Variable<double> a1, Variable<double> a2)
{
    Variable<double> a3 = ((a1 * w("13")) + (a2 * w("23"))).Named("z3").Tanh().Named("a3");
    Variable<double> a4 = (a2 * w("24")).Named("z4").Tanh().Named("a4");
    Variable<double> a5 = (a3 * w("35")).Named("z5").Tanh().Named("a5");
    Variable<double> a6 = ((a3 * w("36")) + (a4 * w("46"))).Named("z6").Tanh().Named("a6");
    return ((a5 * w("57")) + (a6 * w("67"))).Named("z7");
}
