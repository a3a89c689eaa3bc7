using System.Runtime.InteropServices;

namespace AutoGrad.Bench;

/// <summary>The matrix product of a native library, as BLAS has it, for row-major matrices.</summary>
internal abstract unsafe class BlasProduct(string name)
{
    public string Name { get; } = name;

    /// <summary>C = op(A) op(B) of the case, from its operands.</summary>
    public abstract void Multiply<T>(BlasCase item, T* a, T* b, T* c)
        where T : unmanaged;

    public virtual bool Has<T>() => true;
}

/// <summary>The product through the C interface of BLAS.</summary>
internal sealed unsafe class OpenBlasProduct : BlasProduct
{
    private const int RowMajor = 101;
    private const int Plain = 111;
    private const int Transposed = 112;

    private readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _single;
    private readonly delegate* unmanaged<int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void> _double;

    public OpenBlasProduct(nint library, int threads)
        : base("openblas")
    {
        _single = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)NativeLibrary.GetExport(library, "cblas_sgemm");
        _double = (delegate* unmanaged<int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void>)NativeLibrary.GetExport(library, "cblas_dgemm");
        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads"))(threads);
        Kernels = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "openblas_get_corename"))()) ?? string.Empty;
    }

    /// <summary>For which processor the library chose its kernels.</summary>
    public string Kernels { get; }

    public override void Multiply<T>(BlasCase item, T* a, T* b, T* c)
    {
        (int m, int n, int k) = (item.Rows, item.Columns, item.Depth);
        int left = item.TransposeA ? Transposed : Plain;
        int right = item.TransposeB ? Transposed : Plain;
        int pitchA = item.TransposeA ? m : k;
        int pitchB = item.TransposeB ? k : n;
        if (typeof(T) == typeof(float))
        {
            _single(RowMajor, left, right, m, n, k, 1, (float*)a, pitchA, (float*)b, pitchB, 0, (float*)c, n);
        }
        else
        {
            _double(RowMajor, left, right, m, n, k, 1, (double*)a, pitchA, (double*)b, pitchB, 0, (double*)c, n);
        }
    }
}

/// <summary>The product of oneDNN, which has it for floats alone.</summary>
internal sealed unsafe class OneDnnProduct(nint library) : BlasProduct("onednn")
{
    private readonly delegate* unmanaged<byte, byte, long, long, long, float, float*, long, float*, long, float, float*, long, int> _single =
        (delegate* unmanaged<byte, byte, long, long, long, float, float*, long, float*, long, float, float*, long, int>)NativeLibrary.GetExport(library, "dnnl_sgemm");

    public override bool Has<T>() => typeof(T) == typeof(float);

    public override void Multiply<T>(BlasCase item, T* a, T* b, T* c)
    {
        (int m, int n, int k) = (item.Rows, item.Columns, item.Depth);
        int status = _single(
            (byte)(item.TransposeA ? 'T' : 'N'), (byte)(item.TransposeB ? 'T' : 'N'), m, n, k,
            1, (float*)a, item.TransposeA ? m : k, (float*)b, item.TransposeB ? k : n, 0, (float*)c, n);
        if (status != 0)
        {
            throw new InvalidOperationException($"oneDNN refused {item.Name}: status {status}.");
        }
    }
}
