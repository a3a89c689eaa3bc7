using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// The product of two dense row-major matrices. Products by a vector are sums of rows or dot products; all others are computed
/// in tiles of C that stay in registers while the depth is run through. The summation order of an entry of C depends on the
/// shape alone.
/// </summary>
internal static unsafe class MatrixProduct
{
    /// <summary>
    /// C (m x n) = op(A) (m x k) op(B) (k x n) [+ C when <paramref name="accumulate"/>] [+ bias, one a column, when not empty].
    /// </summary>
    /// <param name="m">The rows of C.</param>
    /// <param name="n">The columns of C.</param>
    /// <param name="k">The length of the sums. 0 gives zeros, the bias, or C unchanged.</param>
    /// <param name="a">A, m x k; stored k x m when <paramref name="transposeA"/>.</param>
    /// <param name="transposeA">Whether op(A) is the transpose of what is stored.</param>
    /// <param name="b">B, k x n; stored n x k when <paramref name="transposeB"/>.</param>
    /// <param name="transposeB">Whether op(B) is the transpose of what is stored.</param>
    /// <param name="c">C, overlapping none of the others.</param>
    /// <param name="accumulate">Whether the product is added to C.</param>
    /// <param name="bias">n numbers that are added to every row, or nothing.</param>
    /// <param name="workspace">At least <see cref="WorkspaceLength{T}"/> numbers that may hold anything.</param>
    /// <param name="threads">How many threads may be used. The result does not depend on it.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(
        int m,
        int n,
        int k,
        ReadOnlySpan<T> a,
        bool transposeA,
        ReadOnlySpan<T> b,
        bool transposeB,
        Span<T> c,
        bool accumulate,
        ReadOnlySpan<T> bias,
        Span<T> workspace,
        int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (((m | n | k) < 0) || a.Length < (long)m * k || b.Length < (long)k * n || c.Length < (long)m * n || (uint)(bias.Length - 1) < (uint)(n - 1))
        {
            ThrowTooShort(m, n, k);
        }

        if (m == 0 || n == 0)
        {
            return;
        }

        fixed (T* pa = a, pb = b, pc = c, pbias = bias, pworkspace = workspace)
        {
            var product = new Product<T>(m, n, k, pa, transposeA, pb, transposeB, pc, accumulate, pbias, pworkspace, workspace.Length, threads);
            Compute(in product);
        }
    }

    /// <summary>The product of matrices whose sizes are known to fit and not to be 0, in the widest lanes that the machine has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Compute<T>(in Product<T> product)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if ((typeof(T) == typeof(float) || typeof(T) == typeof(double)) && Vector128.IsHardwareAccelerated)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                MatrixProductPath.Compute<Lane512<T>, T>(in product);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                MatrixProductPath.Compute<Lane256<T>, T>(in product);
            }
            else
            {
                MatrixProductPath.Compute<Lane128<T>, T>(in product);
            }
        }
        else
        {
            MatrixProductEntries.Compute(in product);
        }
    }

    /// <summary>How many numbers of workspace the product wants on so many threads: 0 for most shapes, because packing does not pay there.</summary>
    public static int WorkspaceLength<T>(int m, int n, int k, bool transposeA, bool transposeB, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool hasTiles = (typeof(T) == typeof(float) || typeof(T) == typeof(double)) && Vector128.IsHardwareAccelerated;
        if (!hasTiles || m <= 1 || n <= 1 || k <= 1 || MatrixProductPlan.IsPlain(m, n, k, transposeA, transposeB, sizeof(T)))
        {
            return 0;
        }

        var plan = MatrixProductPlan.Of(m, n, k, transposeA, transposeB, sizeof(T));
        return plan.WorkspaceLength * plan.Parts(threads);
    }

    /// <summary>What <see cref="WorkspaceLength{T}"/> is for small products at most.</summary>
    public static int UsualWorkspace<T>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double) ? MatrixProductPlan.UsualWorkspace(sizeof(T)) : 0;

    /// <summary>What <see cref="WorkspaceLength{T}"/> is at most on one thread: for a caller that keeps one workspace for all products.</summary>
    public static int LongestWorkspace<T>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double) ? MatrixProductPlan.LongestWorkspace(sizeof(T)) : 0;

    private static void ThrowTooShort(int m, int n, int k) =>
        throw new ArgumentException($"Matrix product of {m} x {k} and {k} x {n}: a negative size, or a span that is too short.");
}

/// <summary>What is to be multiplied: the arguments of <see cref="MatrixProduct.Multiply{T}"/>.</summary>
internal readonly unsafe struct Product<T>(
    int rows, int columns, int depth, T* a, bool transposeA, T* b, bool transposeB, T* c, bool accumulate, T* bias, T* workspace, int workspaceLength, int threads = 1)
    where T : unmanaged
{
    public readonly int Rows = rows;
    public readonly int Columns = columns;
    public readonly int Depth = depth;
    public readonly T* A = a;
    public readonly T* B = b;
    public readonly T* C = c;
    public readonly T* Bias = bias;
    public readonly T* Workspace = workspace;
    public readonly int WorkspaceLength = workspaceLength;
    public readonly int Threads = threads;
    public readonly bool TransposeA = transposeA;
    public readonly bool TransposeB = transposeB;
    public readonly bool Accumulate = accumulate;
}
