using AutoGrad.Autodiff;
using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Bench;

/// <summary>Epochs of MNIST: 784-128-10, batches of 128 gathered in a new order each epoch, Adam.</summary>
internal sealed class MnistEpochs : IWork
{
    public const string CaseName = "mnist-epoch";

    private readonly Tape<float> _tape;
    private readonly Mlp<float> _model = new([784, 128, 10], Activation.Relu, seed: 1);
    private readonly Adam<float> _optimizer;
    private BatchSequence.Enumerator _batches;

    /// <summary>Reads the training set.</summary>
    /// <exception cref="IOException">The folder lacks it.</exception>
    /// <exception cref="DataFormatException">It is damaged.</exception>
    public MnistEpochs(string folder, int threads)
    {
        _tape = BenchTape.Create(threads);
        _optimizer = new(_model.Parameters, learningRate: 1e-3);
        Dataset data = IdxReader.ReadDataset(
            Path.Combine(folder, "train-images-idx3-ubyte.gz"), Path.Combine(folder, "train-labels-idx1-ubyte.gz"), classCount: 10);
        _batches = data.Batches(size: 128, epochs: int.MaxValue, seed: 1).GetEnumerator();
    }

    /// <inheritdoc/>
    public string Name => CaseName;

    /// <inheritdoc/>
    public float Run(int steps)
    {
        float sum = 0f;
        while (steps > 0 && _batches.MoveNext())
        {
            Batch batch = _batches.Current;
            _tape.Reset();
            Variable<float> images = _tape.Borrow(batch.InputMemory, [batch.Size, 784]);
            Variable<float> loss = Loss.CrossEntropy(_model.Forward(images), batch.Labels);
            _optimizer.Step(loss.Gradients());
            sum += batch.IsLastOfEpoch ? loss.Item() : 0f;
            steps -= batch.IsLastOfEpoch ? 1 : 0;
        }

        return sum;
    }
}
