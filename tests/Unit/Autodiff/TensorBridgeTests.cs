using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff;

public sealed class TensorBridgeTests
{
    private static double[] Six => [1, 2, 3, 4, 5, 6];

    [Fact]
    public void A_variable_is_seen_as_a_tensor_without_a_copy()
    {
        Variable<double> x = new Tape<double>().Variable(Six, [2, 3]);
        ReadOnlyTensorSpan<double> tensor = x.AsTensorSpan();
        Assert.Equal(2, tensor.Rank);
        Assert.Equal(2, tensor.Lengths[0]);
        Assert.Equal(3, tensor.Lengths[1]);
        Assert.Equal(6, tensor.FlattenedLength);
        Assert.Equal(6.0, tensor[1, 2]);
        Assert.True(Unsafe.AreSame(in MemoryMarshal.GetReference(x.Values), in tensor.GetPinnableReference()));
        Assert.Equal(21.0, Tensor.Sum(tensor));
    }

    [Fact]
    public void Ranks_from_none_to_ten_go_there_and_back()
    {
        Tape<double> tape = new();
        for (int rank = 0; rank <= 10; rank++)
        {
            int[] sizes = [.. Enumerable.Range(0, rank).Select(axis => axis % 3 == 0 ? 2 : 1)];
            Shape shape = sizes;
            Variable<double> x = tape.Variable([.. Enumerable.Range(0, shape.Length).Select(index => 0.5 * index)], shape);
            Variable<double> back = tape.Constant(x.AsTensorSpan());
            Numbers.Equal(x.Values, back.Values);
            if (rank > 0)
            {
                Assert.Equal(shape, back.Shape);
            }
        }
    }

    [Fact]
    public void Empty_variables_are_empty_tensors()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([], [0, 3]);
        ReadOnlyTensorSpan<double> tensor = x.AsTensorSpan();
        Assert.Equal(0, tensor.FlattenedLength);
        Variable<double> back = tape.Variable(tensor);
        Assert.Equal(0, back.Length);
        Assert.Equal(0.0, back.Sum().Item());
    }

    [Fact]
    public void Dense_tensors_are_leaves()
    {
        Tape<double> tape = new();
        Tensor<double> tensor = Tensor.Create(Six, [3, 2]);
        Variable<double> x = tape.Variable(tensor.AsReadOnlyTensorSpan(), "x");
        Assert.Equal([3, 2], x.Shape);
        Numbers.Equal(Six, x.Values);
        Assert.Equal("x [3, 2]", x.ToString());
        Assert.True(x.IsDifferentiable);
        Assert.False(tape.Constant(tensor.AsReadOnlyTensorSpan()).IsDifferentiable);
        tensor[0, 0] = 99;
        Assert.Equal(1.0, x.Values[0]);
    }

    [Fact]
    public void Strided_views_are_read_in_their_order()
    {
        Tape<double> tape = new();
        ReadOnlyTensorSpan<double> columns = new(Six, 0, [3, 2], [1, 3]);
        Variable<double> transposed = tape.Variable(in columns);
        Assert.Equal([3, 2], transposed.Shape);
        Numbers.Equal([1, 4, 2, 5, 3, 6], transposed.Values);

        ReadOnlyTensorSpan<double> everyOther = new(Six, 0, [3], [2]);
        Numbers.Equal([1, 3, 5], tape.Constant(in everyOther).Values);

        ReadOnlyTensorSpan<double> repeated = new(Six, 0, [3, 2], [0, 1]);
        Numbers.Equal([1, 2, 1, 2, 1, 2], tape.Constant(in repeated).Values);

        Numbers.Equal([2, 8, 4, 10, 6, 12], transposed.Square().Sum().Gradients()[transposed]);
    }

    [Fact]
    public void The_transpose_of_a_tensor_is_read_transposed()
    {
        Tape<double> tape = new();
        Tensor<double> tensor = Tensor.Create(Six, [2, 3]);
        Tensor<double> transpose = Tensor.PermuteDimensions(tensor, [1, 0]);
        Variable<double> x = tape.Variable(transpose.AsReadOnlyTensorSpan());
        Assert.Equal([3, 2], x.Shape);
        Numbers.Equal([1, 4, 2, 5, 3, 6], x.Values);
    }

    [Fact]
    public void A_slice_of_a_larger_tensor_is_read_alone()
    {
        Tape<double> tape = new();
        Tensor<double> tensor = Tensor.Create([.. Enumerable.Range(0, 20).Select(index => (double)index)], [4, 5]);
        ReadOnlyTensorSpan<double> block = tensor.AsReadOnlyTensorSpan().Slice([1..3, 2..5]);
        Variable<double> x = tape.Variable(in block);
        Assert.Equal([2, 3], x.Shape);
        Numbers.Equal([7, 8, 9, 12, 13, 14], x.Values);
        ReadOnlyTensorSpan<double> rows = tensor.AsReadOnlyTensorSpan().Slice([1..3, 0..5]);
        Numbers.Equal([5, 6, 7, 8, 9, 10, 11, 12, 13, 14], tape.Variable(in rows).Values);
    }

    [Fact]
    public void An_array_alone_is_a_vector()
    {
        Variable<double> x = new Tape<double>().Variable(Six);
        Assert.Equal([6], x.Shape);
        Numbers.Equal(Six, x.Values);
    }

    [Fact]
    public void The_span_of_a_stale_variable_is_refused()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(1.0);
        tape.Reset();
        Refusal.Of<RecordingException>(["Reset"], () => _ = x.AsTensorSpan());
    }
}
