using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Products of a matrix and a vector.</summary>
internal static unsafe class MatrixProductVector
{
    /// <summary>y (rows) = A (rows x depth) x + addend: dot products, four rows at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyRows<L, T>(nint rows, nint depth, T* a, T* x, T* y, T* addend, nint addendStep)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (nint row = 0; row < rows; row += 4)
        {
            nint last = nint.Min(3, rows - row - 1);
            T* row0 = a + (row * depth);
            T* row1 = row0 + (nint.Min(1, last) * depth);
            T* row2 = row0 + (nint.Min(2, last) * depth);
            T* row3 = row0 + (last * depth);
            L sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            nint step = 0;
            for (; step <= depth - L.Count; step += L.Count)
            {
                var right = L.Load(x + step);
                sum0 = L.MultiplyAdd(L.Load(row0 + step), right, sum0);
                sum1 = L.MultiplyAdd(L.Load(row1 + step), right, sum1);
                sum2 = L.MultiplyAdd(L.Load(row2 + step), right, sum2);
                sum3 = L.MultiplyAdd(L.Load(row3 + step), right, sum3);
            }

            if (step < depth)
            {
                int left = (int)(depth - step);
                var right = L.Load(x + step, left);
                sum0 = L.MultiplyAdd(L.Load(row0 + step, left), right, sum0);
                sum1 = L.MultiplyAdd(L.Load(row1 + step, left), right, sum1);
                sum2 = L.MultiplyAdd(L.Load(row2 + step, left), right, sum2);
                sum3 = L.MultiplyAdd(L.Load(row3 + step, left), right, sum3);
            }

            Put(L.Sum(sum0), y + row, addend, row * addendStep);
            if (last > 0)
            {
                Put(L.Sum(sum1), y + row + 1, addend, (row + 1) * addendStep);
            }

            if (last > 1)
            {
                Put(L.Sum(sum2), y + row + 2, addend, (row + 2) * addendStep);
            }

            if (last > 2)
            {
                Put(L.Sum(sum3), y + row + 3, addend, (row + 3) * addendStep);
            }
        }
    }

    /// <summary>y (columns) = x (depth) B (depth x columns) + addend: strips of columns, summed up in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyColumns<L, T>(nint columns, nint depth, T* x, T* b, T* y, T* addend, nint addendStep)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint column = 0;
        for (; column <= columns - (4 * L.Count); column += 4 * L.Count)
        {
            L sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            T* row = b + column;
            for (nint step = 0; step < depth; step++)
            {
                var factor = L.Create(x[step]);
                sum0 = L.MultiplyAdd(L.Load(row), factor, sum0);
                sum1 = L.MultiplyAdd(L.Load(row + L.Count), factor, sum1);
                sum2 = L.MultiplyAdd(L.Load(row + (2 * L.Count)), factor, sum2);
                sum3 = L.MultiplyAdd(L.Load(row + (3 * L.Count)), factor, sum3);
                row += columns;
            }

            Put(sum0, y + column, addend, column, addendStep, L.Count);
            Put(sum1, y + column + L.Count, addend, column + L.Count, addendStep, L.Count);
            Put(sum2, y + column + (2 * L.Count), addend, column + (2 * L.Count), addendStep, L.Count);
            Put(sum3, y + column + (3 * L.Count), addend, column + (3 * L.Count), addendStep, L.Count);
        }

        for (; column < columns; column += L.Count)
        {
            int count = (int)nint.Min(L.Count, columns - column);
            L even = default, odd = default;
            T* row = b + column;
            nint step = 0;
            for (; step < depth - 1; step += 2)
            {
                even = L.MultiplyAdd(MatrixProductEdge.LoadColumns<L, T>(row, count), L.Create(x[step]), even);
                odd = L.MultiplyAdd(MatrixProductEdge.LoadColumns<L, T>(row + columns, count), L.Create(x[step + 1]), odd);
                row += 2 * columns;
            }

            if (step < depth)
            {
                even = L.MultiplyAdd(MatrixProductEdge.LoadColumns<L, T>(row, count), L.Create(x[step]), even);
            }

            Put(even + odd, y + column, addend, column, addendStep, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T>(T sum, T* y, T* addend, nint offset)
        where T : unmanaged, IFloatingPointIeee754<T>
        => *y = addend == null ? sum : sum + addend[offset];

    /// <summary>A step of 0 means one number for all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<L, T>(L sum, T* y, T* addend, nint column, nint addendStep, int count)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        if (addend != null)
        {
            sum += addendStep == 0 ? L.Create(*addend) : MatrixProductEdge.LoadColumns<L, T>(addend + column, count);
        }

        MatrixProductEdge.StoreColumns<L, T>(sum, y, count);
    }
}
