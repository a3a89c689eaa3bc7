using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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

    /// <summary>destination = source (depth x rows), in groups of 12 rows, <paramref name="stride"/> apart.</summary>
    /// <remarks>Four numbers at a time: they never lie across two cache lines of the copy.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTiles<T>(T* source, nint pitch, int rows, nint depth, T* destination, nint stride)
        where T : unmanaged
    {
        const int Group = MatrixProductPlan.TileRows;
        int whole = rows / Group;
        int left = rows % Group;
        for (nint step = 0; step < depth; step++)
        {
            T* target = destination;
            T* from = source;
            for (int group = 0; group < whole; group++)
            {
                CopyFour(from, target);
                CopyFour(from + 4, target + 4);
                CopyFour(from + 8, target + 8);
                from += Group;
                target += stride;
            }

            for (int row = 0; row < left; row++)
            {
                target[row] = from[row];
            }

            destination += Group;
            source += pitch;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyFour<T>(T* from, T* to)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            Vector128.Load((float*)from).Store((float*)to);
        }
        else
        {
            Vector256.Load((double*)from).Store((double*)to);
        }
    }
}
