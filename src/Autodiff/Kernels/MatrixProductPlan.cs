using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// How a product is computed. Decided by its shape alone, because the order of the sums follows from it. Rows, columns, A and B are
/// those of the transposed product where <see cref="Swap"/> holds.
/// </summary>
internal readonly struct MatrixProductPlan
{
    /// <summary>Bytes of two of the widest lanes: how wide a strip of B is at most.</summary>
    public const int StripBytes = 128;

    /// <summary>Rows of the tallest tile.</summary>
    public const int TileRows = 12;

    /// <summary>Rows that are computed before the next strip of columns, at least; a multiple of every tile and of every lane.</summary>
    private const int GroupRows = 48;

    /// <summary>The same where A is copied, at most.</summary>
    private const int LongestGroup = 240;

    /// <summary>How much of A is copied at once.</summary>
    private const int GroupBytes = 200 * 1024;

    /// <summary>How much of B is copied at once: it stays in the second cache while all of A passes by.</summary>
    private const int PanelBytes = 768 * 1024;

    /// <summary>Up to so many rows of A stay in the second cache, and strips of B pass by.</summary>
    private const int FewRows = 256;

    /// <summary>The same where there are few strips: a row of B has so many bytes at most.</summary>
    private const int FewRowsOfNarrow = 640;

    /// <inheritdoc cref="FewRowsOfNarrow"/>
    private const int NarrowBytes = 512;

    /// <summary>Depth after which sums are put down in C: a panel of B is that deep.</summary>
    private const int PanelDepth = 512;

    /// <summary>The same where strips are copied one by one: a strip that deep stays in the first cache.</summary>
    private const int StripDepth = 256;

    /// <summary>The same where nothing is copied: rounding errors of longer sums would grow with their length.</summary>
    private const int PlainDepth = 2048;

    /// <summary>Multiplications that are worth a thread's while: some microseconds.</summary>
    private const int LeastPart = 400_000;

    private MatrixProductPlan(int m, int n, int k, bool transposeA, bool transposeB, int elementSize)
    {
        int strip = StripBytes / elementSize;
        Swap = Swaps(m, n, k, transposeA, transposeB) && !(transposeB && MatrixProductAcross.IsBetterThanSwapped(m, n, k, elementSize));
        (int rows, int columns) = Swap ? (n, m) : (m, n);
        CrosswiseB = Swap ? !transposeA : transposeB;
        PackLeft = (Swap ? !transposeB : transposeA) && PacksLeft(rows, columns, k, elementSize);
        PackRight = CrosswiseB || PacksRight(rows, columns, k, elementSize);
        IsAcross = !Swap && (PackLeft || PackRight) && MatrixProductAcross.Pays(rows, columns, k, PackLeft, CrosswiseB, elementSize);
        PackRight |= IsAcross;
        IsStripByStrip = PackRight && !PackLeft && !Swap && !IsAcross && rows <= (columns * elementSize <= NarrowBytes ? FewRowsOfNarrow : FewRows);
        int limit = IsAcross ? MatrixProductAcross.Depth(PackLeft, CrosswiseB, elementSize) : IsStripByStrip ? StripDepth : PackRight || PackLeft ? PanelDepth : PlainDepth;
        Depth = Evenly(k, limit, 1);
        int panel = (IsAcross ? MatrixProductAcross.PanelBytes(PackLeft, CrosswiseB) : PanelBytes) / elementSize / Depth;
        Columns = IsStripByStrip ? Math.Min(strip, columns) : PackRight ? Evenly(columns, panel, strip) : columns;
        Rows = Swap || (PackRight && !IsStripByStrip && !IsAcross) ? GroupRows : rows;
        if (PackLeft)
        {
            Rows = Swap ? GroupRows : Math.Clamp(GroupBytes / elementSize / Depth / GroupRows * GroupRows, GroupRows, LongestGroup);
            TileStride = (TileRows * Depth) + (64 / elementSize);
        }

        PanelLength = PackRight ? UpTo(Columns, strip) * Depth : 0;
        TilesLength = Rows / TileRows * TileStride;
        CrosswiseLength = Swap ? GroupRows * strip : 0;
        SplitRows = PackLeft || (!IsAcross && rows / TileRows > columns / strip);
        Units = SplitRows ? rows / (Swap ? GroupRows : TileRows) : columns / strip;
        UnitLength = SplitRows ? (Swap ? GroupRows : TileRows) : strip;
        MostParts = (int)Math.Min((long)m * n * k / LeastPart, Units);
    }

    /// <summary>Whether the transpose of C is computed, and transposed when it is stored.</summary>
    public bool Swap { get; }

    /// <summary>Whether the rows of B lie crosswise in memory.</summary>
    public bool CrosswiseB { get; }

    /// <summary>Whether A is copied, in tiles.</summary>
    public bool PackLeft { get; }

    /// <summary>Whether B is copied, in strips.</summary>
    public bool PackRight { get; }

    /// <summary>Whether all rows are computed for one strip of B, and then for the next.</summary>
    public bool IsStripByStrip { get; }

    /// <summary>Whether a tile of A passes by all of a panel before the next one does.</summary>
    public bool IsAcross { get; }

    /// <summary>The depth, the columns and the rows of a block, at most.</summary>
    public int Depth { get; }

    /// <inheritdoc cref="Depth"/>
    public int Columns { get; }

    /// <inheritdoc cref="Depth"/>
    public int Rows { get; }

    /// <summary>Numbers from one copied tile of A to the next: an odd number of cache lines.</summary>
    public int TileStride { get; }

    /// <summary>Numbers of the copy of B, of the copy of A, and of tiles of C on their way.</summary>
    public int PanelLength { get; }

    /// <inheritdoc cref="PanelLength"/>
    public int TilesLength { get; }

    /// <inheritdoc cref="PanelLength"/>
    public int CrosswiseLength { get; }

    /// <summary>Numbers of workspace that each thread wants.</summary>
    public int WorkspaceLength => PanelLength + TilesLength + CrosswiseLength;

    /// <summary>Whether several threads take some rows each, not some columns.</summary>
    public bool SplitRows { get; }

    /// <summary>Rows or columns are given to threads in such units.</summary>
    private int UnitLength { get; }

    private int Units { get; }

    private int MostParts { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static MatrixProductPlan Of(int m, int n, int k, bool transposeA, bool transposeB, int elementSize) =>
        new(m, n, k, transposeA, transposeB && k > 1, elementSize);

    /// <summary>Whether the product needs neither copies nor blocks. Quickly told, for small products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPlain(int m, int n, int k, bool transposeA, bool transposeB, int elementSize) =>
        (!transposeB || k <= 1)
        && k <= PlainDepth
        && !Swaps(m, n, k, transposeA, false)
        && !PacksRight(m, n, k, elementSize)
        && !(transposeA && PacksLeft(m, n, k, elementSize));

    /// <summary>Whether a product of this size is worth several threads.</summary>
    public static bool IsSplit(int m, int n, int k) => (long)m * n * k >= 2 * LeastPart;

    /// <summary>What small products want at most.</summary>
    public static int UsualWorkspace(int elementSize) => 64 * 1024 / elementSize;

    /// <summary>What a thread wants at most.</summary>
    public static int LongestWorkspace(int elementSize) =>
        ((MatrixProductAcross.LongestPanelBytes + GroupBytes) / elementSize) + (StripBytes * PanelDepth / elementSize) + (GroupRows * (PanelDepth + StripBytes));

    /// <summary>Into how many parts the product is split for so many threads: some microseconds each at least.</summary>
    public int Parts(int threads) => Math.Max(1, Math.Min(threads, MostParts));

    /// <summary>The first row or column of a part. The parts are as even as the units allow.</summary>
    public int Start(int part, int parts) => (int)((long)Units * part / parts) * UnitLength;

    /// <summary>The length of the blocks that <paramref name="length"/> is split into evenly: a multiple of the unit, unless there is one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Evenly(int length, int limit, int unit)
    {
        int blocks = (length + limit - 1) / limit;
        return blocks <= 1 ? length : UpTo((length + blocks - 1) / blocks, unit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int UpTo(int length, int unit) => (length + unit - 1) / unit * unit;

    /// <remarks>Roughly counted cycles: products, the transposition of what lies crosswise, and that of C.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Swaps(int m, int n, int k, bool transposeA, bool transposeB)
    {
        if (k <= 1 || (!transposeB && (!transposeA || n >= 16)))
        {
            return false;
        }

        long direct = (((long)m * ((n + 15) & -16) * k) >> 2) + (transposeB ? 3L * n * k : 0);
        long swapped = (((long)n * ((m + 15) & -16) * k) >> 2) + (transposeA ? 0 : 3L * m * k) + (4L * m * n);
        return swapped < direct;
    }

    /// <summary>
    /// Whether to copy B: what is read again for every tile then lies close together. The fewer tiles there
    /// are, the more must B exceed the caches for the copy to pay. Columns that do not fill a lane are read whole afterwards.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool PacksRight(int m, int n, int k, int elementSize)
    {
        if (m < 24 || k <= 1)
        {
            return false;
        }

        long limit = m >= 256 ? 32 * 1024 : m >= 96 ? 512 * 1024 : 1200 * 1024;
        return (long)n * k * elementSize > limit || n * elementSize < StripBytes / 2;
    }

    /// <summary>
    /// Whether to copy an A that lies crosswise: each step of the depth reads a few numbers of another page, and the
    /// pages of a deep product are more than the processor keeps track of.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool PacksLeft(int m, int n, int k, int elementSize) =>
        k >= 64 && n >= 2 * StripBytes / elementSize && (long)m * elementSize >= 1024;
}
