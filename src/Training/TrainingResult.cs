namespace AutoGrad.Training;

/// <summary>The figures of one epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="TrainingLoss">The mean loss over the rows, each as it was when its batch was learned from.</param>
/// <param name="TrainingAccuracy">The part of the rows that were told right, likewise; NaN where the outputs are not one for each class.</param>
/// <param name="ValidationLoss">The mean loss on the validation data at the end of the epoch; NaN without such data.</param>
/// <param name="ValidationAccuracy">The accuracy there; NaN without such data, or where the outputs are not one for each class.</param>
/// <param name="LearningRate">The optimizer's learning rate in the last step.</param>
/// <param name="Duration">How long the epoch took, with its validation.</param>
public sealed record EpochResult(
    int Epoch,
    double TrainingLoss,
    double TrainingAccuracy,
    double ValidationLoss,
    double ValidationAccuracy,
    double LearningRate,
    TimeSpan Duration);

/// <summary>How a model does on a data set.</summary>
/// <param name="Loss">The mean loss over the rows.</param>
/// <param name="Accuracy">The part of the rows whose greatest output is that of their class; NaN where the outputs are not one for each class.</param>
public readonly record struct Evaluation(double Loss, double Accuracy);

/// <summary>What a training run came to: its curves, epoch by epoch.</summary>
/// <param name="Epochs">The figures of each epoch that was completed.</param>
/// <param name="BestEpoch">The epoch with the least validation loss (training loss without validation data), whose weights the model has if they were restored.</param>
/// <param name="StoppedEarly">Whether the validation loss had not fallen for too long.</param>
public sealed record TrainingResult(IReadOnlyList<EpochResult> Epochs, int BestEpoch, bool StoppedEarly)
{
    /// <summary>The numbers of the epochs, for the axis of a chart.</summary>
    public double[] EpochNumbers => [.. Epochs.Select(epoch => (double)epoch.Epoch)];

    /// <summary>The training loss of each epoch.</summary>
    public double[] TrainingLosses => [.. Epochs.Select(epoch => epoch.TrainingLoss)];

    /// <summary>The training accuracy of each epoch.</summary>
    public double[] TrainingAccuracies => [.. Epochs.Select(epoch => epoch.TrainingAccuracy)];

    /// <summary>The validation loss of each epoch.</summary>
    public double[] ValidationLosses => [.. Epochs.Select(epoch => epoch.ValidationLoss)];

    /// <summary>The validation accuracy of each epoch.</summary>
    public double[] ValidationAccuracies => [.. Epochs.Select(epoch => epoch.ValidationAccuracy)];

    /// <summary>The figures of the best epoch.</summary>
    public EpochResult Best => Epochs[BestEpoch - 1];
}
