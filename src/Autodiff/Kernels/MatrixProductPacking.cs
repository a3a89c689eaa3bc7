using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Copies of strips and tiles, so that the products read them from consecutive memory.</summary>
internal static unsafe class MatrixProductPacking
{
    /// <summary>destination (rows x columns, packed at <paramref name="width"/>) = source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackStrip<L, T>(T* source, nint pitch, nint rows, int columns, T* destination, int width)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        T* end = destination + (rows * width);
        if (columns == 2 * L.Count)
        {
            for (; destination != end; destination += width)
            {
                var left = L.Load(source);
                L.Store(L.Load(source + L.Count), destination + L.Count);
                L.Store(left, destination);
                source += pitch;
            }
        }
        else
        {
            for (; destination != end; destination += width)
            {
                L.Store(MatrixProductEdge.LoadColumns<L, T>(source, columns), destination);
                source += pitch;
            }
        }
    }

    /// <summary>
    /// destination = source (depth x rows), in groups of 12 rows, <paramref name="stride"/> apart. A group is written in whole
    /// lanes, the overhang of a step below the next one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTiles<L, T>(T* source, nint pitch, int rows, nint depth, T* destination, nint stride)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        const int Group = MatrixProductPlan.TileRows;
        int overhang = (((Group + L.Count - 1) / L.Count) * L.Count) - Group;
        int whole = (rows - overhang) / Group;
        for (nint step = 0; step < depth; step++)
        {
            T* target = destination;
            T* from = source;
            for (int group = 0; group < whole; group++)
            {
                for (int i = 0; i < Group; i += L.Count)
                {
                    L.Store(L.Load(from + i), target + i);
                }

                from += Group;
                target += stride;
            }

            for (int row = whole * Group; row < rows; row += Group)
            {
                for (int i = 0; i < Math.Min(Group, rows - row); i++)
                {
                    target[i] = from[i];
                }

                from += Group;
                target += stride;
            }

            destination += Group;
            source += pitch;
        }
    }
}
