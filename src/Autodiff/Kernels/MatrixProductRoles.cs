using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Who is A, B and C in the tiles: as they were given, or for the transposed product. A part of it is one again.</summary>
internal unsafe struct MatrixProductRoles<T>
    where T : unmanaged
{
    public int Rows;
    public int Columns;
    public int Depth;

    /// <summary>A, and how far its rows and its columns are apart.</summary>
    public T* A;

    /// <inheritdoc cref="A"/>
    public nint ARow;

    /// <inheritdoc cref="A"/>
    public nint ADepth;

    /// <summary>B, and how far its rows and its columns are apart.</summary>
    public T* B;

    /// <inheritdoc cref="B"/>
    public nint BDepth;

    /// <inheritdoc cref="B"/>
    public nint BColumn;

    /// <summary>C, and how far its rows and its columns are apart.</summary>
    public T* C;

    /// <inheritdoc cref="C"/>
    public nint CRow;

    /// <inheritdoc cref="C"/>
    public nint CColumn;

    /// <summary>What is added, or null.</summary>
    public T* Addend;

    /// <inheritdoc cref="Addend"/>
    public nint AddendRow;

    /// <inheritdoc cref="Addend"/>
    public nint AddendColumn;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MatrixProductRoles(in Product<T> product, bool swap, T* addend, nint addendPitch)
    {
        nint rowOfA = product.TransposeA ? 1 : product.Depth;
        nint depthOfA = product.TransposeA ? product.Rows : 1;
        nint depthOfB = product.TransposeB ? 1 : product.Columns;
        nint columnOfB = product.TransposeB ? product.Depth : 1;
        Depth = product.Depth;
        C = product.C;
        Addend = addend;
        if (swap)
        {
            (Rows, Columns) = (product.Columns, product.Rows);
            A = product.B;
            (ARow, ADepth) = (columnOfB, depthOfB);
            B = product.A;
            (BDepth, BColumn) = (depthOfA, rowOfA);
            (CRow, CColumn) = (1, product.Columns);
            (AddendRow, AddendColumn) = (1, addendPitch);
        }
        else
        {
            (Rows, Columns) = (product.Rows, product.Columns);
            A = product.A;
            (ARow, ADepth) = (rowOfA, depthOfA);
            B = product.B;
            (BDepth, BColumn) = (depthOfB, columnOfB);
            (CRow, CColumn) = (product.Columns, 1);
            (AddendRow, AddendColumn) = (addendPitch, 1);
        }
    }

    /// <summary>Leaves some of the rows.</summary>
    public void TakeRows(int start, int end)
    {
        Rows = end - start;
        A += start * ARow;
        Move(start * CRow, start * AddendRow);
    }

    /// <summary>Leaves some of the columns.</summary>
    public void TakeColumns(int start, int end)
    {
        Columns = end - start;
        B += start * BColumn;
        Move(start * CColumn, start * AddendColumn);
    }

    /// <summary>What comes now is added to C.</summary>
    public void AddToC()
    {
        Addend = C;
        AddendRow = CRow;
        AddendColumn = CColumn;
    }

    private void Move(nint distance, nint addendDistance)
    {
        C += distance;
        Addend = Addend == null ? null : Addend + addendDistance;
    }
}
