using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// The mean over all elements of a function of two variables, without axes: <c>Map2(y, function).Mean()</c>. Where y is of this shape and
    /// not differentiated, as the targets of a loss, it is one operation that finds values and slopes in one pass.
    /// </summary>
    /// <param name="y">The second variable, parameter or number.</param>
    /// <param name="function">The function; its fields are copied into the recording.</param>
    /// <remarks>The mean of no elements is NaN.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> Map2Mean<F>(Operand<T> y, F function = default)
        where F : unmanaged, IPointwise2 => MapMeanOperation2<T, F>.Record(this, y.On(this), function);
}

/// <summary>
/// The mean of a function of two variables, the second a constant. Keeps the slopes, so that the rule in values is one multiplication; recorded
/// it is that of <see cref="MapOperation2{T, F}"/>.
/// </summary>
internal sealed unsafe class MapMeanOperation2<T, F> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where F : unmanaged, IPointwise2
{
    private static readonly MapMeanOperation2<T, F> _instance = new();

    public override string Name => "mean";

    public static Variable<T> Record(Variable<T> x, Variable<T> y, F function)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> left = ref tape.Operand(x, _instance);
        ref readonly Node<T> right = ref tape.Operand(y, _instance);
        int length = left.Length;
        bool repeats = tape.Repeats(_instance, x.Id, y.Id);
        bool differentiatesLeft = (left.Kind & ~right.Kind & NodeKind.Differentiable) != 0 && tape.IsDifferentiable;
        if (!repeats && (!differentiatesLeft || length == 0 || !tape.SameShape(x.Id, y.Id)))
        {
            return x.Map2(y, function).Mean();
        }

        Span<T> mean = tape.Allocate(1);
        T* slopes = (T*)tape.Arena.Allocate((nint)length * sizeof(T));
        Span<T> values = tape.RentSpan(length);
        ValueAndSlope.Map(function, tape.ValuesOf(in left), tape.ValuesOf(in right), values, new Span<T>(slopes, length), tape.Threads);
        Reduction.Sum(values, [length], 1, mean, T.One / T.CreateTruncating(length), accumulate: false, tape.Threads);
        tape.ReturnSpan(values);
        nint kept = tape.Keep(new Kept(slopes, function));
        return repeats ? tape.PushAgain(mean, kept) : tape.Push(_instance, mean, tape.PushSizes([]), 0, left.Kind, 2, x.Id, y.Id, payload: kept);
    }

    public override void Pull(ref Pullback<T> pull)
    {
        Kept kept = pull.Kept<Kept>();
        if (pull.IsRecorded)
        {
            PullRecorded(ref pull, kept.Function);
        }
        else if (pull.Wants(0))
        {
            Span<T> target = pull.Target(0, out bool accumulate);
            T scale = pull.SeedValues[0] * T.CreateTruncating(1.0 / target.Length);
            ReadOnlySpan<T> slopes = new(kept.Slopes, target.Length);
            if (accumulate)
            {
                Accumulation.AddScaledTo(slopes, scale, target, pull.Tape.Threads);
            }
            else
            {
                Accumulation.Scale(slopes, scale, target, pull.Tape.Threads);
            }
        }
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        $"{Name}({typeof(F).Name}({string.Join(", ", operands)}))";

    private static void PullRecorded(ref Pullback<T> pull, F function)
    {
        if (pull.Wants(0))
        {
            Recorded<T> slope = function.Value(new Tangent<Recorded<T>>(pull.Operand(0), 1.0), new Tangent<Recorded<T>>(pull.Operand(1))).Slope;
            pull.Add(0, pull.Seed * (1.0 / pull.Operand(0).Length) * slope);
        }
    }

    private readonly struct Kept(T* slopes, F function)
    {
        public readonly T* Slopes = slopes;
        public readonly F Function = function;
    }
}
