using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Reorders the axes of a dense row-major array.</summary>
internal static unsafe class Transposition
{
    /// <summary>y (+)= x with its axes in another order: axis i of y is axis <paramref name="permutation"/>[i] of x.</summary>
    public static void Permute<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> xDims, ReadOnlySpan<int> permutation, Span<T> y, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(xDims.Length, Odometer.MaxRank);
        ArgumentOutOfRangeException.ThrowIfNotEqual(permutation.Length, xDims.Length);
        var length = 1;
        foreach (var size in xDims)
        {
            length = checked(length * size);
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, length);
        if (length == 0)
        {
            return;
        }

        Unsafe.SkipInit(out TranspositionPlan plan);
        plan.Make(xDims, permutation);
        fixed (T* from = x, to = y)
        {
            var action = new Reorder<T>(from, &plan, to, accumulate);
            Lanes.Dispatch<T, Reorder<T>>(ref action);
        }
    }

    internal readonly struct Reorder<T>(T* x, TranspositionPlan* plan, T* y, bool accumulate) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _x = x;
        private readonly T* _y = y;
        private readonly TranspositionPlan* _plan = plan;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            nint positions = _plan->Source.Count;
            for (nint position = 0; position < positions; position++)
            {
                var source = _x + _plan->Source.Offset;
                var target = _y + _plan->Target.Offset;
                if (_plan->Rows > 1)
                {
                    TranspositionKernel.Transpose(source, _plan->SourcePitch, target, _plan->TargetPitch, _plan->Rows, _plan->Run, accumulate);
                }
                else if (accumulate)
                {
                    Accumulation.AddScaled<L, T>(source, T.One, target, _plan->Run);
                }
                else
                {
                    Accumulation.Scale<L, T>(source, T.One, target, _plan->Run);
                }

                _plan->Source.Next();
                _plan->Target.Next();
            }
        }
    }
}
