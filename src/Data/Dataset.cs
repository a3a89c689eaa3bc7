namespace AutoGrad.Data;

/// <summary>
/// Rows of features with a class index each: what a classifier learns from. Parts of a data set (<see cref="Slice"/>,
/// <see cref="Subset"/>, <see cref="Split(double, int)"/>) are views of the same storage; nothing is copied until a batch gathers its rows.
/// </summary>
public sealed class Dataset
{
    private readonly ReadOnlyMemory<float> _inputs;
    private readonly ReadOnlyMemory<int> _labels;
    private readonly int[] _featureShape;
    private readonly string[] _classNames;

    // The storage's row of each row of this view; null when the view is the rows from _start on.
    private readonly int[]? _rows;
    private readonly int _start;

    /// <summary>A data set over existing arrays, which are not copied and must not change while it is in use.</summary>
    /// <param name="inputs">The features, row by row: as many numbers as there are labels, times the product of <paramref name="featureShape"/>.</param>
    /// <param name="labels">The class index of each row, from 0 on.</param>
    /// <param name="featureShape">The shape of one row's features, such as [64] or [28, 28].</param>
    /// <param name="classCount">How many classes there are; 0 for one more than the greatest label.</param>
    /// <param name="classNames">A name for each class, or nothing when the index is its name.</param>
    /// <param name="name">What the data set is called in messages.</param>
    /// <exception cref="ArgumentException">There are no rows, the sizes do not fit together, or a label is not below <paramref name="classCount"/>.</exception>
    public Dataset(
        ReadOnlyMemory<float> inputs,
        ReadOnlyMemory<int> labels,
        ReadOnlySpan<int> featureShape,
        int classCount = 0,
        IReadOnlyList<string>? classNames = null,
        string name = "data set")
    {
        ArgumentNullException.ThrowIfNull(name);
        Refuse.Below(nameof(Dataset), nameof(classCount), classCount, 0);
        if (labels.IsEmpty)
        {
            throw Refuse.Argument(nameof(Dataset), nameof(labels), $"{name} has no rows");
        }

        Name = name;
        Count = labels.Length;
        FeatureCount = ElementCount(featureShape);
        if (inputs.Length != (long)Count * FeatureCount)
        {
            throw Refuse.Argument(
                nameof(Dataset),
                nameof(inputs),
                $"{name} needs {(long)Count * FeatureCount} inputs for {Count} labels and features of shape {Text(featureShape)}, but has {inputs.Length}");
        }

        ClassCount = CheckLabels(labels.Span, classCount, name);
        if (classNames is not null && classNames.Count != ClassCount)
        {
            throw Refuse.Argument(nameof(Dataset), nameof(classNames), $"{name} has {ClassCount} classes, but {classNames.Count} names for them");
        }

        _inputs = inputs;
        _labels = labels;
        _featureShape = featureShape.ToArray();
        _classNames = classNames is null ? [] : [.. classNames];
    }

    private Dataset(Dataset whole, int[]? rows, int start, int count, int[] featureShape)
    {
        _inputs = whole._inputs;
        _labels = whole._labels;
        _classNames = whole._classNames;
        _featureShape = featureShape;
        _rows = rows;
        _start = start;
        Name = whole.Name;
        Count = count;
        FeatureCount = whole.FeatureCount;
        ClassCount = whole.ClassCount;
    }

    /// <summary>What the data set is called in messages.</summary>
    public string Name { get; }

    /// <summary>How many rows there are; at least 1.</summary>
    public int Count { get; }

    /// <summary>How many features a row has: the product of <see cref="FeatureShape"/>.</summary>
    public int FeatureCount { get; }

    /// <summary>How many classes the labels tell apart.</summary>
    public int ClassCount { get; }

    /// <summary>The shape of one row's features.</summary>
    public ReadOnlySpan<int> FeatureShape => _featureShape;

    /// <summary>The features of a row.</summary>
    /// <param name="row">The row, from 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Input(int row) => _inputs.Span.Slice(StorageRow(row) * FeatureCount, FeatureCount);

    /// <summary>The class index of a row.</summary>
    /// <param name="row">The row, from 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public int Label(int row) => _labels.Span[StorageRow(row)];

