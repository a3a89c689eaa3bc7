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
        if (tensor.Rank > Shape.MaximumRank)
        {
            throw new ShapeException($"A tensor of {tensor.Rank} axes has more than the {Shape.MaximumRank} that are possible.");
        }

        Span<int> sizes = stackalloc int[tensor.Rank];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            sizes[axis] = tensor.Lengths[axis] <= Array.MaxLength
                ? (int)tensor.Lengths[axis]
                : throw new ShapeException($"A tensor with {tensor.Lengths[axis]} elements along axis {axis} has more than an array can hold.");
        }

        return Shape.Create(sizes);
    }
}
