using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>A kind of term of a chain. But for the fused ones, odd kinds are subtracted.</summary>
internal enum Term
{
    Add,
    Subtract,
    AddUniform,
    SubtractUniform,
    AddProduct,
    SubtractProduct,
    AddScaled,
    SubtractScaled,
    FusedProduct,
    FusedScaled,

    // In reverse alone: products whose first factor is a constant, and squares.
    AddConstantScaled,
    SubtractConstantScaled,
    AddSquare,
    SubtractSquare,
}

/// <summary>
/// The instruction that nearly all of a recording becomes: a sum of numbers and products, from left to right, which stays in a register. Its terms stand
/// in runs of one kind: a word with the count and the kind, then the operands. A number that is the same in all lanes is uniform; of a product
/// with one the uniform operand stands first.
/// </summary>
internal static unsafe class Chain
{
    /// <summary>How far the count of a run is shifted above the kind.</summary>
    public const int CountShift = 4;

    private const int KindMask = (1 << CountShift) - 1;

    /// <summary>The sum of the terms. Products are rounded before they are added, but for the fused ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static G Sum<T, L, G>(int* code, int* end, T* values, T* uniform, int shift)
        where T : unmanaged, IFloatingPointIeee754<T>
        where L : unmanaged, ILane<L, T>
        where G : unmanaged, ILaneGroup<G, L, T>
    {
        // -0 + x is x, whatever its sign.
        G sum = G.Create(T.NegativeZero);
        while (code < end)
        {
            int count = *code >> CountShift;
            Term kind = (Term)(*code & KindMask);
            code++;
            switch (kind)
            {
                case Term.AddScaled:
                    for (; count > 0; count--, code += 2)
                    {
                        sum += G.Create(uniform[code[0]]) * G.Load(values + ((nint)code[1] << shift));
                    }

                    break;
                case Term.SubtractScaled:
                    for (; count > 0; count--, code += 2)
                    {
                        sum -= G.Create(uniform[code[0]]) * G.Load(values + ((nint)code[1] << shift));
                    }

                    break;
                case Term.AddProduct:
                    for (; count > 0; count--, code += 2)
                    {
                        sum += G.Load(values + ((nint)code[0] << shift)) * G.Load(values + ((nint)code[1] << shift));
                    }

                    break;
                case Term.SubtractProduct:
                    for (; count > 0; count--, code += 2)
                    {
                        sum -= G.Load(values + ((nint)code[0] << shift)) * G.Load(values + ((nint)code[1] << shift));
                    }

                    break;
                case Term.FusedScaled:
                    for (; count > 0; count--, code += 2)
                    {
                        sum = G.MultiplyAdd(G.Create(uniform[code[0]]), G.Load(values + ((nint)code[1] << shift)), sum);
                    }

                    break;
                case Term.FusedProduct:
                    for (; count > 0; count--, code += 2)
                    {
                        sum = G.MultiplyAdd(G.Load(values + ((nint)code[0] << shift)), G.Load(values + ((nint)code[1] << shift)), sum);
                    }

                    break;
                case Term.Add:
                    for (; count > 0; count--, code++)
                    {
                        sum += G.Load(values + ((nint)code[0] << shift));
                    }

                    break;
                case Term.Subtract:
                    for (; count > 0; count--, code++)
                    {
                        sum -= G.Load(values + ((nint)code[0] << shift));
                    }

                    break;
                case Term.AddUniform:
                    for (; count > 0; count--, code++)
                    {
                        sum += G.Create(uniform[code[0]]);
                    }

                    break;
                default:
                    for (; count > 0; count--, code++)
                    {
                        sum -= G.Create(uniform[code[0]]);
                    }

                    break;
            }
        }

        return sum;
    }

