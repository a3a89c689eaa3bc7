using System.Numerics;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>The plain product.</summary>
internal static unsafe class MatrixProductEntries
{
    // Sums of so many products are added up: rounding errors of one long sum would grow with its length.
    private const int Block = 256;

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
                for (int start = 0; start < product.Depth; start += Block)
                {
                    var part = T.Zero;
                    for (int step = Math.Min(Block, product.Depth - start); step > 0; step--)
                    {
                        part += *a * *b;
                        a += depthStride;
                        b += pitch;
                    }

                    sum += part;
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
