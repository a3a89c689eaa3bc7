using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Large products with the strips of B innermost: a tile of A stays in the first cache, the panel of B passes by, and C is written along its rows.
/// Rows of C, and of what is asked for ahead, lie in pages of their own, which the processor then changes once a tile of A, not once a tile of C.
/// </summary>
internal static unsafe class MatrixProductAcross
{
    /// <summary>The most bytes of a panel of B: where A is copied too, once for each panel.</summary>
    public const int LongestPanelBytes = 1024 * 1024;

    /// <summary>The same where A is read where it lies: the next panel is in the second cache besides.</summary>
    private const int PlainPanelBytes = 800 * 1024;

    /// <summary>The same where B lies crosswise.</summary>
    private const int CrosswisePanelBytes = 512 * 1024;

    /// <summary>Bytes of a row of a tile of A, which stays in the first cache.</summary>
    private const int PlainDepthBytes = 1600;

    /// <summary>The same where A is copied.</summary>
    private const int CopiedDepthBytes = 1024;

    /// <summary>The same where B lies crosswise: its rows are asked for whole, which is worth a tile of A in the second cache.</summary>
    private const int CrosswiseDepthBytes = 4096;

    /// <summary>Bytes of a row of C, so that a tile of A passes by many strips.</summary>
    private const int LeastRowBytes = 2048;

    /// <summary>Bytes of all three matrices that are more than the second cache has.</summary>
    private const int LeastBytes = 3_400_000;

    /// <summary>Bytes of a B that lies crosswise, and the rows of A it takes for it to be better than the transposed product.</summary>
    private const int LeastCrosswiseBytes = 2_000_000;

    /// <inheritdoc cref="LeastCrosswiseBytes"/>
    private const int LeastCrosswiseRows = 192;

    /// <summary>A tile that is less deep asks for nothing: it is computed faster than the lines would come.</summary>
    private const int LeastAskingDepth = 64;

    /// <summary>Whether a product is computed so, if A or B is copied.</summary>
    public static bool Pays(long m, long n, long k, bool packLeft, bool crosswiseB, int elementSize) =>
        m >= 2 * MatrixProductPlan.TileRows
        && n * elementSize >= LeastRowBytes
        && (packLeft || (crosswiseB ? n * k * elementSize > LeastCrosswiseBytes : ((m * k) + (k * n) + (m * n)) * elementSize > LeastBytes));

    /// <summary>Whether a product with a B that lies crosswise is computed so, and not its transpose.</summary>
    public static bool IsBetterThanSwapped(long m, long n, long k, int elementSize) =>
        m >= LeastCrosswiseRows && n * elementSize >= LeastRowBytes && n * k * elementSize > LeastCrosswiseBytes;

    /// <summary>The depth after which sums are put down in C, at most.</summary>
    public static int Depth(bool packLeft, bool crosswiseB, int elementSize) =>
        (packLeft ? CopiedDepthBytes : crosswiseB ? CrosswiseDepthBytes : PlainDepthBytes) / elementSize;

    /// <summary>How much of B is copied at once, at most.</summary>
    public static int PanelBytes(bool packLeft, bool crosswiseB) => packLeft ? LongestPanelBytes : crosswiseB ? CrosswisePanelBytes : PlainPanelBytes;

    /// <summary>C = A B + addend for a block whose B is copied, tile of A by tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute<L, T>(
        in MatrixProductRoles<T> roles, in MatrixProductPlan plan, in MatrixProductBlock block, Strides strides, T* a, T* b)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int Tile = MatrixProductPlan.TileRows;
        int strip = 2 * L.Count;
        int strips = block.Columns / strip;
        T* c = roles.C + (block.Top * roles.CRow) + block.Left;
        T* addend = roles.Addend == null ? null : roles.Addend + (block.Top * roles.AddendRow) + block.Left;
        int asked = 0;
        int rows;
        for (int row = 0; row < block.Rows; row += rows)
        {
            // The last 16 rows are better halved.
            int left = block.Rows - row;
            rows = left == Tile + 4 && !plan.PackLeft ? left : Math.Min(left, Tile);
            int column = 0;
            T* right = b;
            if (rows == Tile && strips > 0)
            {
                var beside = strides;
                beside.ATile = 0;
                beside.B = strip * sizeof(T);
                beside.BTile = block.Depth * beside.B;
                beside.CTile = strip;
                beside.AddendTile = strip;
                int first = 0;
                if (strips > Tile && !plan.PackLeft && roles.ADepth == 1 && left > Tile)
                {
                    // Each of the first tiles of C asks for a row of the next tile of A.
                    first = Tile;
                    beside.Ahead = (byte*)a + strides.ATile;
                    beside.AheadStep = sizeof(T);
                    beside.AheadTile = strides.ARow;
                    MatrixProductTile.Multiply12x2<L, T>(in beside, first, Tile, a, b, c, addend);
                }

                AskForNext(in roles, in plan, in block, row, asked, strides.AheadStep, ref beside);
                asked += strips - first;
                column = first * strip;
                MatrixProductTile.Multiply12x2<L, T>(
                    in beside, strips - first, Tile, a, b + ((nint)column * block.Depth), c + column, addend == null ? null : addend + column);
                column = strips * strip;
                right += (nint)column * block.Depth;
            }

            int width;
            strides.AheadStep = 0;
            for (; column < block.Columns; column += width)
            {
                width = MatrixProductPath.StripWidth<L, T>(block.Columns - column);
                int pitch = Math.Max(width, L.Count);
                strides.B = pitch * sizeof(T);
                MatrixProductPath.ComputeTiles<L, T>(in strides, rows, width, true, a, right, c + column, addend == null ? null : addend + column);
                right += (nint)pitch * block.Depth;
            }

            a += plan.PackLeft ? plan.TileStride : rows * roles.ARow;
            c += rows * roles.CRow;
            addend = addend == null ? null : addend + (rows * roles.AddendRow);
        }
    }

    /// <summary>
    /// The tiles of C beside the first tile of A ask for the A of the next block, where it is copied; if there is none, each asks for a row of the B of the
    /// next, from the row on that is next.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AskForNext<T>(
        in MatrixProductRoles<T> roles, in MatrixProductPlan plan, in MatrixProductBlock block, int row, int asked, nint stepOfA, ref Strides strides)
        where T : unmanaged
    {
        if (block.Top + block.Rows < roles.Rows)
        {
            strides.AheadStep = row == 0 && block.Depth >= LeastAskingDepth ? stepOfA : 0;
            return;
        }

        nint start = block.Start;
        int left = block.Left + block.Columns;
        if (left >= roles.Columns)
        {
            left = 0;
            start += block.Depth;
        }

        int depth = (int)Math.Min(plan.Depth, roles.Depth - start);
        int columns = Math.Min(plan.Columns, roles.Columns - left);
        (int rows, int length, nint pitch) = plan.CrosswiseB ? (columns, depth, roles.BColumn) : (depth, columns, roles.BDepth);
        strides.AheadStep = 0;
        if (depth > 0 && asked < rows)
        {
            strides.Ahead = (byte*)(roles.B + (start * roles.BDepth) + (left * roles.BColumn) + (asked * pitch));
            strides.AheadStep = length * sizeof(T) / block.Depth;
            strides.AheadTile = pitch * sizeof(T);
        }
    }
}