    /// <summary>Adds the seed times the slopes to the adjoints of the operands; those of uniform operands have a lane each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pull<T, L, G, A>(int* code, int* end, G seed, T* values, T* uniform, T* adjoints, T* uniformAdjoints, int shift)
        where T : unmanaged, IFloatingPointIeee754<T>
        where L : unmanaged, ILane<L, T>
        where G : unmanaged, ILaneGroup<G, L, T>
        where A : struct, IAccumulation<G, L, T>
    {
        while (code < end)
        {
            int count = *code >> CountShift;
            Term kind = (Term)(*code & KindMask);
            code++;
            G signed = ((int)kind & 1) == 0 ? seed : -seed;
            switch (kind)
            {
                case Term.AddScaled or Term.SubtractScaled:
                    for (; count > 0; count--, code += 2)
                    {
                        T* adjoint = adjoints + ((nint)code[1] << shift);
                        T* uniformAdjoint = uniformAdjoints + ((nint)code[0] * L.Count);
                        G.Store(A.Add(signed, G.Create(uniform[code[0]]), G.Load(adjoint)), adjoint);
                        L.Store(A.Add(signed, G.Load(values + ((nint)code[1] << shift)), L.Load(uniformAdjoint)), uniformAdjoint);
                    }

                    break;
                case Term.AddConstantScaled or Term.SubtractConstantScaled:
                    for (; count > 0; count--, code += 2)
                    {
                        T* adjoint = adjoints + ((nint)code[1] << shift);
                        G.Store(A.Add(signed, G.Create(uniform[code[0]]), G.Load(adjoint)), adjoint);
                    }

                    break;
                case Term.AddSquare or Term.SubtractSquare:
                    for (; count > 0; count--, code++)
                    {
                        nint x = (nint)code[0] << shift;
                        G value = G.Load(values + x);
                        G.Store(A.Add(signed, value + value, G.Load(adjoints + x)), adjoints + x);
                    }

                    break;
                case Term.AddProduct or Term.SubtractProduct:
                    for (; count > 0; count--, code += 2)
                    {
                        nint x = (nint)code[0] << shift;
                        nint y = (nint)code[1] << shift;

                        G.Store(A.Add(signed, G.Load(values + y), G.Load(adjoints + x)), adjoints + x);
                        G.Store(A.Add(signed, G.Load(values + x), G.Load(adjoints + y)), adjoints + y);
                    }

                    break;
                case Term.Add or Term.Subtract:
                    for (; count > 0; count--, code++)
                    {
                        T* adjoint = adjoints + ((nint)code[0] << shift);
                        G.Store(G.Load(adjoint) + signed, adjoint);
                    }

                    break;
                default:
                    for (; count > 0; count--, code++)
                    {
                        T* uniformAdjoint = uniformAdjoints + ((nint)code[0] * L.Count);
                        L.Store(G.Sum(signed, L.Load(uniformAdjoint)), uniformAdjoint);
                    }

                    break;
            }
        }
    }
}

/// <summary>How a seed times a slope is added to an adjoint.</summary>
internal interface IAccumulation<G, L, T>
{
    /// <summary>seed slope + adjoint.</summary>
    static abstract G Add(G seed, G slope, G adjoint);

    /// <summary>The sum over the group's lanes of seed slope, and of the adjoint.</summary>
    static abstract L Add(G seed, G slope, L adjoint);
}

/// <summary>Where no seed is 0.</summary>
internal readonly struct PlainAccumulation<G, L, T> : IAccumulation<G, L, T>
    where G : unmanaged, ILaneGroup<G, L, T>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static G Add(G seed, G slope, G adjoint) => G.MultiplyAdd(seed, slope, adjoint);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Add(G seed, G slope, L adjoint) => G.Sum(seed, slope, adjoint);
}

/// <summary>Where a seed is 0 its slope takes no part, be it infinite.</summary>
internal readonly struct GuardedAccumulation<L, T> : IAccumulation<OneLane<L, T>, L, T>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<L, T> Add(OneLane<L, T> seed, OneLane<L, T> slope, OneLane<L, T> adjoint) =>
        new(Add(seed, slope, adjoint.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Add(OneLane<L, T> seed, OneLane<L, T> slope, L adjoint) =>
        L.Select(L.IsZero(seed.Value), adjoint, L.MultiplyAdd(seed.Value, slope.Value, adjoint));
}
