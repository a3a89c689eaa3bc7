using System.Numerics;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Elements of an array [outer, length, inner] by indices [outer, count, inner] along its middle axis, one for each element. Indices
/// may repeat; they are checked before.
/// </summary>
internal static class IndexedElements
{
    /// <summary>elements[o, j, i] (+)= whole[o, indices[o, j, i], i].</summary>
    public static void Read<T>(
        ReadOnlySpan<T> whole, int length, int count, int inner, ReadOnlySpan<int> indices, Span<T> elements, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int at = 0;
        for (int block = 0; at < indices.Length; block += length * inner)
        {
            for (int row = 0; row < count; row++)
            {
                for (int column = 0; column < inner; column++, at++)
                {
                    T element = whole[block + (indices[at] * inner) + column];
                    elements[at] = accumulate ? elements[at] + element : element;
                }
            }
        }
    }

    /// <summary>whole[o, indices[o, j, i], i] += elements[o, j, i], in the order of the elements.</summary>
    public static void AddTo<T>(ReadOnlySpan<T> elements, int length, int count, int inner, ReadOnlySpan<int> indices, Span<T> whole)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int at = 0;
        for (int block = 0; at < indices.Length; block += length * inner)
        {
            for (int row = 0; row < count; row++)
            {
                for (int column = 0; column < inner; column++, at++)
                {
                    whole[block + (indices[at] * inner) + column] += elements[at];
                }
            }
        }
    }
}
