using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars.Replay;

/// <summary>Writes programs for tests, as expressions.</summary>
internal sealed class Recorder<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public ScalarProgramBuilder<T> Builder { get; } = new();

    public Node<T> Input() => new(Builder, Builder.Input());

    public Node<T>[] Inputs(int count) => [.. Enumerable.Range(0, count).Select(_ => Input())];

    public Node<T> Constant(T value) => new(Builder, Builder.Constant(value));

    public Compiled<T> Freeze(Node<T> result, Rerecording<T>? rerecord = null) => new(Builder.Build(result.Id), rerecord);
}

/// <summary>A node of a program.</summary>
internal readonly struct Node<T>(ScalarProgramBuilder<T> builder, int id)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public int Id { get; } = id;

    public static Node<T> operator +(Node<T> left, Node<T> right) => left.Of2<AddRule<T>>(right);

    public static Node<T> operator -(Node<T> left, Node<T> right) => left.Of2<SubtractRule<T>>(right);

    public static Node<T> operator *(Node<T> left, Node<T> right) => left.Of2<MultiplyRule<T>>(right);

    public static Node<T> operator /(Node<T> left, Node<T> right) => left.Of2<DivideRule<T>>(right);

    public static Node<T> operator -(Node<T> value) => value.Of<NegateRule<T>>();

    public static Node<T> operator +(Node<T> left, double right) => left + left.Constant(right);

    public static Node<T> operator *(Node<T> left, double right) => left * left.Constant(right);

    public Node<T> Of<R>(R rule = default)
        where R : struct, IScalarRule<T> => Append(ScalarOperation<T>.Of(rule), Id);

    public Node<T> Of2<R>(Node<T> y)
        where R : struct, IScalarRule2<T> => Append(ScalarOperation<T>.Of2<R>(), Id, y.Id);

    public Node<T> Of3<R>(Node<T> y, Node<T> z)
        where R : struct, IScalarRule3<T> => Append(ScalarOperation<T>.Of3<R>(), Id, y.Id, z.Id);

    public void Guard(GuardKind kind, double right, bool outcome) => builder.Guard(kind, Id, Constant(right).Id, outcome);

    public void Guard(GuardKind kind, bool outcome) => builder.Guard(kind, Id, outcome);

    private Node<T> Constant(double value) => new(builder, builder.Constant(T.CreateTruncating(value)));

    private Node<T> Append(ScalarOperation<T> operation, params ReadOnlySpan<int> operands) => new(builder, builder.Append(operation, operands));
}
