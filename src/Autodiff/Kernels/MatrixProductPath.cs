using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Chooses how a product is computed, and runs the tiles of C.</summary>
internal static unsafe class MatrixProductPath
{
    /// <summary>Depth after which sums are put down in C: a packed strip of B that deep stays in the first cache.</summary>
    internal const int PackedDepth = 256;

    /// <summary>The same where B is read in place: rounding errors of longer sums would grow with their length.</summary>
    internal const int Depth = 2048;

    /// <summary>Bytes of two of the widest lanes: how wide a strip of B is at most.</summary>
    private const int StripBytes = 128;

    /// <summary>Rows that pass by a packed strip of B; a multiple of the tallest tile and of <see cref="TransposedRows"/>.</summary>
    private const int PackedRows = 240;

    /// <summary>Rows of tiles that are transposed at once on their way to C; a multiple of every tile and every lane.</summary>
    private const int TransposedRows = 48;

    /// <summary>What most products want at most; those that copy tiles of A want more, up to <see cref="LongestWorkspace"/>.</summary>
    public static int UsualWorkspace(int elementSize) => (PackedDepth + TransposedRows) * StripBytes / elementSize;

    public static int LongestWorkspace(int elementSize) => UsualWorkspace(elementSize) + (PackedRows * PackedDepth);

    public static int WorkspaceLength(int m, int n, int k, bool transposeA, bool transposeB, int elementSize)
    {
        if (m <= 1 || n <= 1 || k <= 1)
        {
            return 0;
        }

        int width = StripBytes / elementSize;
        bool swap = Swaps(m, n, k, transposeA, transposeB);
        bool pack = swap ? !transposeA || Packs(n, m, k, elementSize) : transposeB || Packs(m, n, k, elementSize);
        bool packLeft = swap ? !transposeB && PacksLeft(n, m, k, elementSize) : transposeA && PacksLeft(m, n, k, elementSize);
        return (((pack ? Math.Min(k, PackedDepth) : 0) + (swap ? TransposedRows : 0)) * width)
            + (packLeft ? PackedRows * Math.Min(k, PackedDepth) : 0);
    }

    /// <summary>Whether to compute the transpose of C, and transpose it when it is stored.</summary>
    /// <remarks>Roughly counted cycles: products, the transposition of what lies crosswise, and that of C.</remarks>
    private static bool Swaps(int m, int n, int k, bool transposeA, bool transposeB)
    {
        if (!transposeB && (!transposeA || n >= 16))
        {
            return false;
        }

        long direct = (((long)m * ((n + 15) & -16) * k) >> 2) + (transposeB ? 3L * n * k : 0);
        long swapped = (((long)n * ((m + 15) & -16) * k) >> 2) + (transposeA ? 0 : 3L * m * k) + (4L * m * n);
        return swapped < direct;
    }

    /// <summary>
    /// Whether to copy strips of B: what is read again for every tile then comes from the first cache. The fewer tiles there
    /// are, the more must B exceed the caches for the copy to pay. Columns that do not fill a lane are read whole afterwards.
    /// </summary>
    private static bool Packs(int m, int n, int k, int elementSize)
    {
        if (m < 24)
        {
            return false;
        }

        long limit = m >= 256 ? 64 * 1024 : m >= 96 ? 512 * 1024 : 1200 * 1024;
        return (long)n * k * elementSize > limit || n * elementSize < StripBytes / 2;
    }

    /// <summary>
    /// Whether to copy tiles of an A that lies crosswise: each step of the depth reads a few numbers of another page, and the
    /// pages of a deep product are more than the processor keeps track of.
    /// </summary>
    private static bool PacksLeft(int m, int n, int k, int elementSize) =>
        k >= 64 && n >= 2 * StripBytes / elementSize && (long)m * elementSize >= 1024;

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

        bool crosswiseB = product.TransposeB && k > 1;
        if (!crosswiseB && !Swaps(m, n, k, product.TransposeA, false) && !Packs(m, n, k, sizeof(T)) && k <= Depth)
        {
            Strides strides;
            strides.Depth = k;
            strides.ARow = (product.TransposeA ? 1 : (nint)k) * sizeof(T);
            strides.ADepth = (product.TransposeA ? (nint)m : 1) * sizeof(T);
            strides.ATile = 12 * strides.ARow;
            strides.B = (nint)n * sizeof(T);
            strides.C = n;
            strides.Addend = addendPitch;
            int columns;
            for (int column = 0; column < n; column += columns)
            {
                columns = StripWidth<L, T>(n - column);
                ComputeTiles<L, T>(in strides, m, columns, false, product.A, product.B + column, product.C + column, addend == null ? null : addend + column);
            }

            return;
        }

        ComputeStrips<L, T>(in product, crosswiseB, addend, addendPitch);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int StripWidth<L, T>(int columns)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
        => columns >= 2 * L.Count ? 2 * L.Count : Math.Min(columns, L.Count);

    /// <summary>Any product: strip of columns by strip, the strip of B copied or transposed, C transposed on its way as need be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ComputeStrips<L, T>(in Product<T> product, bool crosswiseB, T* addend, nint addendPitch)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int m = product.Rows;
        int n = product.Columns;
        int k = product.Depth;
        if (product.WorkspaceLength < WorkspaceLength(m, n, k, product.TransposeA, product.TransposeB, sizeof(T)))
        {
            throw new ArgumentException($"Matrix product of {m} x {k} and {k} x {n}: the workspace is too short.");
        }

