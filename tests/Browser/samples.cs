#:project ../../src/Viz

// Writes the reports that the browser test opens: every kind of figure, texts that try to be markup, numbers that JSON lacks. Beside
// each, as NAME.expected.json, the numbers that its figures were given, written without AutoGrad.Viz.

using System.Globalization;
using System.Text.Json.Nodes;
using AutoGrad.Viz;

// The decimal comma must not reach the page.
CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
string folder = args[0];
JsonArray expected = [];

Report gallery = new("Down the valley");
gallery.Heading("Training");
gallery.Text("Two optimizers on one surface, and what came of it.");
gallery.Table(["optimizer", "loss"], [["plain", "0.36005"], ["momentum", "0.00001"]]);
double[] steps = Grid.Evenly(0, 100, 101);
double[] plain = [.. steps.Select(t => Math.Exp(-t / 40.0))];
double[] momentum = [.. steps.Select(t => Math.Exp(-t / 12.0) * (1.2 + Math.Sin(t / 3.0)))];
gallery.Lines("Loss by step", [new Series("plain", steps, plain), new Series("momentum", steps, momentum)], "step", "loss", logY: true);
Expect(new { x = steps, y = plain }, new { x = steps, y = momentum });

double[] axis = Grid.Evenly(-2.0, 2.0, 61);
Grid valley = Grid.Of(axis, axis, (x, y) => Math.Pow(1.0 - x, 2.0) + (10.0 * Math.Pow(y - (x * x), 2.0)) + 0.01);
double[] pathX = [.. steps.Select(t => -1.5 + (2.5 * t / 100.0))];
double[] pathY = [.. pathX.Select(x => x * x)];
gallery.Contours("A valley and a path through it", valley, [new Series("descent", pathX, pathY)], logLevels: true, xLabel: "x", yLabel: "y");
Expect(new { x = axis, y = axis, z = Rows(61, 61, (row, column) => Math.Log10(Math.Pow(1.0 - axis[column], 2.0) + (10.0 * Math.Pow(axis[row] - (axis[column] * axis[column]), 2.0)) + 0.01)) },
    new { x = pathX, y = pathY });

Random random = new(1);
double[] Draw(double mean) => [.. Enumerable.Range(0, 60).Select(_ => mean + (random.NextDouble() - random.NextDouble()))];
double[] x0 = Draw(-0.8), y0 = Draw(0.4), x1 = Draw(0.8), y1 = Draw(-0.4);
gallery.Scatter("Two classes", [new Series("class 0", x0, y0), new Series("class 1", x1, y1)], "x1", "x2", Grid.Of(axis, axis, (x, y) => (2.0 * x) - y + (0.3 * y * y)));
Expect(new { x = x0, y = y0 }, new { x = x1, y = y1 },
    new { x = axis, y = axis, z = Rows(61, 61, (row, column) => (2.0 * axis[column]) - axis[row] + (0.3 * axis[row] * axis[row])) });

gallery.Heading("Matrices");
double[,] weights = new double[4, 6];
double[][] weightRows = Rows(4, 6, (row, column) => weights[row, column] = Math.Sin(row + (2.0 * column)));
gallery.HeatMap("Weights", weights, ["a", "b", "c", "d"], xLabel: "input", yLabel: "unit");
Expect(new { z = weightRows });
gallery.ConfusionMatrix("Which digit was taken for which", new[,] { { 50, 1, 0 }, { 2, 47, 3 }, { 0, 0, 52 } });
Expect(new { z = new double[][] { [50, 1, 0], [2, 47, 3], [0, 0, 52] } });
gallery.Histogram("Values", [0.0, 0.5, 1.0, 1.0, 2.0, 4.0], 4, "value");
Expect(new { x = new[] { 0.5, 1.5, 2.5, 3.5 }, y = new double[] { 2, 2, 1, 1 } });
double[][] rings = [.. Enumerable.Range(0, 14).Select(i => Enumerable.Range(0, 64).Select(p => Math.Exp(-Math.Pow(double.Hypot((p % 8) - 3.5, (p / 8) - 3.5) - (i * 0.4), 2.0))).ToArray())];
gallery.Images("Rings", rings, width: 8, columns: 7, captions: [.. Enumerable.Range(0, 14).Select(i => $"ring {i}")]);
Expect(new { z = Rows(18, 63, (row, column) => row % 9 == 0 || column % 9 == 0 ? double.NaN : rings[(row / 9 * 7) + (column / 9)][((row % 9) - 1) * 8 + (column % 9) - 1]) });

