using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Training;

namespace AutoGrad.Tests.Unit.Training;

public sealed class ConfusionMatrixTests
{
    /// <summary>y = 0 1 2 0 1 2 3 3, taken for 0 2 1 0 0 1 3 0: by hand.</summary>
    [Fact]
    public void Metrics_of_each_class_and_their_means()
    {
        ConfusionMatrix matrix = new(4);
        int[] labels = [0, 1, 2, 0, 1, 2, 3, 3];
        int[] taken = [0, 2, 1, 0, 0, 1, 3, 0];
        foreach ((int label, int predicted) in labels.Zip(taken))
        {
            matrix.Add(label, predicted);
        }

        Assert.Equal(new ClassMetrics(0.5, 1.0, 2.0 / 3.0, 2, 4), matrix[0]);
        Assert.Equal(new ClassMetrics(0.0, 0.0, 0.0, 2, 2), matrix[1]);
        Assert.Equal(new ClassMetrics(1.0, 0.5, 2.0 / 3.0, 2, 1), matrix[3]);
        Assert.Equal(((0.5 + 1.0) / 4, 1.5 / 4, 4.0 / 3.0 / 4, 3.0 / 8), (matrix.Macro.Precision, matrix.Macro.Recall, matrix.Macro.F1, matrix.Micro.F1));
        Assert.Equal((0.375, 8, 3), (matrix.Accuracy, matrix.Total, matrix.Correct));
        Assert.Equal(new int[,] { { 2, 0, 0, 0 }, { 1, 0, 1, 0 }, { 0, 2, 0, 0 }, { 1, 0, 0, 1 } }, matrix.ToArray());
        Assert.Equal(1, matrix[1, 2]);
    }

    [Fact]
    public void Nothing_over_nothing_is_0_and_absent_classes_do_not_count_in_means()
    {
        ConfusionMatrix matrix = new(3);
        Assert.Equal((0.0, default), (matrix.Accuracy, matrix[2]));
        Assert.Equal(0.0, matrix.Macro.F1);
        matrix.Add(0, 0);
        matrix.Add(1, 0);
        Assert.Equal((0.5, 0.0, 0.0), (matrix[0].Precision, matrix[1].Precision, matrix[1].F1));
        Assert.Equal((0.25, 0.5), (matrix.Macro.Precision, matrix.Macro.Recall));
    }

    [Fact]
    public void Scores_count_for_their_greatest()
    {
        ConfusionMatrix matrix = new(3);
        matrix.Add([0, 1, 2], [0.5f, 0.5f, 0.1f, 1, 2, 3, float.NegativeInfinity, float.NaN, 9]);
        Assert.Equal((1, 1, 1), (matrix[0, 0], matrix[1, 2], matrix[2, 1]));
    }

    [Fact]
    public void Of_a_model_on_data()
    {
        Dataset data = new(new float[] { 1, 0, 0, 1, 1, 0 }, new[] { 0, 1, 1 }, [2], classCount: 2);
        Linear<float> identity = new(new("w", [1, 0, 0, 1], [2, 2]), null);
        ConfusionMatrix matrix = ConfusionMatrix.Of(identity, data, batchSize: 2);
        Assert.Equal(new int[,] { { 1, 0 }, { 1, 1 } }, matrix.ToArray());
        Assert.Equal(2.0 / 3.0, matrix.Accuracy);
    }

    [Fact]
    public void Wrong_use_is_refused()
    {
        ConfusionMatrix matrix = new(3);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionMatrix(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[3]);
        Assert.Contains(nameof(ConfusionMatrixTests), Assert.Throws<ArgumentException>(() => matrix.Add([0, 1], [1f, 2f])).Message, StringComparison.Ordinal);
        Assert.Equal(0, matrix.Total);
    }
}
