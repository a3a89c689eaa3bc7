using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// A function while it is frozen: what a <see cref="ScalarRecorder{T}"/> takes down instead of statements. A scalar's index is its node's number plus one.
/// </summary>
internal sealed class FrozenRecording<T>(ScalarRecorder<T> recorder)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ScalarProgramBuilder<T> _builder = new();

    public Scalar<T> Input(T value) => Scalar(value, _builder.Input());

    public Scalar<T> Append(ScalarOperation<T> operation, T value, Scalar<T> x) => Scalar(value, _builder.Append(operation, Node(x)));

    public Scalar<T> Append(ScalarOperation<T> operation, T value, Scalar<T> x, Scalar<T> y) =>
        Scalar(value, _builder.Append(operation, Node(x), Node(y)));

    public Scalar<T> Append(ScalarOperation<T> operation, T value, Scalar<T> x, Scalar<T> y, Scalar<T> z) =>
        Scalar(value, _builder.Append(operation, Node(x), Node(y), Node(z)));

    public Scalar<T> Dot(T value, ReadOnlySpan<Scalar<T>> x, ReadOnlySpan<Scalar<T>> y) => Scalar(value, _builder.Dot(Nodes(x), Nodes(y)));

    public Scalar<T> Sum(T value, ReadOnlySpan<Scalar<T>> x) => Scalar(value, _builder.Sum(Nodes(x)));

    public Scalar<T> Polynomial(T value, ReadOnlySpan<Scalar<T>> coefficients, Scalar<T> x) =>
        Scalar(value, _builder.Polynomial(Nodes(coefficients), Node(x)));

    /// <summary>A comparison that the function branches on.</summary>
    public void Guard(GuardKind kind, Scalar<T> x, Scalar<T> y, bool outcome) => _builder.Guard(kind, Node(x), Node(y), outcome);

    /// <summary>What was recorded, with its result.</summary>
    public ScalarProgram<T> Build(Scalar<T> result) => _builder.Build(Node(result));

    private Scalar<T> Scalar(T value, int node) => new(value, recorder, recorder.PlaceOf(node + 1));

    private int Node(Scalar<T> scalar)
    {
        recorder.Check(scalar, nameof(Tape<T>.Freeze));
        return scalar.IsConstant ? _builder.Constant(scalar.Number) : (int)scalar.Place - 1;
    }

    private int[] Nodes(ReadOnlySpan<Scalar<T>> scalars)
    {
        int[] nodes = new int[scalars.Length];
        for (int index = 0; index < nodes.Length; index++)
        {
            nodes[index] = Node(scalars[index]);
        }

        return nodes;
    }
}
