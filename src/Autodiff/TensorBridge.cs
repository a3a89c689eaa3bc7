using System.Numerics.Tensors;

namespace AutoGrad.Autodiff;

/// <summary>The way to and from the tensors of System.Numerics.Tensors, which measure lengths in native integers.</summary>
internal static class TensorBridge
{
    public static ReadOnlyTensorSpan<T> AsTensorSpan<T>(ReadOnlySpan<T> values, Shape shape)
    {
        Span<nint> lengths = shape.Rank <= 8 ? stackalloc nint[shape.Rank] : new nint[shape.Rank];
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            lengths[axis] = shape[axis];
        }

        return new ReadOnlyTensorSpan<T>(values, lengths);
    }

    public static Shape ShapeOf<T>(in ReadOnlyTensorSpan<T> tensor)
    {
        Span<int> sizes = tensor.Rank <= 8 ? stackalloc int[tensor.Rank] : new int[tensor.Rank];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            sizes[axis] = checked((int)tensor.Lengths[axis]);
        }

        return Shape.Create(sizes);
    }
}
