using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>Where a replay finds its numbers: place by place, each a strip of 2^Shift numbers of as many rows.</summary>
internal unsafe struct ReplayMemory<T>
    where T : unmanaged
{
    public T* Values;
    public T* Adjoints;
    public T* Slopes;

    /// <summary>What is the same for all rows, a number a place.</summary>
    public T* Uniform;

    /// <summary>The adjoints of that, a lane a place.</summary>
    public T* UniformAdjoints;
    public int Shift;
}

/// <summary>The loops over the instructions.</summary>
internal static unsafe class ReplaySweep
{
    private const int InstructionMask = (1 << ReplayCode<double>.LengthShift) - 1;

    /// <summary>Values of the first <paramref name="count"/> rows, a multiple of the lane; guards that come out otherwise are told to the observer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Forward<T, L>(ReplayCode<T> code, in ReplayMemory<T> memory, int count, bool withSlopes, IBranchObserver<T> observer)
        where T : unmanaged, IFloatingPointIeee754<T>
        where L : unmanaged, ILane<L, T>
    {
        T* values = memory.Values;
        T* uniform = memory.Uniform;

        // Numbers that are no lanes come one by one: constants, for the compiler.
        int shift = L.Count == 1 ? 0 : memory.Shift;
        count = L.Count == 1 ? 1 : count;
        fixed (int* start = code.Forward)
        {
            int* next = start;
            int* last = start + code.Forward.Length;
            while (next < last)
            {
                int* instruction = next;
                next += *instruction >> ReplayCode<T>.LengthShift;
                switch ((ReplayInstruction)(*instruction & InstructionMask))
                {
                    case ReplayInstruction.Chain:
                        T* sum = values + ((nint)instruction[1] << shift);
                        int i = 0;
                        if (typeof(L) != typeof(Lane1<T>))
                        {
                            for (; count - i >= 4 * L.Count; i += 4 * L.Count)
                            {
                                FourLanes<L, T>.Store(Chain.Sum<T, L, FourLanes<L, T>>(instruction + 2, next, values + i, uniform, shift), sum + i);
                            }
                        }

                        for (; i < count; i += L.Count)
                        {
                            OneLane<L, T>.Store(Chain.Sum<T, L, OneLane<L, T>>(instruction + 2, next, values + i, uniform, shift), sum + i);
                        }

                        break;
                    case ReplayInstruction.Function:
                        code.Functions[instruction[1]].Compute(
                            values + ((nint)instruction[3] << shift),
                            values + ((nint)instruction[4] << shift),
                            values + ((nint)instruction[2] << shift),
                            count);
                        break;
                    case ReplayInstruction.Rule:
                        code.Operations[instruction[1]].Evaluate(
                            values + ((nint)instruction[4] << shift),
                            values + ((nint)instruction[5] << shift),
                            values + ((nint)instruction[6] << shift),
                            values + ((nint)instruction[2] << shift),
                            withSlopes ? memory.Slopes + ((nint)instruction[3] << shift) : null,
                            (nint)1 << shift,
                            count);
                        break;
                    default:
                        T* left = values + ((nint)instruction[2] << shift);
                        T* right = values + ((nint)instruction[3] << shift);
                        ref readonly ScalarGuard guard = ref code.Guards[instruction[1]];
                        if (!Holds<T, L>(guard.Kind, guard.Outcome, left, right, count))
                        {
                            observer.Observe(in guard, left, right);
                        }

                        break;
                }
            }
        }
    }

