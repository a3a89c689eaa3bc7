using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>x W + b: the affine map of a layer, over the last axis.</summary>
    /// <param name="weight">W, of shape [inputs, outputs].</param>
    /// <param name="bias">b, of shape [outputs].</param>
    /// <returns>A variable of shape [..., outputs].</returns>
    /// <exception cref="ShapeException">The last axis of x is not [inputs], or the bias not [outputs].</exception>
    public Variable<T> Linear(Operand<T> weight, Operand<T> bias) => Linear(weight, bias, default(IdentityFunction));

    /// <summary>f(x W + b): the affine map of a layer and its activation in one operation.</summary>
    /// <typeparam name="F">The activation. One whose slope follows from its output is fused, any other is applied behind.</typeparam>
    /// <param name="weight">W, of shape [inputs, outputs].</param>
    /// <param name="bias">b, of shape [outputs].</param>
    /// <param name="activation">The activation f, such as <c>default(ReluFunction)</c>.</param>
    /// <returns>A variable of shape [..., outputs].</returns>
    /// <exception cref="ShapeException">The last axis of x is not [inputs], or the bias not [outputs].</exception>
    public Variable<T> Linear<F>(Operand<T> weight, Operand<T> bias, F activation)
        where F : unmanaged, IElementary
    {
        Variable<T> w = weight.On(this);
        Variable<T> b = bias.On(this);
        Tape<T> tape = Tape;
        LinearOperation<T, F>.Check(this, w, b);
        return Affine(tape, Id, w.Id, b.Id, activation);
    }

    /// <inheritdoc cref="Linear{F}(Operand{T}, Operand{T}, F)"/>
    public Variable<T> Linear<F>(Parameter<T> weight, Parameter<T> bias, F activation)
        where F : unmanaged, IElementary
    {
        Tape<T> tape = Tape;
        tape.Node(this);
        return Affine(tape, Id, tape.Variable(weight).Id, tape.Variable(bias).Id, activation);
    }

    /// <inheritdoc cref="Linear(Operand{T}, Operand{T})"/>
    public Variable<T> Linear(Parameter<T> weight, Parameter<T> bias) => Linear(weight, bias, default(IdentityFunction));

    // Of nodes that are known to be of this recording.
    private static Variable<T> Affine<F>(Tape<T> tape, int x, int weight, int bias, F activation)
        where F : unmanaged, IElementary => (F.Reads & Reads.Input) == 0
            ? LinearOperation<T, F>.Record(tape, x, weight, bias, activation)
            : Elementwise.Apply(LinearOperation<T, IdentityFunction>.Record(tape, x, weight, bias, default), activation);
}

/// <summary>
/// y = f(x W + b). The rule, with dz = g f'(z) from the output: dx = dz W', dW = x' dz, db = the sum of dz over the rows.
/// </summary>
internal sealed unsafe class LinearOperation<T, F> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where F : unmanaged, IElementary
{
    private static readonly LinearOperation<T, F> _instance = new();

    public override string Name => "linear";

    private static bool IsAffine => typeof(F) == typeof(IdentityFunction);

    public static Variable<T> Record(Variable<T> x, Variable<T> weight, Variable<T> bias, F activation)
    {
        Check(x, weight, bias);
        return Record(x.Tape, x.Id, weight.Id, bias.Id, activation);
    }

    /// <summary>Refuses operands of other tapes and recordings.</summary>
    public static void Check(Variable<T> x, Variable<T> weight, Variable<T> bias)
    {
        Tape<T> tape = x.Tape;
        tape.Operand(x, "Linear");
        tape.Operand(weight, "Linear");
        tape.Operand(bias, "Linear");
    }

    /// <summary>The operation on nodes that are known to be of this recording.</summary>
    public static Variable<T> Record(Tape<T> tape, int x, int weight, int bias, F activation)
    {
        ref readonly Node<T> input = ref tape.NodeAt(x);
        ref readonly Node<T> matrix = ref tape.NodeAt(weight);
        ref readonly Node<T> offset = ref tape.NodeAt(bias);
        ReadOnlySpan<int> sizes = tape.SizesOf(in input);
        ReadOnlySpan<int> weightSizes = tape.SizesOf(in matrix);
        bool repeats = tape.Repeats(_instance, x, weight, bias);
        if (!repeats && (sizes.Length == 0 || weightSizes.Length != 2 || sizes[^1] != weightSizes[0] || offset.Rank != 1 || offset.Length != weightSizes[1]))
        {
            throw Misfit(sizes, weightSizes, tape.SizesOf(in offset));
        }

        (int inputs, int outputs) = (weightSizes[0], weightSizes[1]);
        int rows = Rows(sizes);
        Span<T> y = tape.Allocate((long)rows * outputs <= Array.MaxLength ? rows * outputs : Shape.CheckedLength([rows, outputs]));
        fixed (T* px = tape.ValuesOf(in input), pw = tape.ValuesOf(in matrix), pb = tape.ValuesOf(in offset), py = y)
        {
            MatMulOperation<T>.MultiplyChecked(tape, rows, outputs, inputs, px, false, pw, false, py, false, pb);
        }

        if (!IsAffine)
        {
            Pointwise.Map(activation, y, y, tape.Threads);
        }

        nint payload = tape.Keep(activation);
        return repeats
            ? tape.PushAgain(y, payload)
            : tape.Push(_instance, y, tape.PushSizes(sizes, outputs), sizes.Length, input.Kind | matrix.Kind | offset.Kind, 3, x, weight, bias, payload);
    }

