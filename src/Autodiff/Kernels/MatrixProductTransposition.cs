using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Strips of matrices that lie crosswise, and tiles that are transposed on their way to C.</summary>
internal static unsafe class MatrixProductTransposition
{
    /// <summary>destination (columns x rows, packed at <paramref name="width"/>) = the transpose of source (rows x columns).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTransposed<L, T>(T* source, nint pitch, int rows, nint columns, T* destination, int width)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int group = L.Count;
        int lanes = Vector128<T>.Count;
        if (!Avx512F.IsSupported || sizeof(L) != 64 || rows < group || columns < lanes)
        {
            for (int row = 0; row < rows; row++)
            {
                for (nint column = 0; column < columns; column++)
                {
                    destination[(column * width) + row] = source[(row * pitch) + column];
                }
            }

            return;
        }

        for (int row = 0; row < rows; row += group)
        {
            // What does not fill a register is read once more with what stands before it.
            int first = Math.Min(row, rows - group);
            for (nint column = 0; column < columns; column += lanes)
            {
                nint start = Math.Min(column, columns - lanes);
                Transpose(source + (first * pitch) + start, pitch, out var row0, out var row1, out var row2, out var row3);
                T* target = destination + (start * width) + first;
                row0.Store(target);
                row1.Store(target + width);
                if (typeof(T) == typeof(float))
                {
                    row2.Store(target + (2 * width));
                    row3.Store(target + (3 * width));
                }
            }
        }
    }

    /// <summary>c (columns x rows) = the transpose of source (rows x columns, packed at <paramref name="width"/>) + addend.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StoreTransposed<L, T>(T* source, int width, int rows, int columns, T* c, nint pitch, T* addend, nint addendPitch)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int group = L.Count;
        int lanes = Vector128<T>.Count;
        if (!Avx512F.IsSupported || sizeof(L) != 64)
        {
            for (int column = 0; column < columns; column++)
            {
                for (int row = 0; row < rows; row++)
                {
                    T value = source[(row * width) + column];
                    c[(column * pitch) + row] = addend == null ? value : value + addend[(column * addendPitch) + row];
                }
            }

            return;
        }

        for (int row = 0; row < rows; row += group)
        {
            int count = Math.Min(group, rows - row);
            for (int column = 0; column < columns; column += lanes)
            {
                Transpose(source + (row * width) + column, width, out var row0, out var row1, out var row2, out var row3);
                T* target = c + (column * pitch) + row;
                T* plus = addend == null ? null : addend + (column * addendPitch) + row;
                int left = columns - column;
                Add<L, T>(row0, target, plus, count);
                if (left > 1)
                {
                    Add<L, T>(row1, target + pitch, plus == null ? null : plus + addendPitch, count);
                }

                if (typeof(T) == typeof(float) && left > 2)
                {
                    Add<L, T>(row2, target + (2 * pitch), plus == null ? null : plus + (2 * addendPitch), count);
                    if (left > 3)
                    {
                        Add<L, T>(row3, target + (3 * pitch), plus == null ? null : plus + (3 * addendPitch), count);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<L, T>(Vector512<T> value, T* target, T* addend, int count)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        var sum = Unsafe.BitCast<Vector512<T>, L>(value);
        if (addend != null)
        {
            sum += MatrixProductEdge.LoadColumns<L, T>(addend, count);
        }

        MatrixProductEdge.StoreColumns<L, T>(sum, target, count);
    }

    /// <summary>
    /// 16 rows by 4 columns of floats (8 by 2 of doubles), transposed: the 128-bit parts of a register are loaded from rows
    /// four (two) apart, so that what remains is a transposition inside each part.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose<T>(
        T* source, nint pitch, out Vector512<T> row0, out Vector512<T> row1, out Vector512<T> row2, out Vector512<T> row3)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            var part0 = LoadParts(source, 4 * pitch).AsSingle();
            var part1 = LoadParts(source + pitch, 4 * pitch).AsSingle();
            var part2 = LoadParts(source + (2 * pitch), 4 * pitch).AsSingle();
            var part3 = LoadParts(source + (3 * pitch), 4 * pitch).AsSingle();
            var low01 = Avx512F.UnpackLow(part0, part1).AsDouble();
            var high01 = Avx512F.UnpackHigh(part0, part1).AsDouble();
            var low23 = Avx512F.UnpackLow(part2, part3).AsDouble();
            var high23 = Avx512F.UnpackHigh(part2, part3).AsDouble();
            row0 = Avx512F.UnpackLow(low01, low23).As<double, T>();
            row1 = Avx512F.UnpackHigh(low01, low23).As<double, T>();
            row2 = Avx512F.UnpackLow(high01, high23).As<double, T>();
            row3 = Avx512F.UnpackHigh(high01, high23).As<double, T>();
        }
        else
        {
            var part0 = LoadParts(source, 2 * pitch).AsDouble();
            var part1 = LoadParts(source + pitch, 2 * pitch).AsDouble();
            row0 = Avx512F.UnpackLow(part0, part1).As<double, T>();
            row1 = Avx512F.UnpackHigh(part0, part1).As<double, T>();
            row2 = default;
            row3 = default;
        }
    }

    // Not Vector512.Create of two halves: it inserts both into a register that it keeps on the stack from one use to the next.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> LoadParts<T>(T* source, nint apart)
        where T : unmanaged
        => Vector256.Create(Vector128.Load(source), Vector128.Load(source + apart)).ToVector512Unsafe()
            .WithUpper(Vector256.Create(Vector128.Load(source + (2 * apart)), Vector128.Load(source + (3 * apart))));
}