    /// <summary>Adjoints of the first <paramref name="count"/> rows. Those of results are 0 afterwards, as they have to be before the next sweep.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Backward<T, L>(ReplayCode<T> code, in ReplayMemory<T> memory, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
        where L : unmanaged, ILane<L, T>
    {
        T* values = memory.Values;
        T* adjoints = memory.Adjoints;
        int shift = L.Count == 1 ? 0 : memory.Shift;
        count = L.Count == 1 ? 1 : count;
        fixed (int* start = code.Backward)
        {
            int* next = start;
            int* last = start + code.Backward.Length;
            while (next < last)
            {
                int* instruction = next;
                next += *instruction >> ReplayCode<T>.LengthShift;
                T* seed;
                switch ((ReplayInstruction)(*instruction & InstructionMask))
                {
                    case ReplayInstruction.Chain:
                        seed = adjoints + ((nint)instruction[1] << shift);
                        PullChain<T, L>(instruction + 2, next, seed, in memory, shift, count);
                        break;
                    case ReplayInstruction.Function:
                        seed = adjoints + ((nint)instruction[2] << shift);
                        code.Functions[instruction[1]].Pull(
                            values + ((nint)instruction[3] << shift),
                            values + ((nint)instruction[4] << shift),
                            values + ((nint)instruction[2] << shift),
                            seed,
                            instruction[5] < 0 ? null : adjoints + ((nint)instruction[5] << shift),
                            instruction[6] < 0 ? null : adjoints + ((nint)instruction[6] << shift),
                            count);
                        break;
                    default:
                        seed = adjoints + ((nint)instruction[1] << shift);
                        T* slopes = memory.Slopes + ((nint)instruction[2] << shift);
                        for (int* operand = instruction + 3; operand < next; operand++, slopes += (nint)1 << shift)
                        {
                            if (*operand >= 0)
                            {
                                PullSlope<T, L>(seed, slopes, adjoints + ((nint)(*operand) << shift), count);
                            }
                        }

                        break;
                }

                for (int i = 0; i < count; i += L.Count)
                {
                    L.Store(default, seed + i);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PullChain<T, L>(int* code, int* end, T* seed, in ReplayMemory<T> memory, int shift, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
        where L : unmanaged, ILane<L, T>
    {
        // What is compared are types, so that the compiler leaves the other branch out before it inlines anything: there is a limit to that.
        if (typeof(L) == typeof(Lane1<T>))
        {
            if (!seed->Equals(default))
            {
                Chain.Pull<T, L, OneLane<L, T>, PlainAccumulation<OneLane<L, T>, L, T>>(
                    code, end, OneLane<L, T>.Load(seed), memory.Values, memory.Uniform, memory.Adjoints, memory.UniformAdjoints, shift);
            }

            return;
        }

        for (int i = 0; i < count;)
        {
            T* values = memory.Values + i;
            T* adjoints = memory.Adjoints + i;
            if (count - i >= 4 * L.Count && !HasZero<T, L>(seed + i))
            {
                Chain.Pull<T, L, FourLanes<L, T>, PlainAccumulation<FourLanes<L, T>, L, T>>(
                    code, end, FourLanes<L, T>.Load(seed + i), values, memory.Uniform, adjoints, memory.UniformAdjoints, shift);
                i += 4 * L.Count;
            }
            else
            {
                Chain.Pull<T, L, OneLane<L, T>, GuardedAccumulation<L, T>>(
                    code, end, OneLane<L, T>.Load(seed + i), values, memory.Uniform, adjoints, memory.UniformAdjoints, shift);
                i += L.Count;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PullSlope<T, L>(T* seed, T* slope, T* adjoint, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
        where L : unmanaged, ILane<L, T>
    {
        for (int i = 0; i < count; i += L.Count)
        {
            OneLane<L, T> sum = GuardedAccumulation<L, T>.Add(OneLane<L, T>.Load(seed + i), OneLane<L, T>.Load(slope + i), OneLane<L, T>.Load(adjoint + i));
            OneLane<L, T>.Store(sum, adjoint + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasZero<T, L>(T* lanes)
        where T : unmanaged, IFloatingPointIeee754<T>
        where L : unmanaged, ILane<L, T> =>
        (L.Places(L.IsZero(L.Load(lanes))) | L.Places(L.IsZero(L.Load(lanes + L.Count)))
            | L.Places(L.IsZero(L.Load(lanes + (2 * L.Count)))) | L.Places(L.IsZero(L.Load(lanes + (3 * L.Count))))) != 0;

    /// <summary>Whether a comparison comes out in all rows as it was recorded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Holds<T, L>(GuardKind kind, bool outcome, T* left, T* right, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
        where L : unmanaged, ILane<L, T>
    {
        ulong expected = outcome ? (1UL << L.Count) - 1 : 0;
        for (int i = 0; i < count; i += L.Count)
        {
            L x = L.Load(left + i);
            L y = L.Load(right + i);
            ulong places = kind switch
            {
                GuardKind.Less => L.Places(x < y),
                GuardKind.LessOrEqual => L.Places(x <= y),
                GuardKind.Greater => L.Places(x > y),
                GuardKind.GreaterOrEqual => L.Places(x >= y),
                GuardKind.Equal => L.Places(L.Equal(x, y)),
                GuardKind.NotEqual => L.Places(!L.Equal(x, y)),
                _ => OneByOne(kind, left + i, right + i, L.Count),
            };
            if (places != expected)
            {
                return false;
            }
        }

        return true;
    }

    private static ulong OneByOne<T>(GuardKind kind, T* left, T* right, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ulong places = 0;
        for (int i = 0; i < count; i++)
        {
            places |= ScalarGuard.Test(kind, left[i], right[i]) ? 1UL << i : 0;
        }

        return places;
    }
}

/// <summary>Hears of branches that are not those of the recording.</summary>
internal unsafe interface IBranchObserver<T>
    where T : unmanaged
{
    /// <summary>A guard that comes out otherwise in at least one row, and its operands in all of them.</summary>
    void Observe(in ScalarGuard guard, T* left, T* right);
}
