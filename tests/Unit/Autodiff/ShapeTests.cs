using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff;

public sealed class ShapeTests
{
    private static readonly int[] Sizes = [2, 3, 4];

    [Fact]
    public void A_collection_expression_is_a_shape()
    {
        Shape shape = [2, 3, 4];
        Assert.Equal(3, shape.Rank);
        Assert.Equal(24, shape.Length);
        Assert.Equal(2, shape[0]);
        Assert.Equal(4, shape[^1]);
        Assert.Equal(Sizes, shape.ToArray());
        Assert.Equal("[2, 3, 4]", shape.ToString());
    }

    [Fact]
    public void No_axes_hold_one_number_and_a_size_of_zero_holds_none()
    {
        Assert.Equal(1, Shape.Scalar.Length);
        Assert.Equal(0, Shape.Scalar.Rank);
        Assert.Equal("[]", Shape.Scalar.ToString());
        Shape written = [];
        Assert.Equal(Shape.Scalar, written);
        Assert.Equal(0, Shape.Create([3, 0, 2]).Length);
        Assert.Equal(0, Shape.Create([65536, 65536, 0]).Length);
        Assert.Equal(0, Shape.Create([0, 65536, 65536]).Length);
    }

    [Fact]
    public void The_default_shape_is_the_scalar_in_every_respect()
    {
        Shape shape = default;
        Assert.Equal(Shape.Scalar, shape);
        Assert.Equal(Shape.Scalar.Length, shape.Length);
        Assert.Equal(2.0, new Tape<double>().Variable([2.0], shape).Item());
    }

    [Fact]
    public void Arrays_and_spans_convert()
    {
        Shape fromArray = Sizes;
        Shape fromSpan = Sizes.AsSpan()[1..];
        Assert.Equal(Shape.Create([2, 3, 4]), fromArray);
        Assert.Equal(Shape.Create([3, 4]), fromSpan);
        Assert.Throws<ArgumentNullException>(() => (Shape)(int[])null!);
    }

    [Fact]
    public void A_shape_does_not_change_with_the_array_it_came_from()
    {
        foreach (int rank in new[] { 3, 9 })
        {
            int[] sizes = [.. Enumerable.Repeat(2, rank)];
            Shape shape = sizes;
            sizes[0] = 5;
            shape.ToArray()[1] = 7;
            Assert.Equal(2, shape[0]);
            Assert.Equal(2, shape[1]);
        }
    }

    [Fact]
    public void Equality_is_of_sizes_at_every_rank()
    {
        for (int rank = 0; rank <= 12; rank++)
        {
            int[] sizes = [.. Enumerable.Range(1, rank)];
            Shape left = Shape.Create(sizes);
            Shape right = Shape.Create(sizes);
            Assert.True(left == right);
            Assert.False(left != right);
            Assert.True(left.Equals((object)right));
            Assert.Equal(left.GetHashCode(), right.GetHashCode());
            Assert.Equal(sizes, left.AsSpan().ToArray());
            List<int> enumerated = [];
            foreach (int size in left)
            {
                enumerated.Add(size);
            }

            Assert.Equal(sizes, enumerated);
            if (rank > 0)
            {
                sizes[^1]++;
                Assert.True(left != Shape.Create(sizes));
                Assert.True(left != Shape.Create(sizes.AsSpan()[1..]));
            }
        }

        Assert.False(Shape.Scalar.Equals("[]"));
        Assert.False(Shape.Create([1]) == Shape.Scalar);
    }

    [Fact]
    public void An_axis_that_is_not_there_throws()
    {
        Shape shape = [2, 3];
        Assert.Throws<IndexOutOfRangeException>(() => shape[2]);
        Assert.Throws<IndexOutOfRangeException>(() => shape[^3]);
        Assert.Throws<IndexOutOfRangeException>(() => Shape.Scalar[0]);
    }

    [Fact]
    public void Sizes_that_cannot_be_are_refused_before_anything_is_allocated()
    {
        Refusal.Of<ShapeException>(["[2, -1]", "negative"], () => Shape.Create([2, -1]));
        Refusal.Of<ShapeException>(["[0, -1]", "negative"], () => Shape.Create([0, -1]));
        Refusal.Of<ShapeException>(["[65536, 65536]", "more elements"], () => Shape.Create([65536, 65536]));
        Refusal.Of<ShapeException>(["[46341, 46341]", "more elements"], () => Shape.Create([46341, 46341]));
        Refusal.Of<ShapeException>(["more elements"], () => Shape.Create([int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue]));
        Refusal.Of<ShapeException>(["65 axes", "64"], () => Shape.Create([.. Enumerable.Repeat(1, 65)]));
        Assert.Equal(64, Shape.Create([.. Enumerable.Repeat(1, 64)]).Rank);
        Assert.Equal(Array.MaxLength, Shape.Create([Array.MaxLength]).Length);
    }

    [Fact]
    public void Results_that_are_too_large_are_refused_and_the_tape_stays_usable()
    {
        Tape<float> tape = new();
        Variable<float> column = tape.Variable(new float[50_000], [50_000, 1]);
        Variable<float> row = tape.Variable(new float[50_000], [1, 50_000]);
        int count = tape.Count;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refusal.Of<ShapeException>(["[50000, 50000]"], () => _ = column + row);
        Refusal.Of<ShapeException>(["[50000, 50000]"], () => column.MatMul(row));
        Refusal.Of<ShapeException>(["[50000, 50000]"], () => column.BroadcastTo([50_000, 50_000]));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000_000);
        Assert.Equal(count, tape.Count);
        Assert.Equal(50_000f, (column + 1f).Sum().Item());
    }
}
