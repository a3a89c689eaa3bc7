namespace AutoGrad.Data;

/// <summary>
/// Some rows of a data set, side by side. Its numbers are valid until the next batch, which reuses the buffer.
/// </summary>
/// <remarks>A batch is an ordinary value: the closure of an optimizer's step may capture it.</remarks>
public readonly struct Batch
{
    private readonly int[] _inputShape;

    internal Batch(ReadOnlyMemory<float> inputs, ReadOnlyMemory<int> labels, int[] inputShape, int index, int epoch, bool isLastOfEpoch)
    {
        InputMemory = inputs;
        LabelMemory = labels;
        _inputShape = inputShape;
        Index = index;
        Epoch = epoch;
        IsLastOfEpoch = isLastOfEpoch;
    }

    /// <summary>How many rows the batch has.</summary>
    public int Size => LabelMemory.Length;

    /// <summary>The features, row by row.</summary>
    public ReadOnlySpan<float> Inputs => InputMemory.Span;

    /// <summary>
    /// The features as memory that a tape can borrow instead of copying: pinned and aligned when the batch was gathered, the
    /// data set's own otherwise.
    /// </summary>
    public ReadOnlyMemory<float> InputMemory { get; }

    /// <summary>The shape of <see cref="Inputs"/>: the number of rows, then the shape of a row.</summary>
    public ReadOnlySpan<int> InputShape => _inputShape;

    /// <summary>The class index of each row.</summary>
    public ReadOnlySpan<int> Labels => LabelMemory.Span;

    /// <summary>The class indices as memory.</summary>
    public ReadOnlyMemory<int> LabelMemory { get; }

    /// <summary>Which batch of its epoch this is, from 0 on.</summary>
    public int Index { get; }

    /// <summary>Which epoch the batch belongs to, from 1 on.</summary>
    public int Epoch { get; }

    /// <summary>Whether the epoch ends with this batch: the place to report its figures.</summary>
    public bool IsLastOfEpoch { get; }
}
