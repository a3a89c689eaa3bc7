using System.Numerics.Tensors;

namespace AutoGrad.Autodiff;

/// <summary>The way to and from the tensors of System.Numerics.Tensors, which measure lengths in native integers.</summary>
internal static class TensorBridge
{
    public static ReadOnlyTensorSpan<T> AsTensorSpan<T>(ReadOnlySpan<T> values, Shape shape)
    {
        // Their tensors have at least one axis: no lengths would mean nothing, not one number.
        Span<nint> lengths = stackalloc nint[Math.Max(shape.Rank, 1)];
        lengths[0] = 1;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            lengths[axis] = shape[axis];
        }

        return new ReadOnlyTensorSpan<T>(values, lengths);
    }

    public static Shape ShapeOf<T>(in ReadOnlyTensorSpan<T> tensor)
    {
        Span<int> sizes = stackalloc int[tensor.Rank];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            sizes[axis] = checked((int)tensor.Lengths[axis]);
        }

        return Shape.Create(sizes);
    }
}