    public override void Pull(ref Pullback<T> pull)
    {
        F activation = pull.Kept<F>();
        Tape<T> tape = pull.Tape;
        ref readonly Node<T> x = ref pull.NodeOf(0);
        ref readonly Node<T> weight = ref pull.NodeOf(1);
        ReadOnlySpan<int> weightSizes = tape.SizesOf(in weight);
        (int rows, int inputs, int outputs) = (Rows(tape.SizesOf(in x)), weightSizes[0], weightSizes[1]);
        if (pull.IsRecorded)
        {
            PullRecorded(ref pull, activation, rows, inputs, outputs);
            return;
        }

        // The seed of z takes the place of the seed of y where nothing else reads that any more.
        bool inPlace = IsAffine || pull.SeedIsFree;
        T* seed = AddressOf(pull.SeedMemory);
        T* sumSeed = inPlace ? seed : AddressOf(tape.RentSpan(pull.OutputLength));
        T* output = IsAffine ? null : AddressOf(pull.OutputMemory);
        T* sums = pull.TryTarget(2, out Span<T> target, out bool accumulate) ? AddressOf(target) : null;
        if (!SlopeAndSums.TryCompute(activation, seed, output, sumSeed, rows, outputs, sums, accumulate))
        {
            PullSums(tape, activation, seed, output, sumSeed, rows, outputs, sums, accumulate);
        }

        fixed (T* px = tape.ValuesOf(in x), pw = tape.ValuesOf(in weight))
        {
            if (pull.TryTarget(1, out target, out accumulate))
            {
                MatMulOperation<T>.MultiplyChecked(tape, inputs, outputs, rows, px, true, sumSeed, false, AddressOf(target), accumulate, null);
            }

            if (pull.TryTarget(0, out target, out accumulate))
            {
                MatMulOperation<T>.MultiplyChecked(tape, rows, inputs, outputs, sumSeed, false, pw, true, AddressOf(target), accumulate, null);
            }
        }

        if (!inPlace)
        {
            tape.ReturnSpan(Tape<T>.SpanOf(sumSeed, rows * outputs));
        }
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands)
    {
        string sum = $"{operands[0]} @ {operands[1]} + {operands[2]}";
        return IsAffine ? sum : tape.Kept<F>(id).Format(sum);
    }

    public override void Push(ref Pushforward<T> push)
    {
        Recorded<T> sum = 0.0;
        if (push.Has(0))
        {
            sum += LinearOperation<T, IdentityFunction>.Record(push.Tangent(0), push.Operand(1), push.Tape.Constant(T.Zero).BroadcastTo([push.Sizes(1)[1]]), default);
        }

        if (push.Has(1))
        {
            sum += LinearOperation<T, IdentityFunction>.Record(push.Operand(0), push.Tangent(1), push.Tangent(2), default);
        }
        else if (push.Has(2))
        {
            sum += push.Tangent(2);
        }

        push.Add(IsAffine ? sum : sum * push.Kept<F>().Slope<Recorded<T>>(default, push.Output));
    }

    // On several threads, for what is large.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PullSums(Tape<T> tape, F activation, T* seed, T* output, T* sumSeed, int rows, int outputs, T* sums, bool accumulate)
    {
        int length = rows * outputs;
        Span<T> values = Tape<T>.SpanOf(sumSeed, length);
        if (!IsAffine)
        {
            Span<T> y = Tape<T>.SpanOf(output, length);
            Pointwise.Pull(new StatedSlope<F>(activation), Tape<T>.SpanOf(seed, length), y, y, values, accumulate: false, tape.Threads);
        }

        if (sums != null)
        {
            Reduction.Sum(values, [rows, outputs], 1, Tape<T>.SpanOf(sums, outputs), T.One, accumulate, tape.Threads);
        }
    }

    // A method of its own: its variables would weigh on the frame of the rule in values.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PullRecorded(ref Pullback<T> pull, F activation, int rows, int inputs, int outputs)
    {
        Recorded<T> slope = IsAffine ? 1.0 : activation.Slope<Recorded<T>>(default, pull.Output);
        Variable<T> towardsSum = (pull.Seed * slope).On(pull.Tape).Reshape(rows, outputs);
        if (pull.Wants(0))
        {
            pull.Add(0, towardsSum.MatMul(pull.Operand(1), transposeRight: true).Reshape(pull.Sizes(0)));
        }

        if (pull.Wants(1))
        {
            pull.Add(1, pull.Operand(0).Reshape(rows, inputs).MatMul(towardsSum, transposeLeft: true));
        }

        if (pull.Wants(2))
        {
            pull.Add(2, towardsSum.Sum(0));
        }
    }

    // Adjoints lie in pinned memory.
    private static T* AddressOf(Span<T> target) => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(target));

    // Apart: a message that is composed in place costs its method time also when nothing is thrown.
    private static ShapeException Misfit(ReadOnlySpan<int> sizes, ReadOnlySpan<int> weightSizes, ReadOnlySpan<int> biasSizes) => new(
        $"Linear needs x [..., inputs], weight [inputs, outputs] and bias [outputs]; it was given {Shape.Format(sizes)}, {Shape.Format(weightSizes)} and {Shape.Format(biasSizes)}.");

    private static int Rows(ReadOnlySpan<int> sizes) => sizes.Length == 2 ? sizes[0] : Shape.CheckedLength(sizes[..^1]);
}
