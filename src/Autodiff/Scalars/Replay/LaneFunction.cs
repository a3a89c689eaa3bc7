using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>A function of one or two numbers in SIMD lanes, over strips of numbers whose length is a multiple of the lane's.</summary>
internal abstract unsafe class LaneFunction<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>z = f(x, y); y is read by functions of two numbers only.</summary>
    public abstract void Compute(T* x, T* y, T* z, int count);

    /// <summary>Adds seed times slope to the adjoints of the operands, but nothing where the seed is 0; a null adjoint is not wanted.</summary>
    public abstract void Pull(T* x, T* y, T* z, T* seed, T* adjointX, T* adjointY, int count);

    /// <summary>seed slope + sum, and the sum alone where the seed is 0: an infinite slope takes no part there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static void Accumulate<L>(L seed, L slope, T* sum)
        where L : unmanaged, ILane<L, T>
    {
        L before = L.Load(sum);
        L.Store(L.Select(L.IsZero(seed), before, L.MultiplyAdd(seed, slope, before)), sum);
    }
}

/// <summary>A function of one number.</summary>
internal sealed unsafe class LaneFunction1<T, F> : LaneFunction<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where F : struct, IElementary
{
    public static readonly LaneFunction1<T, F> Instance = new();

    public override void Compute(T* x, T* y, T* z, int count)
    {
        Computation action = new(x, z, count);
        Lanes.Dispatch<T, Computation>(ref action);
    }

    public override void Pull(T* x, T* y, T* z, T* seed, T* adjointX, T* adjointY, int count)
    {
        Pulling action = new(x, z, seed, adjointX, count);
        Lanes.Dispatch<T, Pulling>(ref action);
    }

    private readonly struct Computation(T* x, T* z, int count) : ILaneAction<T>
    {
        private readonly T* _x = x;
        private readonly T* _z = z;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            for (int i = 0; i < count; i += L.Count)
            {
                L.Store(default(F).Value(L.Load(_x + i)), _z + i);
            }
        }
    }

    private readonly struct Pulling(T* x, T* z, T* seed, T* adjoint, int count) : ILaneAction<T>
    {
        private readonly T* _x = x;
        private readonly T* _z = z;
        private readonly T* _seed = seed;
        private readonly T* _adjoint = adjoint;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            for (int i = 0; i < count; i += L.Count)
            {
                Accumulate(L.Load(_seed + i), default(F).Slope(L.Load(_x + i), L.Load(_z + i)), _adjoint + i);
            }
        }
    }
}

/// <summary>A function of two numbers.</summary>
internal sealed unsafe class LaneFunction2<T, F> : LaneFunction<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where F : struct, IElementary2
{
    public static readonly LaneFunction2<T, F> Instance = new();

    public override void Compute(T* x, T* y, T* z, int count)
    {
        Computation action = new(x, y, z, count);
        Lanes.Dispatch<T, Computation>(ref action);
    }

    public override void Pull(T* x, T* y, T* z, T* seed, T* adjointX, T* adjointY, int count)
    {
        Pulling action = new(x, y, z, seed, adjointX, adjointY, count);
        Lanes.Dispatch<T, Pulling>(ref action);
    }

    private readonly struct Computation(T* x, T* y, T* z, int count) : ILaneAction<T>
    {
        private readonly T* _x = x;
        private readonly T* _y = y;
        private readonly T* _z = z;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            for (int i = 0; i < count; i += L.Count)
            {
                L.Store(default(F).Value(L.Load(_x + i), L.Load(_y + i)), _z + i);
            }
        }
    }

    private readonly struct Pulling(T* x, T* y, T* z, T* seed, T* adjointX, T* adjointY, int count) : ILaneAction<T>
    {
        private readonly T* _x = x;
        private readonly T* _y = y;
        private readonly T* _z = z;
        private readonly T* _seed = seed;
        private readonly T* _adjointX = adjointX;
        private readonly T* _adjointY = adjointY;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            for (int i = 0; i < count; i += L.Count)
            {
                L seed = L.Load(_seed + i);
                L x = L.Load(_x + i);
                L y = L.Load(_y + i);
                L z = L.Load(_z + i);
                if (_adjointX != null)
                {
                    Accumulate(seed, default(F).SlopeX(x, y, z), _adjointX + i);
                }

                if (_adjointY != null)
                {
                    Accumulate(seed, default(F).SlopeY(x, y, z), _adjointY + i);
                }
            }
        }
    }
}
