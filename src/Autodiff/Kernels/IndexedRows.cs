using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Rows of an array [outer, length, inner] by a list of indices along its middle axis; the array of the chosen rows is
/// [outer, indices, inner]. Indices may repeat; they are checked before.
/// </summary>
internal static unsafe class IndexedRows
{
    /// <summary>rows[o, j] (+)= whole[o, indices[j]].</summary>
    public static void Read<T>(ReadOnlySpan<T> whole, int length, int inner, ReadOnlySpan<int> indices, Span<T> rows, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* array = whole, chosen = rows)
        {
            Move(array, whole.Length, length, inner, indices, chosen, rows.Length, reads: true, accumulate);
        }
    }

    /// <summary>whole[o, indices[j]] += rows[o, j], in the order of j.</summary>
    public static void AddTo<T>(ReadOnlySpan<T> rows, int length, int inner, ReadOnlySpan<int> indices, Span<T> whole)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* array = whole, chosen = rows)
        {
            Move(array, whole.Length, length, inner, indices, chosen, rows.Length, reads: false, accumulate: true);
        }
    }

    private static void Move<T>(
        T* whole, int wholeLength, int length, int inner, ReadOnlySpan<int> indices, T* rows, int rowsLength, bool reads, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (rowsLength == 0)
        {
            return;
        }

        nint outer = rowsLength / indices.Length / inner;
        ArgumentOutOfRangeException.ThrowIfNotEqual(outer * indices.Length * inner, rowsLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(outer * length * inner, wholeLength);
        fixed (int* list = indices)
        {
            var action = new Rows<T>(whole, outer, length, inner, list, indices.Length, rows, reads, accumulate);
            Lanes.Dispatch<T, Rows<T>>(ref action);
        }
    }

    internal readonly struct Rows<T>(
        T* whole, nint outer, nint length, nint inner, int* indices, nint count, T* rows, bool reads, bool accumulate) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _whole = whole;
        private readonly T* _rows = rows;
        private readonly int* _indices = indices;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            T* array = _whole;
            T* row = _rows;
            for (nint block = 0; block < outer; block++, array += length * inner)
            {
                for (nint index = 0; index < count; index++, row += inner)
                {
                    T* place = array + (_indices[index] * inner);
                    T* from = reads ? place : row;
                    T* to = reads ? row : place;
                    if (inner == 1)
                    {
                        *to = accumulate ? *to + *from : *from;
                    }
                    else if (accumulate)
                    {
                        Accumulation.AddScaled<L, T>(from, T.One, to, inner);
                    }
                    else
                    {
                        Buffer.MemoryCopy(from, to, inner * sizeof(T), inner * sizeof(T));
                    }
                }
            }
        }
    }
}
