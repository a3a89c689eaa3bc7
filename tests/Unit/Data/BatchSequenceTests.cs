using System.Runtime.InteropServices;
using AutoGrad.Data;

namespace AutoGrad.Tests.Unit.Data;

public sealed class BatchSequenceTests
{
    // Computed apart from this program, from the published generator.
    private static readonly int[] FirstOrder = [8, 3, 0, 2, 4, 5, 7, 6, 9, 1];
    private static readonly int[] SecondOrder = [2, 8, 0, 1, 4, 5, 9, 3, 6, 7];

    // The row numbers epoch by epoch, every batch checked against its rows.
    private static List<int>[] Epochs(Dataset dataset, int size, int epochs, int seed, bool shuffle = true)
    {
        var orders = new List<int>[epochs];
        BatchSequence sequence = dataset.Batches(size, epochs, seed, shuffle);
        long count = 0;
        int expectedEpoch = 1;
        int expectedIndex = 0;
        foreach (Batch batch in sequence)
        {
            count++;
            Assert.Equal(expectedEpoch, batch.Epoch);
            Assert.Equal(expectedIndex++, batch.Index);
            Assert.Equal([batch.Size, 2], batch.InputShape.ToArray());
            Assert.Equal(2 * batch.Size, batch.Inputs.Length);
            Assert.Equal(batch.Size, batch.Labels.Length);
            Assert.True(batch.Inputs == batch.InputMemory.Span);
            Assert.True(batch.Labels == batch.LabelMemory.Span);

            List<int> order = orders[batch.Epoch - 1] ??= [];
            for (int i = 0; i < batch.Size; i++)
            {
                int row = (int)batch.Inputs[2 * i] / 10;
                Assert.Equal((10 * row) + 1, batch.Inputs[(2 * i) + 1]);
                Assert.Equal(row % 3, batch.Labels[i]);
                order.Add(row);
            }

            bool last = order.Count == dataset.Count;
            Assert.Equal(last, batch.IsLastOfEpoch);
            if (last)
            {
                Assert.Equal(((dataset.Count - 1) % Math.Min(size, dataset.Count)) + 1, batch.Size);
                Assert.Equal(sequence.BatchesPerEpoch, expectedIndex);
                expectedEpoch++;
                expectedIndex = 0;
            }
            else
            {
                Assert.Equal(size, batch.Size);
            }
        }

        Assert.Equal(sequence.Count, count);
        return orders;
    }

    [Fact]
    public void The_loop_of_the_readme_compiles()
    {
        var digits = Digits.Load().Split(train: 0.8, seed: 1);
        int rows = 0;
        foreach (var batch in digits.Train.Batches(size: 32, epochs: 20, seed: 1))
        {
            rows += Take(batch.Inputs, batch.InputShape, batch.Labels);
        }

        Assert.Equal(20 * 1438, rows);

        static int Take(ReadOnlySpan<float> inputs, ReadOnlySpan<int> shape, ReadOnlySpan<int> labels)
        {
            Assert.Equal(64, shape[1]);
            Assert.Equal(labels.Length, shape[0]);
            Assert.Equal(labels.Length * 64, inputs.Length);
            return labels.Length;
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5)]
    [InlineData(10, 1)]
    [InlineData(10, 3)]
    [InlineData(10, 5)]
    [InlineData(10, 10)]
    [InlineData(10, 11)]
    [InlineData(10, int.MaxValue)]
    [InlineData(97, 32)]
    public void Every_row_comes_once_an_epoch(int rows, int size)
    {
        Dataset whole = DatasetTests.Numbered(rows + 3);
        Dataset[] views = [DatasetTests.Numbered(rows), whole.Slice(2, rows), whole.Split((double)rows / (rows + 3), seed: 5).Train];
        foreach (Dataset view in views)
        {
            Assert.Equal(rows, view.Count);
            int[] own = DatasetTests.RowNumbers(view);
            foreach (List<int> epoch in Epochs(view, size, epochs: 4, seed: 7))
            {
                Assert.Equal(own.Order(), epoch.Order());
            }

            foreach (List<int> epoch in Epochs(view, size, epochs: 2, seed: 7, shuffle: false))
            {
                Assert.Equal(own, epoch);
            }
        }
    }