gallery.Heading("Time");
gallery.Frames("A wave", [.. Enumerable.Range(0, 5).Select(i =>
    new Frame($"step {i}", Figure.Lines("", [new Series("wave", steps, [.. steps.Select(t => Math.Sin((t / 10.0) + i))])], yRange: (-1.1, 1.1))))]);
foreach (int i in Enumerable.Range(0, 5))
{
    Expect(new { x = steps, y = steps.Select(t => Math.Sin((t / 10.0) + i)).ToArray() });
}

gallery.Graph("The computation", "digraph { x -> y }", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"20\"><text y=\"15\">x to y</text></svg>");
Save("gallery", gallery);

Report hostile = new("</title><script>alert(1)</script>");
hostile.Heading("<img src=x onerror=alert(2)>");
hostile.Heading("--> <!-- <script>", 2);
hostile.Text("</script><script>alert(3)</script> & <b>not bold</b>");
hostile.Table(["<i>"], [["</table><script>alert(4)</script>"]]);
double[] gaps = [1.0, double.NaN, double.PositiveInfinity, -1e-300, 1e300, double.MaxValue, 0.1, 5e-324];
hostile.Lines("</script>", [new Series("<b>x</b></script><!--", gaps)], "</script>", "<a href=\"javascript:alert(5)\">y</a>");
Expect(new { x = new double[] { 0, 1, 2, 3, 4, 5, 6, 7 }, y = gaps });
hostile.HeatMap("\u2028 \0 Größe", new double[,] { { 1, double.NaN } }, ["<b>"], ["&lt;", "&"]);
Expect(new { z = new double[][] { [1, double.NaN] } });
hostile.Images("one", [[0.0, 1.0]], 1, captions: ["<script>alert(6)</script>"]);
Expect(new { z = new double[][] { [double.NaN, double.NaN], [double.NaN, 0.0], [double.NaN, 1.0] } });
hostile.Histogram("empty", []);
Expect(new { y = new double[40] });
hostile.Listing("<listing>", "</pre><script>alert(7)</script>\n\ta\n");
hostile.Graph("svg", "", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(8)</script></svg>");
Save("hostile", hostile);

Save("empty", new Report("Empty"));

Report all = new("All");
all.Append(Report.Load(Path.Combine(folder, "hostile.html")));
all.Append(Report.Load(Path.Combine(folder, "gallery.html")));
foreach (string name in new[] { "hostile", "gallery" })
{
    foreach (JsonNode? figure in JsonNode.Parse(File.ReadAllText(Path.Combine(folder, $"{name}.expected.json")))!.AsArray())
    {
        expected.Add(figure!.DeepClone());
    }
}

Save("all", all);

void Save(string name, Report report)
{
    report.Save(Path.Combine(folder, $"{name}.html"));
    File.WriteAllText(Path.Combine(folder, $"{name}.expected.json"), expected.ToJsonString());
    expected = [];
}

static double[][] Rows(int rows, int columns, Func<int, int, double> value) =>
    [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, columns).Select(column => value(row, column)).ToArray())];

// One figure: of each trace the arrays that were given, x, y and z.
void Expect(params object[] traces) =>
    expected.Add(new JsonArray([.. traces.Select(trace => new JsonObject(trace.GetType().GetProperties().Select(property =>
        KeyValuePair.Create<string, JsonNode?>(property.Name, property.GetValue(trace) switch
        {
            double[] numbers => Numbers(numbers),
            double[][] rows => new JsonArray([.. rows.Select(Numbers)]),
            _ => throw new InvalidOperationException(property.Name),
        }))))]));

static JsonArray Numbers(double[] values) => [.. values.Select(value => Math.Abs(value) <= 1e300 ? JsonNode.Parse(value.ToString("R", CultureInfo.InvariantCulture)) : null)];
