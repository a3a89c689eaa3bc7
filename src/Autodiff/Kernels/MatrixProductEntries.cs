using System.Numerics;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>The plain product.</summary>
internal static unsafe class MatrixProductEntries
{
    /// <summary>The product for element types without registers, entry by entry.</summary>
    public static void Compute<T>(in Product<T> product)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint rowStride = product.TransposeA ? 1 : product.Depth;
        nint depthStride = product.TransposeA ? product.Rows : 1;
        nint columnStride = product.TransposeB ? product.Depth : 1;
        nint pitch = product.TransposeB ? 1 : product.Columns;
        T* c = product.C;
        for (nint row = 0; row < product.Rows; row++)
        {
            for (nint column = 0; column < product.Columns; column++)
            {
                T* a = product.A + (row * rowStride);
                T* b = product.B + (column * columnStride);
                var sum = T.Zero;
                for (int step = 0; step < product.Depth; step++)
                {
                    sum += *a * *b;
                    a += depthStride;
                    b += pitch;
                }

                if (product.Bias != null)
                {
                    sum += product.Bias[column];
                }

                *c = product.Accumulate ? *c + sum : sum;
                c++;
            }
        }
    }
}
