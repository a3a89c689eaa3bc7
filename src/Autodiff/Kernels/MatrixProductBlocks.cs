using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Products that are computed block by block, as the plan has it: B copied in strips, A in tiles, C transposed on its way.
/// </summary>
internal static unsafe class MatrixProductBlocks
{
    private const int Line = 64;

    /// <summary>Rows of the tiles that ask for the next strip.</summary>
    private const int AskingRows = 2 * MatrixProductPlan.TileRows;

    /// <summary>The product, on as many threads as its size is worth.</summary>
    public static void Compute<L, T>(in Product<T> product, in MatrixProductPlan plan, T* addend, nint addendPitch)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int parts = plan.Parts(product.Threads);
        if (product.WorkspaceLength < (long)parts * plan.WorkspaceLength)
        {
            throw new ArgumentException(
                $"Matrix product of {product.Rows} x {product.Depth} and {product.Depth} x {product.Columns}: the workspace is too short.");
        }

        MatrixProductRoles<T> roles = new(in product, plan.Swap, addend, addendPitch);
        if (parts == 1)
        {
            ComputePart<L, T>(roles, in plan, product.Workspace);
        }
        else
        {
            Workers.Run(parts, parts, new Parts<L, T>(roles, plan, product.Workspace, parts));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ComputePart<L, T>(MatrixProductRoles<T> roles, in MatrixProductPlan plan, T* workspace)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int depth;
        for (int start = 0; start < roles.Depth; start += depth)
        {
            depth = Math.Min(roles.Depth - start, plan.Depth);
            int columns;
            for (int left = 0; left < roles.Columns; left += columns)
            {
                columns = Math.Min(plan.Columns, roles.Columns - left);
                MatrixProductBlock block = new() { Start = start, Depth = depth, Left = left, Columns = columns };
                if (plan.PackRight)
                {
                    PackPanel<L, T>(in roles, in plan, in block, workspace);
                }

                for (block.Top = 0; block.Top < roles.Rows; block.Top += plan.Rows)
                {
                    block.Rows = Math.Min(plan.Rows, roles.Rows - block.Top);
                    ComputeBlock<L, T>(in roles, in plan, in block, workspace);
                }
            }

            roles.AddToC();
        }
    }

