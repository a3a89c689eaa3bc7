namespace AutoGrad.Autodiff.Kernels;

/// <summary>Some rows, some columns and some of the depth of a product.</summary>
internal struct MatrixProductBlock
{
    public nint Start;
    public int Depth;
    public int Left;
    public int Columns;
    public int Top;
    public int Rows;
}
