namespace AutoGrad.Training;

/// <summary>Where a training run stands, reported after each step and at the end of each epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">How many epochs there will be at most.</param>
/// <param name="Step">How many steps of this epoch have been made.</param>
/// <param name="StepsPerEpoch">How many steps an epoch has.</param>
/// <param name="Loss">The loss of the batches of this step.</param>
/// <param name="Completed">The figures of the epoch, where this is its end; else null.</param>
public readonly record struct TrainingProgress(int Epoch, int Epochs, int Step, int StepsPerEpoch, double Loss, EpochResult? Completed)
{
    /// <summary>The part of the run that is done, from 0 to 1.</summary>
    public double Fraction => (Epoch - 1 + ((double)Step / StepsPerEpoch)) / Epochs;
}
