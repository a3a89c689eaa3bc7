#:project Lessons
#:project ../src/Autodiff
#:project ../src/Data

// Rows 1 and 2. The perceptron, and the same learning rule once more as gradient descent on max(0, -z t).

using AutoGrad.Autodiff;
using AutoGrad.Data;
using AutoGrad.Lessons;
using AutoGrad.Viz;

return Lesson.Run(args, "The perceptron", "Learns where a line separates two classes, by its own rule and by gradient descent.", Show);

static void Show(Lesson lesson)
{
    lesson.Heading("1. Two classes that a line separates");
    Points points = Points.Separable(lesson.Random, 100, margin: 0.02);
    double[][] x = [.. Enumerable.Range(0, points.Count).Select(row => WithBias(points.Inputs.AsSpan(2 * row, 2)))];
    int[] y = points.Labels;
    double[] theta = new double[3];
    List<Frame> frames = [];
    int[] errors = Train(theta, x, y, epochs: 1000, AfterEpoch);
    lesson.Table(["epoch", "misclassified"], errors.Select(object[] (count, epoch) => [epoch + 1, count]));
    lesson.Report?.Frames("The line, epoch by epoch", frames);
    lesson.Figures.Below("epochs until no weight changes (of 1000)", errors.Length, 1000);
    lesson.Figures.Equal("errors on separable data", Errors(theta, x, y), 0);

    // The digits in their order, four fifths to learn from. Nine of ten are no 2 (the lecture says 89 %, of its own digits).
    lesson.Heading("2. Is it a 2?");
    Dataset digits = Digits.Load();
    (double[][] trainX, int[] trainY) = IsTwo(digits.Slice(0, 1437));
    (double[][] testX, int[] testY) = IsTwo(digits.Slice(1437, 360));
    double[] weights = new double[65];
    int[] digitErrors = Train(weights, trainX, trainY, epochs: 10);
    double accuracy = 100.0 * (testX.Length - Errors(weights, testX, testY)) / testX.Length;
    double alwaysNo = 100.0 * testY.Count(two => two == 0) / testY.Length;
    lesson.Table(["epoch", "misclassified while learning"], digitErrors.Select(object[] (count, epoch) => [epoch + 1, count]));
    lesson.Report?.Lines("Misclassified while learning", [ByEpoch("points", errors), ByEpoch("is it a 2?", digitErrors)], "epoch", "examples");
    lesson.Report?.Images("The weights of \"is it a 2?\", and two digits", [Scaled(weights), trainX[2][1..], trainX[1][1..]], 8, captions: ["weights", "a 2", "a 1"]);
    lesson.Text($"{accuracy:F1} % of {testX.Length} test digits are right; who always says no is right on {alwaysNo:F1} %.");
    lesson.Figures.Equal("training errors after at most 10 epochs", Errors(weights, trainX, trainY), 0);
    lesson.Figures.AtLeast("test accuracy, %", accuracy, 98.0);
    lesson.Figures.Between("accuracy of always-no, %", alwaysNo, 89.0, 91.0);

    lesson.Heading("3. The rule is gradient descent on max(0, -z t), t = 2y - 1, alpha = 1");
    double[] start = lesson.Random.NextNormals(3);
    (double difference, int steps) = Compare(start, x, y);
    lesson.Text($"From one random start both take the same {steps} steps.");
    lesson.Figures.Equal("greatest difference of the weights, points", difference, 0.0);
    (difference, steps) = Compare(lesson.Random.NextNormals(65), trainX, trainY);
    lesson.Figures.Equal($"the same on the digits, {steps} steps", difference, 0.0);

    double[] still = new double[3];
    for (int row = 0; row < x.Length; row++)
    {
        Descend(still, x[row], y[row]);
    }

    lesson.Text("From theta = 0 the rule starts to learn and descent does not: z = 0 is the kink of max(0, -z t), and its gradient there is 0.");
    lesson.Figures.Equal("|theta| that descent reaches from 0", still.Max(Math.Abs), 0.0);

    void AfterEpoch(int epoch)
    {
        if (lesson.Report is not null && frames.Count < 40)
        {
            frames.Add(new($"{epoch}", Figure.Scatter("", [.. points.Series, points.Line("theta'x = 0", theta[1], theta[2], theta[0])], "x1", "x2")));
        }
    }
}

// f(x) = 1[theta'x > 0]
static int Output(double[] theta, double[] x) => theta.Zip(x, (weight, input) => weight * input).Sum() > 0.0 ? 1 : 0;

// theta_i += (y - f(x)) x_i, which changes nothing where f(x) = y.
static bool Learn(double[] theta, double[] x, int y)
{
    int error = y - Output(theta, x);
    for (int i = 0; i < theta.Length; i++)
    {
        theta[i] += error * x[i];
    }

    return error != 0;
}

// Until no weight changes, or as many epochs; how many examples were misclassified in each.
static int[] Train(double[] theta, double[][] x, int[] y, int epochs, Action<int>? afterEpoch = null)
{
    List<int> errors = [];
    do
    {
        errors.Add(Enumerable.Range(0, x.Length).Count(row => Learn(theta, x[row], y[row])));
        afterEpoch?.Invoke(errors.Count);
    }
    while (errors[^1] > 0 && errors.Count < epochs);
    return [.. errors];
}

static int Errors(double[] theta, double[][] x, int[] y) => Enumerable.Range(0, x.Length).Count(row => Output(theta, x[row]) != y[row]);

// theta -= gradient of max(0, -z t): the forward pass is all that is written down.
static void Descend(double[] theta, double[] x, int y)
{
    double t = (2.0 * y) - 1.0;
    double[] gradient = Differentiate.Gradient<double>(w => (-t * w.MatMul(w.Tape.Constant(x))).Relu(), theta);
    for (int i = 0; i < theta.Length; i++)
    {
        theta[i] -= gradient[i];
    }
}

// Both rules side by side from the same start, until neither changes anything.
static (double Difference, int Steps) Compare(double[] start, double[][] x, int[] y)
{
    double[] byRule = [.. start];
    double[] byDescent = [.. start];
    double difference = 0.0;
    int steps = 0;
    bool changed = true;
    for (int epoch = 0; changed && epoch < 20; epoch++)
    {
        changed = false;
        for (int row = 0; row < x.Length; row++)
        {
            bool learned = Learn(byRule, x[row], y[row]);
            Descend(byDescent, x[row], y[row]);
            difference = Math.Max(difference, byRule.Zip(byDescent, (a, b) => Math.Abs(a - b)).Max());
            steps += learned ? 1 : 0;
            changed |= learned;
        }
    }

    return (difference, steps);
}

// The weights of the pixels, as great as pixels are.
static double[] Scaled(double[] theta) => Array.ConvertAll(theta[1..], weight => weight / theta[1..].Max(Math.Abs));

static Series ByEpoch(string name, int[] errors) => new(name, [.. Enumerable.Range(1, errors.Length).Select(epoch => (double)epoch)], [.. errors.Select(count => (double)count)]);

static double[] WithBias(ReadOnlySpan<double> x) => [1.0, .. x];

static (double[][] X, int[] Y) IsTwo(Dataset digits) => (
    [.. Enumerable.Range(0, digits.Count).Select(row => WithBias([.. digits.Input(row).ToArray().Select(pixel => (double)pixel)]))],
    [.. Enumerable.Range(0, digits.Count).Select(row => digits.Label(row) == 2 ? 1 : 0)]);
