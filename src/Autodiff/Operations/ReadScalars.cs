using System.Numerics;

namespace AutoGrad.Autodiff;

public readonly unsafe partial struct Variable<T>
{
    /// <summary>
    /// One element as a <see cref="Scalar{T}"/>, for code with loops and branches: <c>x.ScalarAt(2)</c>, <c>w.ScalarAt(0, 3)</c>. Slope: 1 to the element.
    /// </summary>
    /// <param name="indices">One for each axis, as in C#; none for a variable without axes.</param>
    /// <remarks>
    /// Of a constant it is a constant. n reads of an n-vector cost O(n), also in the sweep; to read all elements <see cref="ToScalars"/> is faster.
    /// </remarks>
    /// <exception cref="ShapeException">There are not as many indices as axes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside of its axis.</exception>
    /// <exception cref="RecordingException">The recording has ended, or the tape computes a segment of Checkpoint.</exception>
    public Scalar<T> ScalarAt(params ReadOnlySpan<int> indices)
    {
        ReadOnlySpan<int> sizes = Tape.SizesOf(this);
        if (indices.Length != sizes.Length)
        {
            throw new ShapeException($"ScalarAt: shape {Shape.Format(sizes)} needs {sizes.Length} indices and was given {indices.Length}.");
        }

        int offset = 0;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            (int place, _, _) = ((AxisIndex)indices[axis]).Resolve(nameof(ScalarAt), axis, sizes);
            offset = (offset * sizes[axis]) + place;
        }

        Scalar<T> scalar = default;
        ReadScalarsOperation<T>.Record(this, offset, new(ref scalar));
        return scalar;
    }

    /// <summary>All elements as scalars, row-major.</summary>
    /// <inheritdoc cref="ScalarAt"/>
    public Scalar<T>[] ToScalars()
    {
        Scalar<T>[] scalars = new Scalar<T>[Length];
        ReadScalarsOperation<T>.Record(this, 0, scalars);
        return scalars;
    }

    /// <summary>All elements as scalars, row-major.</summary>
    /// <param name="scalars">Where they go: as many as the variable has elements.</param>
    /// <exception cref="ShapeException">There is room for another number of scalars.</exception>
    /// <inheritdoc cref="ScalarAt"/>
    public void CopyTo(Span<Scalar<T>> scalars)
    {
        if (scalars.Length != Length)
        {
            throw new ShapeException($"CopyTo: a variable of shape {Shape} needs room for {Length} scalars and was given {scalars.Length}.");
        }

        ReadScalarsOperation<T>.Record(this, 0, scalars);
    }
}

/// <summary>
/// Elements of an array as scalars: where the sweep over statements goes on in the array. The node shows the elements; its third number is the index of the first scalar.
/// The operands are the array and the read before, so that a path through scalars is a path through nodes.
/// </summary>
internal sealed unsafe class ReadScalarsOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly ReadScalarsOperation<T> _instance = new();

    public override string Name => "scalars";

    public static void Record(Variable<T> x, int offset, Span<Scalar<T>> scalars)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "Scalars");
        ReadOnlySpan<T> values = tape.ValuesAt(x.Id).Slice(offset, scalars.Length);
        if ((node.Kind & NodeKind.Differentiable) == 0 || !tape.IsDifferentiable || values.IsEmpty)
        {
            for (int index = 0; index < scalars.Length; index++)
            {
                scalars[index] = values[index];
            }

            return;
        }

        tape.CheckNoSegment("Scalars");
        ScalarRecorder<T> recorder = tape.ScalarRecorder;
        int id = tape.PushPart(_instance, x.Id, offset, scalars.Length, [scalars.Length], node.Kind).Id;
        ulong place = recorder.AddLeaves(scalars.Length);
        tape.LinkRead(id, (int)place);
        values = tape.ValuesAt(id);
        for (int index = 0; index < scalars.Length; index++)
        {
            scalars[index] = new(values[index], recorder, place + (ulong)index);
        }
    }

    public override void Pull(ref Pullback<T> pull)
    {
        int first = pull.Tape.NodeAt(pull.Output.Id).C;
        int length = pull.OutputLength;
        ScalarSweep<T> scalars = pull.Scalars;
        scalars.Run(first + length);
        ReadOnlySpan<T> adjoints = new(scalars.Adjoints + first, length);
        if (!pull.Wants(0) || !adjoints.ContainsAnyExcept(T.Zero))
        {
            return;
        }

        Span<T> target = pull.Target(0, out bool accumulate);
        if (!accumulate)
        {
            target.Clear();
        }

        target = target.Slice(pull.Kept<int>(), length);
        for (int index = 0; index < target.Length; index++)
        {
            target[index] += adjoints[index];
        }
    }

    public override void Push(ref Pushforward<T> push) =>
        throw new RecordingException("JacobianVectorProduct: the path leads through scalars, which have a reverse sweep only. Call the scalar code with Dual<T> instead.");

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) => $"scalars({operands[0]})";
}