    /// <summary>The name of a class: the one given, or its index.</summary>
    /// <param name="label">The class index, from 0 to <see cref="ClassCount"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public string ClassName(int label)
    {
        if ((uint)label >= (uint)ClassCount)
        {
            throw Refuse.OutOfRange(nameof(ClassName), nameof(label), label, $"must be from 0 to {ClassCount - 1}");
        }

        return _classNames.Length > 0 ? _classNames[label] : label.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The rows from <paramref name="start"/> on, as a view.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many rows; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rows are not all there, or there are none.</exception>
    public Dataset Slice(int start, int count)
    {
        Refuse.Below(nameof(Slice), nameof(start), start, 0);
        Refuse.Below(nameof(Slice), nameof(count), count, 1);
        if (count > Count - start)
        {
            throw Refuse.OutOfRange(nameof(Slice), nameof(count), count, $"must be at most {Math.Max(0, Count - start)} from row {start} of {Count}");
        }

        return _rows is null
            ? new Dataset(this, null, _start + start, count, _featureShape)
            : new Dataset(this, _rows[start..(start + count)], 0, count, _featureShape);
    }

    /// <summary>The given rows in the given order, as a view. A row may be named more than once.</summary>
    /// <param name="rows">Rows of this data set; at least one.</param>
    /// <exception cref="ArgumentException">No row is named.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row does not exist.</exception>
    public Dataset Subset(ReadOnlySpan<int> rows)
    {
        if (rows.IsEmpty)
        {
            throw Refuse.Argument(nameof(Subset), nameof(rows), "no row is named");
        }

        int[] chosen = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            chosen[i] = StorageRow(rows[i]);
        }

        return new Dataset(this, chosen, 0, chosen.Length, _featureShape);
    }

    /// <summary>The same rows with features of another shape, as a view: [784] and [28, 28] hold the same numbers.</summary>
    /// <param name="featureShape">The new shape of a row's features.</param>
    /// <exception cref="ArgumentException">The shape holds another number of features.</exception>
    public Dataset WithFeatureShape(params ReadOnlySpan<int> featureShape)
    {
        if (ElementCount(featureShape) != FeatureCount)
        {
            throw Refuse.Argument(
                nameof(WithFeatureShape),
                nameof(featureShape),
                $"features of shape {Text(_featureShape)} do not fit into {Text(featureShape)}");
        }

        return new Dataset(this, _rows, _start, Count, featureShape.ToArray());
    }

    /// <summary>
    /// Deals the rows out at random into a part to learn from and a part to test with: every row is in exactly one of them. The
    /// same seed gives the same parts on every machine.
    /// </summary>
    /// <param name="train">
    /// The part of the rows to learn from, between 0 and 1. It is rounded to whole rows, a half away from 0, and leaves at least one row on each side.
    /// </param>
    /// <param name="seed">Chooses the permutation.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="train"/> is not between 0 and 1, both excluded.</exception>
    /// <exception cref="InvalidOperationException">There is one row only.</exception>
    public DatasetSplit Split(double train, int seed)
    {
        if (!(train > 0 && train < 1))
        {
            throw Refuse.OutOfRange(nameof(Split), nameof(train), train, "must be between 0 and 1, both excluded");
        }

        if (Count < 2)
        {
            throw new InvalidOperationException(CallerLocation.Append($"{nameof(Split)}: {Name} has one row, which cannot be on both sides."));
        }

        int[] order = new int[Count];
        new ShuffleGenerator(seed, stream: 0).Permute(order);
        int taken = Math.Clamp((int)Math.Round(train * Count, MidpointRounding.AwayFromZero), 1, Count - 1);
        return new DatasetSplit(Subset(order.AsSpan(0, taken)), Subset(order.AsSpan(taken)));
    }

