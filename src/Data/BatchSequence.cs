namespace AutoGrad.Data;

/// <summary>The batches of a data set, epoch after epoch, for <c>foreach</c>. See <see cref="Dataset.Batches"/>.</summary>
public sealed class BatchSequence
{
    private readonly Dataset _dataset;
    private readonly int _size;
    private readonly int _seed;
    private readonly bool _shuffle;

    internal BatchSequence(Dataset dataset, int size, int epochs, int seed, bool shuffle)
    {
        _dataset = dataset;
        _size = Math.Min(size, dataset.Count);
        _seed = seed;
        _shuffle = shuffle;
        Epochs = epochs;
    }

    /// <summary>How many times the sequence goes through the data.</summary>
    public int Epochs { get; }

    /// <summary>How many batches an epoch has, a smaller last one included.</summary>
    public int BatchesPerEpoch => ((_dataset.Count - 1) / _size) + 1;

    /// <summary>How many batches there are in all epochs.</summary>
    public long Count => (long)Epochs * BatchesPerEpoch;

    /// <summary>Starts at the first batch of the first epoch, with buffers of its own.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Goes through the batches. It allocates when it is made, and nothing from batch to batch.</summary>
    public struct Enumerator
    {
        private readonly Dataset _dataset;
        private readonly int _size;
        private readonly int _epochs;
        private readonly int _seed;
        private readonly bool _shuffle;
        private readonly int[] _order;
        private readonly Memory<float> _inputs;
        private readonly Memory<int> _labels;
        private readonly int[] _fullShape;
        private readonly int[] _lastShape;
        private int _epoch;
        private int _next;

        internal Enumerator(BatchSequence sequence)
        {
            _dataset = sequence._dataset;
            _size = sequence._size;
            _epochs = sequence.Epochs;
            _seed = sequence._seed;
            _shuffle = sequence._shuffle;
            int remainder = _dataset.Count % _size;
            _fullShape = [_size, .. _dataset.FeatureShape];
            _lastShape = remainder == 0 ? _fullShape : [remainder, .. _dataset.FeatureShape];
            _next = _dataset.Count;
            if (!_shuffle && _dataset.IsContiguous)
            {
                _order = [];
                return;
            }

            _order = new int[_dataset.Count];
            for (int i = 0; i < _order.Length; i++)
            {
                _order[i] = i;
            }

            _inputs = PinnedBuffer.Allocate<float>(_size * _dataset.FeatureCount);
            _labels = PinnedBuffer.Allocate<int>(_size);
        }

        /// <summary>The batch that the enumerator stands at.</summary>
        public Batch Current { get; private set; }

        /// <summary>Goes on to the next batch.</summary>
        /// <returns>False when the last epoch is over.</returns>
        public bool MoveNext()
        {
            int count = _dataset.Count;
            if (_next == count)
            {
                if (_epoch == _epochs)
                {
                    Current = default;
                    return false;
                }

                _epoch++;
                _next = 0;
                if (_shuffle)
                {
                    new ShuffleGenerator(_seed, stream: _epoch).Permute(_order);
                }
            }

            int start = _next;
            int rows = Math.Min(_size, count - start);
            _next = start + rows;
            Current = new Batch(
                _order.Length == 0 ? _dataset.InputRange(start, rows) : _inputs[..(rows * _dataset.FeatureCount)],
                _order.Length == 0 ? _dataset.LabelRange(start, rows) : _labels[..rows],
                rows == _size ? _fullShape : _lastShape,
                index: start / _size,
                _epoch,
                isLastOfEpoch: _next == count);
            if (_order.Length > 0)
            {
                _dataset.Gather(_order.AsSpan(start, rows), _inputs.Span, _labels.Span);
            }

            return true;
        }
    }
}
