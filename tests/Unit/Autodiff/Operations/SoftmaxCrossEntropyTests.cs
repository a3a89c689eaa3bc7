using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public sealed class SoftmaxCrossEntropyTests
{
    private static readonly double[] _logits = [0.5, -1.0, 2.0, 0.0, 1.5, -0.5, 1.0, 0.25, 3.0, -2.0, 0.75, 1.25];

    [Fact]
    public void Rows_are_the_mean_before_it_is_taken()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(_logits, [4, 3]);
        int[] labels = [2, 0, 1, 1];
        Variable<double> rows = x.SoftmaxCrossEntropyRows(labels);
        Assert.Equal([4], rows.Shape.ToArray());
        Variable<double> log = x.LogSoftmax();
        Near([-log.Values[2], -log.Values[3], -log.Values[7], -log.Values[10]], rows.ToArray());
        Assert.Equal(rows.Mean().Item(), x.SoftmaxCrossEntropy(labels).Item(), 1e-15);
        Near(rows.Mean().Gradients()[x].ToArray(), x.SoftmaxCrossEntropy(labels).Gradients()[x].ToArray());
    }

    [Theory]
    [InlineData(2, 3, 2)]
    [InlineData(1, 2, 6)]
    [InlineData(3, 4, 1)]
    public void The_classes_lie_along_axis_1(int n, int classes, int places)
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(_logits, [n, classes, places]);
        int[] labels = [.. Enumerable.Range(0, n * places).Select(row => row % classes)];
        Variable<double> rows = x.SoftmaxCrossEntropyRows(labels);
        Assert.Equal([n, places], rows.Shape.ToArray());
        double[] log = x.LogSoftmax(1).ToArray();
        double[] expected = new double[labels.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            expected[row] = -log[(((row / places * classes) + labels[row]) * places) + (row % places)];
        }

        Near(expected, rows.ToArray());
        Assert.Equal(expected.Average(), x.SoftmaxCrossEntropy(labels).Item(), 1e-14);
        Near(rows.Mean().Gradients()[x].ToArray(), x.SoftmaxCrossEntropy(labels).Gradients()[x].ToArray());
    }

    [Fact]
    public void A_row_without_a_label_has_no_loss_and_no_slope_of_any_order()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(_logits, [4, 3]);
        Variable<double> rows = x.SoftmaxCrossEntropyRows([2, -1, 1, -1]);
        Assert.Equal([0.0, 0.0], [rows.Values[1], rows.Values[3]]);
        Variable<double> slope = rows.Sum().Derivative(x);
        Near(rows.Sum().Gradients()[x].ToArray(), slope.ToArray());
        double[] second = slope.Square().Sum().Gradients()[x].ToArray();
        foreach (double[] gradient in new[] { slope.ToArray(), second })
        {
            Assert.Equal([0.0, 0.0, 0.0], gradient[3..6]);
            Assert.Equal([0.0, 0.0, 0.0], gradient[9..]);
            Assert.All(gradient[..3], g => Assert.NotEqual(0.0, g));
        }

        // Forward mode: nothing moves there either.
        double[] along = rows.JacobianVectorProduct(x, tape.Constant(_logits, [4, 3])).ToArray();
        Assert.Equal([0.0, 0.0], [along[1], along[3]]);
        double[] gradients = rows.Gradients([1, 0, 0, 0])[x].ToArray();
        Assert.Equal(gradients[..3].Zip(_logits).Sum(pair => pair.First * pair.Second), along[0], 1e-14);
    }

    [Fact]
    public void Labels_and_shapes_that_do_not_fit_are_refused_and_record_nothing()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(_logits, [2, 3, 2]);
        Variable<double> flat = tape.Variable(_logits, [12]);
        Variable<double> empty = tape.Variable([], [2, 3, 0]);
        int[] none = [];
        int[] four = [0, 1, 2, 3];
        int[] less = [0, 1, 2, -2];
        int[] unlabelled = [0, 1, 2, -1];
        int count = tape.Count;
        Refusal.Of<ShapeException>(["SoftmaxCrossEntropyRows", "[12]", "4 labels"], () => flat.SoftmaxCrossEntropyRows(four));
        Refusal.Of<ShapeException>(["SoftmaxCrossEntropyRows", "[2, 3, 0]", "0 labels"], () => empty.SoftmaxCrossEntropyRows(none));
        Refusal.Of<ShapeException>(["SoftmaxCrossEntropy needs", "[2, 3, 2]", "0 labels"], () => x.SoftmaxCrossEntropy(none));
        Refusal.Of<ArgumentOutOfRangeException>(["SoftmaxCrossEntropyRows", "label 3", "row 3", "3 classes"], () => x.SoftmaxCrossEntropyRows(four));
        Refusal.Of<ArgumentOutOfRangeException>(["SoftmaxCrossEntropyRows", "label -2", "row 3"], () => x.SoftmaxCrossEntropyRows(less));
        Refusal.Of<ArgumentOutOfRangeException>(["SoftmaxCrossEntropy:", "label -1", "row 3"], () => x.SoftmaxCrossEntropy(unlabelled));
        Assert.Equal(count, tape.Count);
        Assert.Equal(4, x.SoftmaxCrossEntropyRows(unlabelled).Length);
    }

    [Fact]
    public void Without_classes_there_can_be_no_label_but_none()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([], [2, 0]);
        int[] labels = [0, 0];
        Assert.Throws<ArgumentOutOfRangeException>(() => x.SoftmaxCrossEntropyRows(labels));
        Variable<double> rows = x.SoftmaxCrossEntropyRows([-1, -1]);
        Assert.Equal([0.0, 0.0], rows.ToArray());
        Assert.Empty(rows.Sum().Gradients()[x].ToArray());
    }

    private static void Near(double[] expected, double[] actual) => Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-14);
}