        Roles<T> roles;
        roles.Depth = k;
        roles.C = product.C;
        roles.CPitch = n;
        roles.Addend = addend;
        roles.AddendPitch = addendPitch;
        roles.Workspace = product.Workspace;
        bool crosswiseA = product.TransposeA;
        if (k > 1 && Swaps(m, n, k, crosswiseA, crosswiseB))
        {
            roles.Rows = n;
            roles.Columns = m;
            roles.A = product.B;
            roles.ARow = crosswiseB ? k : 1;
            roles.ADepth = crosswiseB ? 1 : n;
            roles.B = product.A;
            roles.BPitch = crosswiseA ? m : k;
            roles.CrosswiseB = !crosswiseA;
            roles.TransposeC = true;
        }
        else
        {
            roles.Rows = m;
            roles.Columns = n;
            roles.A = product.A;
            roles.ARow = crosswiseA ? 1 : k;
            roles.ADepth = crosswiseA ? m : 1;
            roles.B = product.B;
            roles.BPitch = crosswiseB ? k : n;
            roles.CrosswiseB = crosswiseB;
            roles.TransposeC = false;
        }

        roles.Pack = roles.CrosswiseB || (k > 1 && Packs(roles.Rows, roles.Columns, k, sizeof(T)));
        roles.PackLeft = sizeof(L) == 64 && roles.ARow == 1 && roles.ADepth > 1 && PacksLeft(roles.Rows, roles.Columns, k, sizeof(T));

        // Rows at a time, so that what is read of A for every strip stays in the second cache.
        int rows = roles.Pack || roles.PackLeft ? PackedRows : roles.Rows;
        for (nint start = 0; start == 0 || start < k;)
        {
            nint depth = nint.Min(k - start, roles.Pack || roles.PackLeft ? PackedDepth : Depth);
            for (int row = 0; row < roles.Rows; row += rows)
            {
                ComputeBlock<L, T>(in roles, start, depth, row, Math.Min(rows, roles.Rows - row));
            }

            start += Math.Max(depth, 1);
            roles.Addend = roles.C;
            roles.AddendPitch = roles.CPitch;
        }
    }

    /// <summary>Some rows and some depth of C = A B, strip of columns by strip.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ComputeBlock<L, T>(in Roles<T> roles, nint start, nint depth, int top, int rows)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int strip = 2 * L.Count;
        T* workspace = roles.Workspace;
        T* a = roles.A + (start * roles.ADepth) + (top * roles.ARow);
        Strides strides;
        strides.Depth = depth;
        strides.ARow = roles.ARow * sizeof(T);
        strides.ADepth = roles.ADepth * sizeof(T);
        strides.ATile = 12 * strides.ARow;
        strides.B = roles.BPitch * sizeof(T);
        strides.C = roles.TransposeC ? strip : roles.CPitch;
        strides.Addend = roles.AddendPitch;
        T* tiles = workspace;
        workspace += roles.TransposeC ? TransposedRows * strip : 0;
        if (roles.PackLeft)
        {
            // Behind the strip of B, which keeps its alignment.
            T* left = workspace + (roles.Pack ? depth * strip : 0);
            MatrixProductTransposition.PackTiles<L, T>(a, roles.ADepth, rows, depth, left);
            a = left;
            strides.ADepth = 12 * sizeof(T);
            strides.ATile = depth * strides.ADepth;
        }

        int columns;
        for (int column = 0; column < roles.Columns; column += columns)
        {
            columns = StripWidth<L, T>(roles.Columns - column);
            T* b = roles.B + (roles.CrosswiseB ? (column * roles.BPitch) + start : (start * roles.BPitch) + column);
            if (roles.Pack)
            {
                int width = columns == strip ? strip : L.Count;
                strides.B = width * sizeof(T);
                if (roles.CrosswiseB)
                {
                    MatrixProductTransposition.PackTransposed<L, T>(b, roles.BPitch, columns, depth, workspace, width);
                }
                else
                {
                    MatrixProductTransposition.Pack<L, T>(b, roles.BPitch, depth, columns, workspace, width);
                }

                b = workspace;
            }

            if (!roles.TransposeC)
            {
                nint corner = (top * roles.CPitch) + column;
                T* addend = roles.Addend == null ? null : roles.Addend + (top * roles.AddendPitch) + column;
                ComputeTiles<L, T>(in strides, rows, columns, roles.Pack, a, b, roles.C + corner, addend);
                continue;
            }

            for (int row = 0; row < rows; row += TransposedRows)
            {
                int count = Math.Min(TransposedRows, rows - row);
                T* block = (T*)((byte*)a + (row / 12 * strides.ATile));
                ComputeTiles<L, T>(in strides, count, columns, roles.Pack, block, b, tiles, null);
                nint corner = (column * roles.CPitch) + top + row;
                T* addend = roles.Addend == null ? null : roles.Addend + (column * roles.AddendPitch) + top + row;
                MatrixProductTransposition.StoreTransposed<L, T>(
                    tiles, strip, count, columns, roles.C + corner, roles.CPitch, addend, roles.AddendPitch);
            }
        }
    }

    /// <summary>The rows of one strip of columns, as evenly as the tiles allow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ComputeTiles<L, T>(in Strides strides, int rows, int columns, bool padded, T* a, T* b, T* c, T* addend)
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

    /// <summary>Who is A, B and C in the tiles.</summary>
    private struct Roles<T>
        where T : unmanaged
    {
        public int Rows;
        public int Columns;
        public nint Depth;
        public T* A;
        public nint ARow;
        public nint ADepth;
        public T* B;
        public nint BPitch;
        public bool CrosswiseB;
        public bool Pack;
        public bool PackLeft;
        public T* C;
        public nint CPitch;
        public bool TransposeC;
        public T* Addend;
        public nint AddendPitch;
        public T* Workspace;
    }
}