    /// <summary>Copies some columns of B, strip by strip.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackPanel<L, T>(in MatrixProductRoles<T> roles, in MatrixProductPlan plan, in MatrixProductBlock block, T* panel)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* source = roles.B + (block.Start * roles.BDepth) + (block.Left * roles.BColumn);
        int width;
        for (int column = 0; column < block.Columns; column += width)
        {
            width = MatrixProductPath.StripWidth<L, T>(block.Columns - column);
            int pitch = Math.Max(width, L.Count);
            if (plan.CrosswiseB)
            {
                MatrixProductTransposition.PackTransposed<L, T>(source, roles.BColumn, width, block.Depth, panel, pitch);
            }
            else
            {
                MatrixProductPacking.PackStrip<L, T>(source, roles.BDepth, block.Depth, width, panel, pitch);
            }

            source += width * roles.BColumn;
            panel += pitch * block.Depth;
        }
    }

    /// <summary>C = A B + addend for a block, strip of columns by strip.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ComputeBlock<L, T>(in MatrixProductRoles<T> roles, in MatrixProductPlan plan, in MatrixProductBlock block, T* workspace)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int strip = 2 * L.Count;
        T* a = roles.A + (block.Start * roles.ADepth) + (block.Top * roles.ARow);
        T* b = plan.PackRight ? workspace : roles.B + (block.Start * roles.BDepth) + block.Left;
        T* crosswise = workspace + plan.PanelLength + plan.TilesLength;
        Strides strides = default;
        strides.Depth = block.Depth;
        strides.ARow = roles.ARow * sizeof(T);
        strides.ADepth = roles.ADepth * sizeof(T);
        strides.ATile = MatrixProductPlan.TileRows * strides.ARow;
        strides.B = roles.BDepth * sizeof(T);
        strides.C = plan.Swap ? strip : roles.CRow;
        strides.CTile = MatrixProductPlan.TileRows * strides.C;
        strides.Addend = roles.AddendRow;
        strides.AddendTile = MatrixProductPlan.TileRows * strides.Addend;
        nint aheadOfStrip = LookAhead<L, T>(in roles, in plan, in block, ref strides);
        if (PacksLeft<L>(in plan))
        {
            T* tiles = workspace + plan.PanelLength;
            MatrixProductPacking.PackTiles(a, roles.ADepth, block.Rows, block.Depth, tiles, plan.TileStride);
            a = tiles;
            strides.ADepth = MatrixProductPlan.TileRows * sizeof(T);
            strides.ATile = plan.TileStride * sizeof(T);
        }

        if (plan.IsAcross && sizeof(L) == 64)
        {
            MatrixProductAcross.Compute<L, T>(in roles, in plan, in block, strides, a, b);
            return;
        }

        int width;
        for (int column = block.Left; column < block.Left + block.Columns; column += width)
        {
            width = MatrixProductPath.StripWidth<L, T>(block.Left + block.Columns - column);
            int pitch = Math.Max(width, L.Count);
            strides.B = plan.PackRight ? pitch * sizeof(T) : strides.B;
            T* c = roles.C + (block.Top * roles.CRow) + (column * roles.CColumn);
            T* addend = roles.Addend == null ? null : roles.Addend + (block.Top * roles.AddendRow) + (column * roles.AddendColumn);
            if (plan.Swap)
            {
                MatrixProductPath.ComputeTiles<L, T>(in strides, block.Rows, width, plan.PackRight, a, b, crosswise, null);
                MatrixProductTransposition.StoreTransposed<L, T>(crosswise, strip, block.Rows, width, c, roles.CColumn, addend, roles.AddendColumn);
            }
            else
            {
                int first = 0;
                if (plan.IsStripByStrip && !plan.CrosswiseB && block.Rows > AskingRows && column + width < roles.Columns)
                {
                    first = AskingRows;
                    AskForStrip(in roles, block.Start, column + width, ref strides);
                    MatrixProductPath.ComputeTiles<L, T>(in strides, first, width, true, a, b, c, addend);
                    strides.AheadStep = 0;
                    addend = addend == null ? null : addend + (first * roles.AddendRow);
                }

                MatrixProductPath.ComputeTiles<L, T>(
                    in strides, block.Rows - first, width, plan.PackRight, a + (first * roles.ARow), b, c + (first * roles.CRow), addend);
            }

            b += plan.PackRight ? pitch * block.Depth : width;
            strides.Ahead += aheadOfStrip;
            strides.AheadStep = aheadOfStrip == 0 ? 0 : strides.AheadStep;
        }
    }

    /// <summary>Only the widest lanes have tiles that are tall enough for the copies.</summary>
    private static bool PacksLeft<L>(in MatrixProductPlan plan)
        where L : unmanaged
        => sizeof(L) == 64 && plan.PackLeft;

    /// <summary>
    /// What the tiles ask for while they compute: the A of the rows below, which would come from the third cache too late.
    /// </summary>
    /// <returns>How much further on it is for the next strip; 0 when the first one asks for all.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint LookAhead<L, T>(in MatrixProductRoles<T> roles, in MatrixProductPlan plan, in MatrixProductBlock block, ref Strides strides)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int below = block.Top + block.Rows;
        strides.Ahead = (byte*)(roles.A + (block.Start * roles.ADepth) + (below * roles.ARow));
        strides.AheadStep = 0;
        strides.AheadTile = 0;
        if (below >= roles.Rows)
        {
            strides.Ahead = (byte*)roles.A;
        }
        else if (PacksLeft<L>(in plan))
        {
            // Each tile asks for another line of every column.
            strides.AheadStep = strides.ADepth;
            strides.AheadTile = Line;
        }
        else if (roles.ADepth == 1 && block.Depth == roles.Depth)
        {
            // Consecutive memory, in as many steps as the block has.
            int strips = (block.Columns + (2 * L.Count) - 1) / (2 * L.Count);
            strides.AheadStep = Math.Max(1, MatrixProductPlan.TileRows * sizeof(T) / strips);
            strides.AheadTile = block.Depth * strides.AheadStep;
            return block.Rows / MatrixProductPlan.TileRows * strides.AheadTile;
        }

        return 0;
    }

    /// <summary>The first two tiles of a strip ask for the B of the next, one of the two lines of each of its rows either.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AskForStrip<T>(in MatrixProductRoles<T> roles, nint start, nint column, ref Strides strides)
        where T : unmanaged
    {
        strides.Ahead = (byte*)(roles.B + (start * roles.BDepth) + column);
        strides.AheadStep = roles.BDepth * sizeof(T);
        strides.AheadTile = Line;
    }

    /// <summary>Some rows, or some columns, for each thread.</summary>
    private readonly struct Parts<L, T>(MatrixProductRoles<T> roles, MatrixProductPlan plan, T* workspace, int parts) : IWork
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int part)
        {
            var some = roles;
            bool isLast = part + 1 == parts;
            if (plan.SplitRows)
            {
                some.TakeRows(plan.Start(part, parts), isLast ? roles.Rows : plan.Start(part + 1, parts));
            }
            else
            {
                some.TakeColumns(plan.Start(part, parts), isLast ? roles.Columns : plan.Start(part + 1, parts));
            }

            ComputePart<L, T>(some, in plan, workspace + ((nint)part * plan.WorkspaceLength));
        }
    }
}
