using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Chooses how a product is computed, and runs the tiles of C.</summary>
internal static unsafe class MatrixProductPath
{
    /// <summary>The product in registers of one width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute<L, T>(in Product<T> product)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int m = product.Rows;
        int n = product.Columns;
        int k = product.Depth;
        T* addend = product.Bias;
        nint addendPitch = 0;
        if (product.Accumulate)
        {
            if (addend != null)
            {
                AddBias<L, T>(m, n, product.C, addend);
            }

            addend = product.C;
            addendPitch = n;
        }

        if (m == 1)
        {
            if (product.TransposeB && k > 1)
            {
                MatrixProductVector.MultiplyRows<L, T>(n, k, product.B, product.A, product.C, addend, 1);
            }
            else
            {
                MatrixProductVector.MultiplyColumns<L, T>(n, k, product.A, product.B, product.C, addend, 1);
            }

            return;
        }

        if (n == 1)
        {
            if (product.TransposeA && k > 1)
            {
                MatrixProductVector.MultiplyColumns<L, T>(m, k, product.B, product.A, product.C, addend, addendPitch);
            }
            else
            {
                MatrixProductVector.MultiplyRows<L, T>(m, k, product.A, product.B, product.C, addend, addendPitch);
            }

            return;
        }

        if (!MatrixProductPlan.IsPlain(m, n, k, product.TransposeA, product.TransposeB, sizeof(T)) || (product.Threads > 1 && MatrixProductPlan.IsSplit(m, n, k)))
        {
            var plan = MatrixProductPlan.Of(m, n, k, product.TransposeA, product.TransposeB, sizeof(T));
            MatrixProductBlocks.Compute<L, T>(in product, in plan, addend, addendPitch);
            return;
        }

        Strides strides;
        strides.Depth = k;
        strides.ARow = (product.TransposeA ? 1 : (nint)k) * sizeof(T);
        strides.ADepth = (product.TransposeA ? (nint)m : 1) * sizeof(T);
        strides.ATile = 12 * strides.ARow;
        strides.B = (nint)n * sizeof(T);
        strides.BTile = 0;
        strides.C = n;
        strides.CTile = 12 * strides.C;
        strides.Addend = addendPitch;
        strides.AddendTile = 12 * addendPitch;
        strides.Ahead = (byte*)product.B;
        strides.AheadStep = 0;
        strides.AheadTile = 0;
        int columns;
        for (int column = 0; column < n; column += columns)
        {
            columns = StripWidth<L, T>(n - column);
            ComputeTiles<L, T>(in strides, m, columns, false, product.A, product.B + column, product.C + column, addend == null ? null : addend + column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int StripWidth<L, T>(int columns)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
        => columns >= 2 * L.Count ? 2 * L.Count : Math.Min(columns, L.Count);

    /// <summary>The rows of one strip of columns, as evenly as the tiles allow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ComputeTiles<L, T>(in Strides strides, int rows, int columns, bool padded, T* a, T* b, T* c, T* addend)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool wide = columns > L.Count;
        padded |= columns == L.Count;
        while (true)
        {
            // Tall tiles want the 32 registers that come with 64-byte lanes.
            int done;
            if (sizeof(L) < 64 || rows <= 4)
            {
                done = Math.Min(rows, 4);
                if (wide)
                {
                    MatrixProductTile.Multiply4x2<L, T>(in strides, done, a, b, c, addend);
                }
                else
                {
                    MatrixProductEdge.Multiply4x1<L, T>(in strides, done, columns, padded, a, b, c, addend);
                }
            }
            else if (wide && (rows <= 8 || (rows == 16 && strides.ATile == 12 * strides.ARow)))
            {
                done = Math.Min(rows, 8);
                MatrixProductTile.Multiply8x2<L, T>(in strides, done, a, b, c, addend);
            }
            else
            {
                int tile = Math.Min(rows, 12);
                int tiles = rows / tile;
                if (wide && rows > 16 && rows % 12 == 4 && strides.ATile == 12 * strides.ARow)
                {
                    tiles--;
                }

                if (wide)
                {
                    MatrixProductTile.Multiply12x2<L, T>(in strides, tiles, tile, a, b, c, addend);
                }
                else
                {
                    MatrixProductEdge.Multiply12x1<L, T>(in strides, tiles, tile, columns, padded, a, b, c, addend);
                }

                done = tiles * tile;
                a = (T*)((byte*)a + (tiles * strides.ATile) - (done * strides.ARow));
            }

            rows -= done;
            if (rows <= 0)
            {
                return;
            }

            a = (T*)((byte*)a + (done * strides.ARow));
            c += done * strides.C;
            addend = addend == null ? null : addend + (done * strides.Addend);
        }
    }

    /// <summary>Adds the bias to every row of C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBias<L, T>(int rows, int columns, T* c, T* bias)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        for (; rows > 0; rows--)
        {
            for (int column = 0; column < columns; column += L.Count)
            {
                int count = Math.Min(L.Count, columns - column);
                var sum = MatrixProductEdge.LoadColumns<L, T>(c + column, count) + MatrixProductEdge.LoadColumns<L, T>(bias + column, count);
                MatrixProductEdge.StoreColumns<L, T>(sum, c + column, count);
            }

            c += columns;
        }
    }
}