    /// <summary>Deals the rows out at random into parts to learn from, to validate with and to test with.</summary>
    /// <param name="train">The part of the rows to learn from.</param>
    /// <param name="validation">The part of the rows to validate with; the rest is to test with.</param>
    /// <param name="seed">Chooses the permutation.</param>
    /// <remarks>Parts are rounded to whole rows, and each has at least one.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A part is not between 0 and 1, both excluded, or nothing is left to test with.</exception>
    /// <exception cref="InvalidOperationException">There are less than three rows.</exception>
    public DatasetParts Split(double train, double validation, int seed)
    {
        if (!(validation > 0.0 && validation + train < 1.0))
        {
            throw Refuse.OutOfRange(nameof(Split), nameof(validation), validation, "must be more than 0, and less than 1 together with train");
        }

        DatasetSplit split = Split(train + validation, seed);
        return split.WithValidation(validation / (train + validation), seed);
    }

    /// <summary>
    /// The rows in batches, epoch after epoch, for <c>foreach</c>. Each row comes exactly once an epoch; the last batch of an
    /// epoch holds what is left and may be smaller.
    /// </summary>
    /// <param name="size">Rows in a batch; one that is greater than <see cref="Count"/> gives one batch an epoch.</param>
    /// <param name="epochs">How many times to go through the data.</param>
    /// <param name="seed">Chooses the order of the rows, another one every epoch. The same seed gives the same orders on every machine.</param>
    /// <param name="shuffle">False for the rows in their own order; <paramref name="seed"/> has no meaning then.</param>
    /// <returns>A sequence that allocates one buffer for each <c>foreach</c> and nothing for each batch.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="epochs"/> is below 1, or a batch would hold more numbers than an array.</exception>
    public BatchSequence Batches(int size, int epochs = 1, int seed = 0, bool shuffle = true)
    {
        Refuse.Below(nameof(Batches), nameof(size), size, 1);
        Refuse.Below(nameof(Batches), nameof(epochs), epochs, 1);
        bool contiguous = !shuffle && _rows is null;
        if (!contiguous && (long)Math.Min(size, Count) * FeatureCount > Array.MaxLength)
        {
            throw Refuse.OutOfRange(nameof(Batches), nameof(size), size, $"must be at most {Array.MaxLength / FeatureCount} for {FeatureCount} features");
        }

        return new BatchSequence(this, size, epochs, seed, shuffle);
    }

    internal bool IsContiguous => _rows is null;

    // Of contiguous rows.
    internal ReadOnlyMemory<float> InputRange(int row, int count) => _inputs.Slice((_start + row) * FeatureCount, count * FeatureCount);

    internal ReadOnlyMemory<int> LabelRange(int row, int count) => _labels.Slice(_start + row, count);

    internal void Gather(ReadOnlySpan<int> rows, Span<float> inputs, Span<int> labels)
    {
        ReadOnlySpan<float> allInputs = _inputs.Span;
        ReadOnlySpan<int> allLabels = _labels.Span;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = _rows is null ? _start + rows[i] : _rows[rows[i]];
            allInputs.Slice(row * FeatureCount, FeatureCount).CopyTo(inputs[(i * FeatureCount)..]);
            labels[i] = allLabels[row];
        }
    }

    private int StorageRow(int row)
    {
        if ((uint)row >= (uint)Count)
        {
            throw Refuse.OutOfRange(Name, nameof(row), row, $"must be from 0 to {Count - 1}");
        }

        return _rows is null ? _start + row : _rows[row];
    }

    private static int ElementCount(ReadOnlySpan<int> shape)
    {
        long count = 1;
        foreach (int dimension in shape)
        {
            count = dimension < 1 || count > Array.MaxLength ? -1 : count * dimension;
            if (count is < 1 or > int.MaxValue)
            {
                throw Refuse.Argument(nameof(Dataset), "featureShape", $"a row cannot have features of shape {Text(shape)}");
            }
        }

        return (int)count;
    }

    private static int CheckLabels(ReadOnlySpan<int> labels, int classCount, string name)
    {
        int greatest = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            int label = labels[row];
            if (label < 0 || label == int.MaxValue || (classCount > 0 && label >= classCount))
            {
                throw Refuse.Argument(
                    nameof(Dataset),
                    nameof(labels),
                    $"the label of row {row} of {name} is {label}, but must be from 0 to {(classCount > 0 ? classCount : int.MaxValue) - 1}");
            }

            greatest = Math.Max(greatest, label);
        }

        return classCount > 0 ? classCount : greatest + 1;
    }

    private static string Text(ReadOnlySpan<int> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
