using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The norm of all elements, without axes: sum(|x|^p)^(1/p). Slope: sign(x) (|x| / y)^(p - 1).</summary>
    /// <param name="order">p: 1, 2 (the Euclidean norm) or any other number from 1 on; infinity for the greatest |x|.</param>
    /// <inheritdoc cref="Norm(double, ReadOnlySpan{int}, bool)" path="/remarks"/>
    /// <exception cref="ArgumentOutOfRangeException">The order is less than 1 or NaN.</exception>
    /// <exception cref="ShapeException">The order is infinite and there is no element.</exception>
    public Variable<T> Norm(double order = 2.0) => Norm(order, Axes.All(Tape.Node(this).Rank), false);

    /// <summary>The norm along one axis: sum(|x|^p)^(1/p). Slope: sign(x) (|x| / y)^(p - 1).</summary>
    /// <param name="order">p: 1, 2 (the Euclidean norm) or any other number from 1 on; infinity for the greatest |x|.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDimensions">Whether the axis stays, with size 1.</param>
    /// <inheritdoc cref="Norm(double, ReadOnlySpan{int}, bool)" path="/remarks"/>
    /// <exception cref="ArgumentOutOfRangeException">The order is less than 1 or NaN.</exception>
    /// <exception cref="ShapeException">There is no such axis, or the order is infinite and the axis has size 0.</exception>
    public Variable<T> Norm(double order, int axis, bool keepDimensions = false) => Norm(order, [axis], keepDimensions);

    /// <summary>The norm over several axes, of a vector of all their elements: sum(|x|^p)^(1/p). Slope: sign(x) (|x| / y)^(p - 1).</summary>
    /// <param name="order">p: 1, 2 (the Euclidean norm) or any other number from 1 on; infinity for the greatest |x|.</param>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    /// <param name="keepDimensions">Whether the axes stay, with size 1.</param>
    /// <remarks>
    /// Scaled where powers would overflow or vanish: only a norm that is too great itself is infinite. Kinks: the slope is 0 where
    /// all elements are 0, and for order 1 at each 0; of order infinity it is shared evenly at a tie. NaN in, NaN out.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is less than 1 or NaN.</exception>
    /// <exception cref="ShapeException">There is no such axis, one is named twice, or the order is infinite and there is nothing to choose from.</exception>
    public Variable<T> Norm(double order, ReadOnlySpan<int> axes, bool keepDimensions = false) =>
        Norm(order, Axes.ToBits(nameof(Norm), axes, Tape.SizesOf(this)), keepDimensions);

    private Variable<T> Norm(double order, ulong axes, bool keepDimensions)
    {
        if (!(order >= 1.0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(order), order, CallerLocation.Append("Norm: the order is a number from 1 on, or infinity."));
        }

        ReadOnlySpan<int> sizes = Tape.SizesOf(this);
        Axes.CheckReduced(sizes, axes);
        if (double.IsInfinity(order) && Axes.Count(sizes, axes) == 0)
        {
            throw new ShapeException($"Norm of shape {Shape} and infinite order: there is nothing to choose from.");
        }

        return order == 1.0 ? SumOperation<T>.Over(Abs(), axes, keepDimensions, isMean: false)
            : double.IsInfinity(order) ? ExtremumOperation<T>.Over(Abs(), axes, keepDimensions, isMinimum: false)
            : NormOperation<T>.Over(this, axes, keepDimensions, order);
    }
}

