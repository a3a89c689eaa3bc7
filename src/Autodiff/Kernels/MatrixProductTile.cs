using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// The loops that a matrix product ends in. A tile of C, rows by lanes, stays in registers while the depth is run through;
/// each step adds the outer product of a column of A and a row of B. The rows come in groups of four; when there are fewer
/// than the kernel has, the last groups overlap and compute the same rows twice, so that all sums are read and added to
/// before any is stored.
/// </summary>
/// <remarks>Written out, because the compiler keeps only locals in registers without fail, and compiles them fastest.</remarks>
internal static unsafe class MatrixProductTile
{
    /// <summary>Tiles of 4 to 12 rows by two lanes, one below or beside the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply12x2<L, T>(in Strides strides, int tiles, int rows, T* a, T* b, T* c, T* addend)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        byte* aheadOfTile = strides.Ahead;
        while (true)
        {
            byte* ahead = aheadOfTile;
            nint aheadStep = strides.AheadStep;
            L sum0a = default, sum0b = default;
            L sum1a = default, sum1b = default;
            L sum2a = default, sum2b = default;
            L sum3a = default, sum3b = default;
            L sum4a = default, sum4b = default;
            L sum5a = default, sum5b = default;
            L sum6a = default, sum6b = default;
            L sum7a = default, sum7b = default;
            L sum8a = default, sum8b = default;
            L sum9a = default, sum9b = default;
            L sum10a = default, sum10b = default;
            L sum11a = default, sum11b = default;
            nint depthStride = strides.ADepth;
            nint pitch = strides.B;
            nint row1 = strides.ARow;
            nint row2 = 2 * row1;
            nint row3 = 3 * row1;
            byte* a0 = (byte*)a;
            byte* a4 = a0 + (Math.Min(4, rows - 4) * row1);
            byte* a8 = a0 + ((rows - 4) * row1);
            byte* right = (byte*)b;
            byte* end = right + (strides.Depth * pitch);
            while (right != end)
            {
                var right0 = L.Load((T*)right);
                var right1 = L.Load((T*)right + L.Count);
                var factor = L.Create(*(T*)a0);
                AddProduct<L, T>(ref sum0a, factor, right0);
                AddProduct<L, T>(ref sum0b, factor, right1);
                factor = L.Create(*(T*)(a0 + row1));
                AddProduct<L, T>(ref sum1a, factor, right0);
                AddProduct<L, T>(ref sum1b, factor, right1);
                factor = L.Create(*(T*)(a0 + row2));
                AddProduct<L, T>(ref sum2a, factor, right0);
                AddProduct<L, T>(ref sum2b, factor, right1);
                factor = L.Create(*(T*)(a0 + row3));
                AddProduct<L, T>(ref sum3a, factor, right0);
                AddProduct<L, T>(ref sum3b, factor, right1);
                factor = L.Create(*(T*)a4);
                AddProduct<L, T>(ref sum4a, factor, right0);
                AddProduct<L, T>(ref sum4b, factor, right1);
                factor = L.Create(*(T*)(a4 + row1));
                AddProduct<L, T>(ref sum5a, factor, right0);
                AddProduct<L, T>(ref sum5b, factor, right1);
                factor = L.Create(*(T*)(a4 + row2));
                AddProduct<L, T>(ref sum6a, factor, right0);
                AddProduct<L, T>(ref sum6b, factor, right1);
                factor = L.Create(*(T*)(a4 + row3));
                AddProduct<L, T>(ref sum7a, factor, right0);
                AddProduct<L, T>(ref sum7b, factor, right1);
                factor = L.Create(*(T*)a8);
                AddProduct<L, T>(ref sum8a, factor, right0);
                AddProduct<L, T>(ref sum8b, factor, right1);
                factor = L.Create(*(T*)(a8 + row1));
                AddProduct<L, T>(ref sum9a, factor, right0);
                AddProduct<L, T>(ref sum9b, factor, right1);
                factor = L.Create(*(T*)(a8 + row2));
                AddProduct<L, T>(ref sum10a, factor, right0);
                AddProduct<L, T>(ref sum10b, factor, right1);
                factor = L.Create(*(T*)(a8 + row3));
                AddProduct<L, T>(ref sum11a, factor, right0);
                AddProduct<L, T>(ref sum11b, factor, right1);
                AskFor(ahead);
                ahead += aheadStep;
                a0 += depthStride;
                a4 += depthStride;
                a8 += depthStride;
                right += pitch;
            }

            if (addend != null)
            {
                nint step = strides.Addend;
                T* addend0 = addend;
                T* addend4 = addend + (Math.Min(4, rows - 4) * step);
                T* addend8 = addend + ((rows - 4) * step);
                sum0a += L.Load(addend0);
                sum0b += L.Load(addend0 + L.Count);
                sum1a += L.Load(addend0 + step);
                sum1b += L.Load(addend0 + step + L.Count);
                sum2a += L.Load(addend0 + (2 * step));
                sum2b += L.Load(addend0 + (2 * step) + L.Count);
                sum3a += L.Load(addend0 + (3 * step));
                sum3b += L.Load(addend0 + (3 * step) + L.Count);
                sum4a += L.Load(addend4);
                sum4b += L.Load(addend4 + L.Count);
                sum5a += L.Load(addend4 + step);
                sum5b += L.Load(addend4 + step + L.Count);
                sum6a += L.Load(addend4 + (2 * step));
                sum6b += L.Load(addend4 + (2 * step) + L.Count);
                sum7a += L.Load(addend4 + (3 * step));
                sum7b += L.Load(addend4 + (3 * step) + L.Count);
                sum8a += L.Load(addend8);
                sum8b += L.Load(addend8 + L.Count);
                sum9a += L.Load(addend8 + step);
                sum9b += L.Load(addend8 + step + L.Count);
                sum10a += L.Load(addend8 + (2 * step));
                sum10b += L.Load(addend8 + (2 * step) + L.Count);
                sum11a += L.Load(addend8 + (3 * step));
                sum11b += L.Load(addend8 + (3 * step) + L.Count);
            }

            nint next = strides.C;
            T* c0 = c;
            T* c4 = c + (Math.Min(4, rows - 4) * next);
            T* c8 = c + ((rows - 4) * next);
            L.Store(sum0a, c0);
            L.Store(sum0b, c0 + L.Count);
            L.Store(sum1a, c0 + next);
            L.Store(sum1b, c0 + next + L.Count);
            L.Store(sum2a, c0 + (2 * next));
            L.Store(sum2b, c0 + (2 * next) + L.Count);
            L.Store(sum3a, c0 + (3 * next));
            L.Store(sum3b, c0 + (3 * next) + L.Count);
            L.Store(sum4a, c4);
            L.Store(sum4b, c4 + L.Count);
            L.Store(sum5a, c4 + next);
            L.Store(sum5b, c4 + next + L.Count);
            L.Store(sum6a, c4 + (2 * next));
            L.Store(sum6b, c4 + (2 * next) + L.Count);
            L.Store(sum7a, c4 + (3 * next));
            L.Store(sum7b, c4 + (3 * next) + L.Count);
            L.Store(sum8a, c8);
            L.Store(sum8b, c8 + L.Count);
            L.Store(sum9a, c8 + next);
            L.Store(sum9b, c8 + next + L.Count);
            L.Store(sum10a, c8 + (2 * next));
            L.Store(sum10b, c8 + (2 * next) + L.Count);
            L.Store(sum11a, c8 + (3 * next));
            L.Store(sum11b, c8 + (3 * next) + L.Count);

            tiles--;
            if (tiles == 0)
            {
                return;
            }

            a = (T*)((byte*)a + strides.ATile);
            b = (T*)((byte*)b + strides.BTile);
            aheadOfTile += strides.AheadTile;
            c += strides.CTile;
            addend = addend == null ? null : addend + strides.AddendTile;
        }
    }

    /// <summary>4 to 8 rows by two lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply8x2<L, T>(in Strides strides, int rows, T* a, T* b, T* c, T* addend)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        L sum0a = default, sum0b = default;
        L sum1a = default, sum1b = default;
        L sum2a = default, sum2b = default;
        L sum3a = default, sum3b = default;
        L sum4a = default, sum4b = default;
        L sum5a = default, sum5b = default;
        L sum6a = default, sum6b = default;
        L sum7a = default, sum7b = default;
        nint depthStride = strides.ADepth;
        nint pitch = strides.B;
        nint row1 = strides.ARow;
        nint row2 = 2 * row1;
        nint row3 = 3 * row1;
        byte* a0 = (byte*)a;
        byte* a4 = a0 + ((rows - 4) * row1);
        byte* right = (byte*)b;
        byte* end = right + (strides.Depth * pitch);
        while (right != end)
        {
            var right0 = L.Load((T*)right);
            var right1 = L.Load((T*)right + L.Count);
            var factor = L.Create(*(T*)a0);
            AddProduct<L, T>(ref sum0a, factor, right0);
            AddProduct<L, T>(ref sum0b, factor, right1);
            factor = L.Create(*(T*)(a0 + row1));
            AddProduct<L, T>(ref sum1a, factor, right0);
            AddProduct<L, T>(ref sum1b, factor, right1);
            factor = L.Create(*(T*)(a0 + row2));
            AddProduct<L, T>(ref sum2a, factor, right0);
            AddProduct<L, T>(ref sum2b, factor, right1);
            factor = L.Create(*(T*)(a0 + row3));
            AddProduct<L, T>(ref sum3a, factor, right0);
            AddProduct<L, T>(ref sum3b, factor, right1);
            factor = L.Create(*(T*)a4);
            AddProduct<L, T>(ref sum4a, factor, right0);
            AddProduct<L, T>(ref sum4b, factor, right1);
            factor = L.Create(*(T*)(a4 + row1));
            AddProduct<L, T>(ref sum5a, factor, right0);
            AddProduct<L, T>(ref sum5b, factor, right1);
            factor = L.Create(*(T*)(a4 + row2));
            AddProduct<L, T>(ref sum6a, factor, right0);
            AddProduct<L, T>(ref sum6b, factor, right1);
            factor = L.Create(*(T*)(a4 + row3));
            AddProduct<L, T>(ref sum7a, factor, right0);
            AddProduct<L, T>(ref sum7b, factor, right1);
            a0 += depthStride;
            a4 += depthStride;
            right += pitch;
        }

        if (addend != null)
        {
            nint step = strides.Addend;
            T* addend0 = addend;
            T* addend4 = addend + ((rows - 4) * step);
            sum0a += L.Load(addend0);
            sum0b += L.Load(addend0 + L.Count);
            sum1a += L.Load(addend0 + step);
            sum1b += L.Load(addend0 + step + L.Count);
            sum2a += L.Load(addend0 + (2 * step));
            sum2b += L.Load(addend0 + (2 * step) + L.Count);
            sum3a += L.Load(addend0 + (3 * step));
            sum3b += L.Load(addend0 + (3 * step) + L.Count);
            sum4a += L.Load(addend4);
            sum4b += L.Load(addend4 + L.Count);
            sum5a += L.Load(addend4 + step);
            sum5b += L.Load(addend4 + step + L.Count);
            sum6a += L.Load(addend4 + (2 * step));
            sum6b += L.Load(addend4 + (2 * step) + L.Count);
            sum7a += L.Load(addend4 + (3 * step));
            sum7b += L.Load(addend4 + (3 * step) + L.Count);
        }

        nint next = strides.C;
        T* c0 = c;
        T* c4 = c + ((rows - 4) * next);
        L.Store(sum0a, c0);
        L.Store(sum0b, c0 + L.Count);
        L.Store(sum1a, c0 + next);
        L.Store(sum1b, c0 + next + L.Count);
        L.Store(sum2a, c0 + (2 * next));
        L.Store(sum2b, c0 + (2 * next) + L.Count);
        L.Store(sum3a, c0 + (3 * next));
        L.Store(sum3b, c0 + (3 * next) + L.Count);
        L.Store(sum4a, c4);
        L.Store(sum4b, c4 + L.Count);
        L.Store(sum5a, c4 + next);
        L.Store(sum5b, c4 + next + L.Count);
        L.Store(sum6a, c4 + (2 * next));
        L.Store(sum6b, c4 + (2 * next) + L.Count);
        L.Store(sum7a, c4 + (3 * next));
        L.Store(sum7b, c4 + (3 * next) + L.Count);
    }

    /// <summary>1 to 4 rows by two lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply4x2<L, T>(in Strides strides, int rows, T* a, T* b, T* c, T* addend)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        L sum0a = default, sum0b = default;
        L sum1a = default, sum1b = default;
        L sum2a = default, sum2b = default;
        L sum3a = default, sum3b = default;
        nint depthStride = strides.ADepth;
        nint pitch = strides.B;
        nint row1 = rows > 1 ? strides.ARow : 0;
        nint row2 = rows > 2 ? 2 * strides.ARow : row1;
        nint row3 = rows > 3 ? 3 * strides.ARow : row2;
        byte* a0 = (byte*)a;
        byte* right = (byte*)b;
        byte* end = right + (strides.Depth * pitch);
        while (right != end)
        {
            var right0 = L.Load((T*)right);
            var right1 = L.Load((T*)right + L.Count);
            var factor = L.Create(*(T*)a0);
            AddProduct<L, T>(ref sum0a, factor, right0);
            AddProduct<L, T>(ref sum0b, factor, right1);
            factor = L.Create(*(T*)(a0 + row1));
            AddProduct<L, T>(ref sum1a, factor, right0);
            AddProduct<L, T>(ref sum1b, factor, right1);
            factor = L.Create(*(T*)(a0 + row2));
            AddProduct<L, T>(ref sum2a, factor, right0);
            AddProduct<L, T>(ref sum2b, factor, right1);
            factor = L.Create(*(T*)(a0 + row3));
            AddProduct<L, T>(ref sum3a, factor, right0);
            AddProduct<L, T>(ref sum3b, factor, right1);
            a0 += depthStride;
            right += pitch;
        }

        if (addend != null)
        {
            nint step = strides.Addend;
            sum0a += L.Load(addend);
            sum0b += L.Load(addend + L.Count);
            sum1a += L.Load(addend + (Math.Min(1, rows - 1) * step));
            sum1b += L.Load(addend + (Math.Min(1, rows - 1) * step) + L.Count);
            sum2a += L.Load(addend + (Math.Min(2, rows - 1) * step));
            sum2b += L.Load(addend + (Math.Min(2, rows - 1) * step) + L.Count);
            sum3a += L.Load(addend + (Math.Min(3, rows - 1) * step));
            sum3b += L.Load(addend + (Math.Min(3, rows - 1) * step) + L.Count);
        }

        L.Store(sum3a, c + (Math.Min(3, rows - 1) * strides.C));
        L.Store(sum3b, c + (Math.Min(3, rows - 1) * strides.C) + L.Count);
        L.Store(sum2a, c + (Math.Min(2, rows - 1) * strides.C));
        L.Store(sum2b, c + (Math.Min(2, rows - 1) * strides.C) + L.Count);
        L.Store(sum1a, c + (Math.Min(1, rows - 1) * strides.C));
        L.Store(sum1b, c + (Math.Min(1, rows - 1) * strides.C) + L.Count);
        L.Store(sum0a, c);
        L.Store(sum0b, c + L.Count);
    }

    /// <summary>Asks for a line that is read later; any address will do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AskFor(byte* line)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(line);
        }
    }

    /// <summary>
    /// sum += a b. Assigned to the register inside the lane: through a returned lane the compiler accumulates in the register
    /// of a factor and copies it back, which takes as long as the multiplication.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void AddProduct<L, T>(ref L sum, L a, L b)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        if (sizeof(L) == 64 && typeof(T) == typeof(float))
        {
            Unsafe.As<L, Vector512<float>>(ref sum) = Vector512.MultiplyAddEstimate(
                Unsafe.As<L, Vector512<float>>(ref a), Unsafe.As<L, Vector512<float>>(ref b), Unsafe.As<L, Vector512<float>>(ref sum));
        }
        else if (sizeof(L) == 64 && typeof(T) == typeof(double))
        {
            Unsafe.As<L, Vector512<double>>(ref sum) = Vector512.MultiplyAddEstimate(
                Unsafe.As<L, Vector512<double>>(ref a), Unsafe.As<L, Vector512<double>>(ref b), Unsafe.As<L, Vector512<double>>(ref sum));
        }
        else
        {
            sum = L.MultiplyAdd(a, b, sum);
        }
    }
}
