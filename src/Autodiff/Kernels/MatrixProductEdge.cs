using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>The loops of <see cref="MatrixProductTile"/> for the right edge of C, where at most one lane of columns is left.</summary>
internal static unsafe class MatrixProductEdge
{
    /// <summary>Tiles of 4 to 12 rows by at most one lane, one below the other; <paramref name="padded"/> when the rows of B may be read to the end of the lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply12x1<L, T>(in Strides strides, int tiles, int rows, int columns, bool padded, T* a, T* b, T* c, T* addend)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        while (true)
        {
            L sum0 = default;
            L sum1 = default;
            L sum2 = default;
            L sum3 = default;
            L sum4 = default;
            L sum5 = default;
            L sum6 = default;
            L sum7 = default;
            L sum8 = default;
            L sum9 = default;
            L sum10 = default;
            L sum11 = default;
            nint depthStride = strides.ADepth;
            nint pitch = strides.B;
            nint row1 = strides.ARow;
            nint row2 = 2 * row1;
            nint row3 = 3 * row1;
            byte* a0 = (byte*)a;
            byte* a4 = a0 + (Math.Min(4, rows - 4) * row1);
            byte* a8 = a0 + ((rows - 4) * row1);
            byte* right = (byte*)b;
            byte* end = right + (strides.Depth * pitch);
            while (right != end)
            {
                var right0 = padded ? L.Load((T*)right) : L.Load((T*)right, columns);
                MatrixProductTile.AddProduct<L, T>(ref sum0, L.Create(*(T*)a0), right0);
                MatrixProductTile.AddProduct<L, T>(ref sum1, L.Create(*(T*)(a0 + row1)), right0);
                MatrixProductTile.AddProduct<L, T>(ref sum2, L.Create(*(T*)(a0 + row2)), right0);
                MatrixProductTile.AddProduct<L, T>(ref sum3, L.Create(*(T*)(a0 + row3)), right0);
                MatrixProductTile.AddProduct<L, T>(ref sum4, L.Create(*(T*)a4), right0);
                MatrixProductTile.AddProduct<L, T>(ref sum5, L.Create(*(T*)(a4 + row1)), right0);
                MatrixProductTile.AddProduct<L, T>(ref sum6, L.Create(*(T*)(a4 + row2)), right0);
                MatrixProductTile.AddProduct<L, T>(ref sum7, L.Create(*(T*)(a4 + row3)), right0);
                MatrixProductTile.AddProduct<L, T>(ref sum8, L.Create(*(T*)a8), right0);
                MatrixProductTile.AddProduct<L, T>(ref sum9, L.Create(*(T*)(a8 + row1)), right0);
                MatrixProductTile.AddProduct<L, T>(ref sum10, L.Create(*(T*)(a8 + row2)), right0);
                MatrixProductTile.AddProduct<L, T>(ref sum11, L.Create(*(T*)(a8 + row3)), right0);
                a0 += depthStride;
                a4 += depthStride;
                a8 += depthStride;
                right += pitch;
            }

            if (addend != null)
            {
                nint step = strides.Addend;
                T* addend0 = addend;
                T* addend4 = addend + (Math.Min(4, rows - 4) * step);
                T* addend8 = addend + ((rows - 4) * step);
                sum0 += LoadColumns<L, T>(addend0, columns);
                sum1 += LoadColumns<L, T>(addend0 + step, columns);
                sum2 += LoadColumns<L, T>(addend0 + (2 * step), columns);
                sum3 += LoadColumns<L, T>(addend0 + (3 * step), columns);
                sum4 += LoadColumns<L, T>(addend4, columns);
                sum5 += LoadColumns<L, T>(addend4 + step, columns);
                sum6 += LoadColumns<L, T>(addend4 + (2 * step), columns);
                sum7 += LoadColumns<L, T>(addend4 + (3 * step), columns);
                sum8 += LoadColumns<L, T>(addend8, columns);
                sum9 += LoadColumns<L, T>(addend8 + step, columns);
                sum10 += LoadColumns<L, T>(addend8 + (2 * step), columns);
                sum11 += LoadColumns<L, T>(addend8 + (3 * step), columns);
            }

            nint next = strides.C;
            T* c0 = c;
            T* c4 = c + (Math.Min(4, rows - 4) * next);
            T* c8 = c + ((rows - 4) * next);
            StoreColumns<L, T>(sum0, c0, columns);
            StoreColumns<L, T>(sum1, c0 + next, columns);
            StoreColumns<L, T>(sum2, c0 + (2 * next), columns);
            StoreColumns<L, T>(sum3, c0 + (3 * next), columns);
            StoreColumns<L, T>(sum4, c4, columns);
            StoreColumns<L, T>(sum5, c4 + next, columns);
            StoreColumns<L, T>(sum6, c4 + (2 * next), columns);
            StoreColumns<L, T>(sum7, c4 + (3 * next), columns);
            StoreColumns<L, T>(sum8, c8, columns);
            StoreColumns<L, T>(sum9, c8 + next, columns);
            StoreColumns<L, T>(sum10, c8 + (2 * next), columns);
            StoreColumns<L, T>(sum11, c8 + (3 * next), columns);

            tiles--;
            if (tiles == 0)
            {
                return;
            }

            a = (T*)((byte*)a + strides.ATile);
            c += rows * next;
            addend = addend == null ? null : addend + (rows * strides.Addend);
        }
    }

    /// <summary>1 to 4 rows by at most one lane; <paramref name="padded"/> when the rows of B may be read to the end of the lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply4x1<L, T>(in Strides strides, int rows, int columns, bool padded, T* a, T* b, T* c, T* addend)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        L sum0 = default;
        L sum1 = default;
        L sum2 = default;
        L sum3 = default;
        nint depthStride = strides.ADepth;
        nint pitch = strides.B;
        nint row1 = rows > 1 ? strides.ARow : 0;
        nint row2 = rows > 2 ? 2 * strides.ARow : row1;
        nint row3 = rows > 3 ? 3 * strides.ARow : row2;
        byte* a0 = (byte*)a;
        byte* right = (byte*)b;
        byte* end = right + (strides.Depth * pitch);
        while (right != end)
        {
            var right0 = padded ? L.Load((T*)right) : L.Load((T*)right, columns);
            MatrixProductTile.AddProduct<L, T>(ref sum0, L.Create(*(T*)a0), right0);
            MatrixProductTile.AddProduct<L, T>(ref sum1, L.Create(*(T*)(a0 + row1)), right0);
            MatrixProductTile.AddProduct<L, T>(ref sum2, L.Create(*(T*)(a0 + row2)), right0);
            MatrixProductTile.AddProduct<L, T>(ref sum3, L.Create(*(T*)(a0 + row3)), right0);
            a0 += depthStride;
            right += pitch;
        }

        if (addend != null)
        {
            nint step = strides.Addend;
            sum0 += LoadColumns<L, T>(addend, columns);
            sum1 += LoadColumns<L, T>(addend + (Math.Min(1, rows - 1) * step), columns);
            sum2 += LoadColumns<L, T>(addend + (Math.Min(2, rows - 1) * step), columns);
            sum3 += LoadColumns<L, T>(addend + (Math.Min(3, rows - 1) * step), columns);
        }

        StoreColumns<L, T>(sum3, c + (Math.Min(3, rows - 1) * strides.C), columns);
        StoreColumns<L, T>(sum2, c + (Math.Min(2, rows - 1) * strides.C), columns);
        StoreColumns<L, T>(sum1, c + (Math.Min(1, rows - 1) * strides.C), columns);
        StoreColumns<L, T>(sum0, c, columns);
    }

    /// <summary>Reads what a lane has, or the columns there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static L LoadColumns<L, T>(T* source, int columns)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
        => columns == L.Count ? L.Load(source) : L.Load(source, columns);

    /// <summary>Writes a whole lane, or the columns there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreColumns<L, T>(L value, T* destination, int columns)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        if (columns == L.Count)
        {
            L.Store(value, destination);
        }
        else
        {
            L.Store(value, destination, columns);
        }
    }
}
