#:project Lessons
#:project ../src/Autodiff

// Row 15. The worked example: seven units, nine weights, once differentiated by hand and once by the tape, which prints the backward
// equations that it generated. Its forward pass is all that the tape was told.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;

return Lesson.Run(args, "The worked example", "The lecture's network by hand and by the tape, and the backward equations that the tape generates.", Show);

static void Show(Lesson lesson)
{
    // An instance that is misclassified, -z7 t > 0, else E and all its derivatives are 0.
    string[] names = ["13", "23", "24", "35", "36", "46", "57", "67"];
    Dictionary<string, double> w = names.ToDictionary(name => name, _ => lesson.Random.NextNormal());
    (double x1, double x2) = (lesson.Random.NextNormal(), lesson.Random.NextNormal());

    lesson.Heading("1. The forward pass, by hand");
    (double a1, double a2) = (x1, x2);
    double z3 = (a1 * w["13"]) + (a2 * w["23"]), a3 = G(z3);
    double z4 = a2 * w["24"], a4 = G(z4);
    double z5 = a3 * w["35"], a5 = G(z5);
    double z6 = (a3 * w["36"]) + (a4 * w["46"]), a6 = G(z6);
    double z7 = (a5 * w["57"]) + (a6 * w["67"]);
    double t = z7 > 0.0 ? -1.0 : 1.0;
    double e = Math.Max(0.0, -z7 * t);
    lesson.Text($"t = {t}, z7 = {z7:F6}, E = max(0, -z7 t) = {e:F6}");

    lesson.Heading("2. The backward pass, by hand");
    double delta7 = (-z7 * t > 0.0 ? 1.0 : 0.0) * -t;
    double delta6 = delta7 * w["67"];
    double delta5 = delta7 * w["57"];
    double delta4 = delta6 * Slope(z6) * w["46"];
    double delta3 = (delta6 * Slope(z6) * w["36"]) + (delta5 * Slope(z5) * w["35"]);
    Dictionary<string, double> byHand = new()
    {
        ["dE/dz7"] = delta7,
        ["dE/da6"] = delta6,
        ["dE/da5"] = delta5,
        ["dE/da4"] = delta4,
        ["dE/da3"] = delta3,
        ["dE/dw67"] = delta7 * a6,
        ["dE/dw57"] = delta7 * a5,
        ["dE/dw46"] = delta6 * Slope(z6) * a4,
        ["dE/dw36"] = delta6 * Slope(z6) * a3,
        ["dE/dw35"] = delta5 * Slope(z5) * a3,
        ["dE/dw24"] = delta4 * Slope(z4) * a2,
        ["dE/dw23"] = delta3 * Slope(z3) * a2,
        ["dE/dw13"] = delta3 * Slope(z3) * a1,
    };

    lesson.Table(
        ["", "formula", "value"],
        ["dE/dz7", "delta7 = 1[-z7 t > 0] (-t)", delta7],
        ["dE/da6", "delta6 = delta7 w67", delta6],
        ["dE/da5", "delta5 = delta7 w57", delta5],
        ["dE/da4", "delta4 = delta6 g'(z6) w46", delta4],
        ["dE/da3", "delta3 = delta6 g'(z6) w36 + delta5 g'(z5) w35", delta3],
        ["dE/dw67, dE/dw57", "delta7 a6, delta7 a5", ""],
        ["dE/dwjk, the others", "deltak g'(zk) aj", ""]);

    lesson.Heading("3. The same forward pass on a tape");
    Tape<double> tape = new();
    Dictionary<string, Variable<double>> on = names.ToDictionary(name => name, name => tape.Variable(w[name], "w" + name));
    Variable<double> b1 = tape.Constant(x1, "a1"), b2 = tape.Constant(x2, "a2");
    Variable<double> s3 = ((b1 * on["13"]) + (b2 * on["23"])).Named("z3"), b3 = s3.Tanh().Named("a3");
    Variable<double> s4 = (b2 * on["24"]).Named("z4"), b4 = s4.Tanh().Named("a4");
    Variable<double> s5 = (b3 * on["35"]).Named("z5"), b5 = s5.Tanh().Named("a5");
    Variable<double> s6 = ((b3 * on["36"]) + (b4 * on["46"])).Named("z6"), b6 = s6.Tanh().Named("a6");
    Variable<double> s7 = ((b5 * on["57"]) + (b6 * on["67"])).Named("z7");
    Variable<double> error = (-s7 * t).Relu().Named("E");

    Gradients<double> gradients = error.Gradients([s7, b6, b5, b4, b3, .. on.Values]);
    Dictionary<string, double> byTape = new()
    {
        ["dE/dz7"] = gradients[s7][0],
        ["dE/da6"] = gradients[b6][0],
        ["dE/da5"] = gradients[b5][0],
        ["dE/da4"] = gradients[b4][0],
        ["dE/da3"] = gradients[b3][0],
    };
    foreach (string name in names)
    {
        byTape["dE/dw" + name] = gradients[on[name]][0];
    }

    string equations = tape.Describe(error);
    Console.Write(equations);
    string drawing = tape.ToDot(gradients);
    lesson.Report?.Listing("What the tape recorded, and the backward equations that it generated", equations);
    lesson.Report?.Graph("The recording, with values and derivatives", drawing, Graphviz.Svg(drawing));

    lesson.Heading("4. Side by side");
    lesson.Table(["", "by hand", "by the tape", "difference"], byHand.Select(object[] (pair) => [pair.Key, pair.Value, byTape[pair.Key], Math.Abs(pair.Value - byTape[pair.Key])]));
    lesson.Figures.Above("-z7 t", -z7 * t, 0.0);
    lesson.Figures.Near("E", error.Item(), e, 1e-12);
    foreach ((string name, double wanted) in byHand)
    {
        lesson.Figures.Near(name, byTape[name], wanted, 1e-12);
    }

    lesson.Figures.True("the equations name every derivative", byHand.Keys.All(name => equations.Contains(name, StringComparison.Ordinal)));
}

// g = tanh, and its derivative.
static double G(double z) => Math.Tanh(z);

static double Slope(double z) => 1.0 - (Math.Tanh(z) * Math.Tanh(z));