    [Fact]
    public void A_seed_chooses_the_orders_and_every_epoch_has_its_own()
    {
        Dataset dataset = DatasetTests.Numbered(50);
        List<int>[] orders = Epochs(dataset, 8, epochs: 5, seed: 1);
        Assert.Equal(orders, Epochs(dataset, 8, epochs: 5, seed: 1));

        // The size of a batch and the number of epochs do not change the orders.
        Assert.Equal(orders[..3], Epochs(dataset, 50, epochs: 3, seed: 1));

        List<int>[] others = Epochs(dataset, 8, epochs: 5, seed: 2);
        var all = orders.Concat(others).Select(order => string.Join(' ', order)).ToList();
        Assert.Equal(all.Count, all.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_orders_are_the_same_on_every_machine()
    {
        List<int>[] orders = Epochs(DatasetTests.Numbered(10), 4, epochs: 2, seed: 1);
        Assert.Equal(FirstOrder, orders[0]);
        Assert.Equal(SecondOrder, orders[1]);
    }

    [Fact]
    public void All_orders_are_equally_likely()
    {
        // 4! = 24 orders, 24,000 draws: 1,000 each with a standard deviation of 31.
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (List<int> order in Epochs(DatasetTests.Numbered(4), 4, epochs: 24_000, seed: 3))
        {
            string key = string.Join(' ', order);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 840, 1160));
    }

    [Fact]
    public void Going_on_allocates_nothing()
    {
        foreach (bool shuffle in new[] { true, false })
        {
            Dataset train = Digits.Load().Split(train: 0.8, seed: 1).Train;
            BatchSequence.Enumerator batches = train.Batches(size: 32, epochs: 30, seed: 1, shuffle).GetEnumerator();
            float sum = 0;
            for (int warm = 0; warm < 200; warm++)
            {
                Assert.True(batches.MoveNext());
                sum += batches.Current.Inputs[0];
            }

            // The least of several stretches: the runtime's own compilation may be charged to one.
            long least = long.MaxValue;
            for (int stretch = 0; stretch < 10; stretch++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int batch = 0; batch < 100; batch++)
                {
                    batches.MoveNext();
                    sum += batches.Current.Inputs[0] + batches.Current.InputShape[0];
                }

                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            Assert.Equal(0, least);
            Assert.True(sum > 0);
        }
    }

    [Fact]
    public void Rows_in_their_own_order_are_not_copied()
    {
        Dataset dataset = DatasetTests.Numbered(10).Slice(1, 8);
        int row = 0;
        foreach (Batch batch in dataset.Batches(size: 3, shuffle: false))
        {
            Assert.True(batch.Inputs[..2] == dataset.Input(row));
            row += batch.Size;
        }

        Assert.Equal(8, row);
    }

    [Fact]
    public unsafe void Gathered_batches_reuse_one_pinned_and_aligned_buffer()
    {
        nint address = 0;
        foreach (Batch batch in DatasetTests.Numbered(10).Batches(size: 3, epochs: 3))
        {
            fixed (float* inputs = batch.Inputs)
            {
                Assert.Equal(0, (nint)inputs % 64);
                Assert.True(address == 0 || address == (nint)inputs);
                address = (nint)inputs;
            }

            Assert.True(MemoryMarshal.TryGetArray(batch.InputMemory, out ArraySegment<float> segment));
            Assert.Equal(GC.MaxGeneration, GC.GetGeneration(segment.Array!));
        }
    }

    [Fact]
    public void Two_loops_over_one_sequence_do_not_share_a_buffer()
    {
        BatchSequence sequence = DatasetTests.Numbered(10).Batches(size: 5, seed: 1);
        foreach (Batch outer in sequence)
        {
            float[] before = outer.Inputs.ToArray();
            foreach (Batch inner in sequence)
            {
                Assert.Equal(5, inner.Size);
            }

            Assert.Equal(before, outer.Inputs.ToArray());
        }
    }

    [Fact]
    public void Wrong_sizes_and_epochs_are_refused()
    {
        Dataset dataset = DatasetTests.Numbered(10);
        foreach (int wrong in new[] { 0, -1, int.MinValue })
        {
            ArgumentOutOfRangeException size = Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Batches(size: wrong));
            Assert.Equal("size", size.ParamName);
            Assert.StartsWith($"Batches: size must be at least 1, but is {wrong}.", size.Message, StringComparison.Ordinal);
            Assert.Contains("BatchSequenceTests.cs:line ", size.Message, StringComparison.Ordinal);
            Assert.Equal("epochs", Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Batches(size: 1, epochs: wrong)).ParamName);
        }
    }
}