/// <summary>A norm over axes, of an order between 1 and infinity. The rule: the seed times sign(x) (|x| / y)^(p - 1).</summary>
internal sealed class NormOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly NormOperation<T> _instance = new();

    // Sums of squares below may have lost terms to underflow.
    private static readonly T _leastSum = T.ScaleB(T.Epsilon, 90);

    public override string Name => "norm";

    public static Variable<T> Over(Variable<T> x, ulong axes, bool keepDimensions, double order)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "Norm");
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        Span<int> reduced = stackalloc int[sizes.Length];
        reduced = reduced[..Axes.Reduce(sizes, axes, keepDimensions, reduced)];
        Span<T> y = tape.Allocate(Shape.CheckedLength(reduced));
        if (node.Length == 0)
        {
            y.Clear();
        }
        else if (order != 2.0 || !TryEuclidean(tape.ValuesAt(x.Id), sizes, axes, y))
        {
            Scaled(tape, x, axes, order, y);
        }

        return tape.Push(
            _instance, y, tape.PushSizes(reduced), reduced.Length, node.Kind, 1, x.Id, payload: tape.Keep(new Constants(axes, order)));
    }

    public override void Pull(ref Pullback<T> pull)
    {
        if (!pull.Wants(0))
        {
            return;
        }

        Constants constants = pull.Kept<Constants>();
        Span<int> kept = stackalloc int[pull.Sizes(0).Length];
        Axes.Reduce(pull.Sizes(0), constants.Axes, true, kept);
        Variable<T> y = pull.Output.Reshape(kept);
        Variable<T> seed = pull.Seed.Reshape(kept);
        pull.Add(
            0,
            constants.Order == 2.0
                ? pull.Operand(0).Map3<DirectionFunction>(y, seed)
                : pull.Operand(0).Map3(y, seed, new NormSlopeFunction(constants.Order)));
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands)
    {
        Constants constants = tape.Kept<Constants>(id);
        string axes = Axes.Format(constants.Axes, tape.SizesAt(tape.NodeAt(id).A).Length);
        return string.Create(CultureInfo.InvariantCulture, $"{Name}({operands[0]}, {constants.Order}{axes})");
    }

    // One pass, right unless squares leave the range of the number type.
    private static bool TryEuclidean(ReadOnlySpan<T> x, ReadOnlySpan<int> sizes, ulong axes, Span<T> y)
    {
        Reduction.SumOfSquares(x, sizes, axes, y, T.One);
        foreach (ref T norm in y)
        {
            if (norm < _leastSum || T.IsPositiveInfinity(norm))
            {
                return false;
            }

            norm = T.Sqrt(norm);
        }

        return true;
    }

    // y = m sum((|x| / m)^p)^(1/p) with m the greatest |x|; where m is 0 or infinite, with 1 instead.
    private static void Scaled(Tape<T> tape, Variable<T> x, ulong axes, double order, Span<T> y)
    {
        ReadOnlySpan<T> values = tape.ValuesAt(x.Id);
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        Span<int> kept = stackalloc int[sizes.Length];
        Axes.Reduce(sizes, axes, true, kept);
        Span<T> greatest = tape.RentSpan(y.Length);
        Span<T> powers = tape.RentSpan(values.Length);
        Reduction.Max(values, sizes, axes, greatest);
        Reduction.Min(values, sizes, axes, y);
        for (int index = 0; index < y.Length; index++)
        {
            T m = T.Max(greatest[index], -y[index]);
            greatest[index] = m > T.Zero && m < T.PositiveInfinity ? m : T.One;
        }

        Pointwise2.Map(default(DivideFunction), values, sizes, greatest, kept, powers, sizes);
        Pointwise.Map(default(AbsFunction), powers, powers);
        Pointwise.Map(new PowerOfNumber(order), powers, powers);
        Reduction.Sum(powers, sizes, axes, y, T.One, accumulate: false);
        T root = T.CreateTruncating(1.0 / order);
        for (int index = 0; index < y.Length; index++)
        {
            y[index] = greatest[index] * (order == 2.0 ? T.Sqrt(y[index]) : T.Pow(y[index], root));
        }

        tape.ReturnSpan(powers);
        tape.ReturnSpan(greatest);
    }

    private readonly record struct Constants(ulong Axes, double Order);
}

/// <summary>g x / y, and 0 where the norm y is 0: the inner selection keeps 0 / 0 out of derivatives of any order.</summary>
internal readonly struct DirectionFunction : IPointwise3
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y, N g)
        where N : struct, IReal<N>
    {
        Mask<N> none = N.Equal(y, 0.0);
        return g * N.Select(none, 0.0, x / N.Select(none, 1.0, y));
    }
}

/// <summary>g sign(x) (|x| / y)^(p - 1), and 0 where the norm y or x is 0.</summary>
internal readonly struct NormSlopeFunction(double order) : IPointwise3
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y, N g)
        where N : struct, IReal<N>
    {
        N ratio = x / N.Select(N.Equal(y, 0.0), 1.0, y);
        Mask<N> none = N.Equal(ratio, 0.0);
        N power = N.Pow(N.Abs(N.Select(none, 1.0, ratio)), order - 1.0);
        return g * N.Select(none, 0.0, N.Select(ratio < 0.0, -power, power));
    }
}
