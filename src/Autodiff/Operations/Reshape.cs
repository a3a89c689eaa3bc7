using System.Numerics;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The same numbers, row-major, under another shape; nothing is copied.</summary>
    /// <param name="sizes">The new sizes; one of them may be -1 and follows from the others.</param>
    /// <exception cref="ShapeException">The new shape holds another number of elements.</exception>
    public Variable<T> Reshape(params ReadOnlySpan<int> sizes) => ReshapeOperation<T>.Record(this, sizes);
}

/// <summary>Another shape for the same numbers; linear. The rule: the seed under the operand's shape.</summary>
internal sealed class ReshapeOperation<T> : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly ReshapeOperation<T> _instance = new();

    public override string Name => "reshape";

    public static Variable<T> Record(Variable<T> x, ReadOnlySpan<int> sizes)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "Reshape");
        if (sizes.Length > Shape.MaximumRank)
        {
            throw new ShapeException($"Reshape of {Shape.Format(tape.SizesAt(x.Id))} to {sizes.Length} axes: more than {Shape.MaximumRank} are not possible.");
        }

        Span<int> resolved = stackalloc int[sizes.Length];
        sizes.CopyTo(resolved);
        int open = sizes.IndexOf(-1);
        if (open >= 0)
        {
            resolved[open] = 1;
            int others = sizes[(open + 1)..].Contains(-1) ? 0 : Shape.CheckedLength(resolved);
            resolved[open] = others > 0 && node.Length % others == 0 ? node.Length / others : -1;
        }

        if (resolved.SequenceEqual(tape.SizesAt(x.Id)))
        {
            return x;
        }

        if ((open >= 0 && resolved[open] < 0) || Shape.CheckedLength(resolved) != node.Length)
        {
            throw new ShapeException($"Reshape of {Shape.Format(tape.SizesAt(x.Id))} to {Shape.Format(sizes)}: the number of elements differs.");
        }

        return tape.PushView(_instance, x.Id, resolved, node.Kind);
    }

    public override Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands) => Record(operands[0], tape.SizesAt(id));

    public override void Pull(ref Pullback<T> pull)
    {
        if (pull.IsRecorded)
        {
            pull.Add(0, pull.Seed.Reshape(pull.Sizes(0)));
        }
        else
        {
            pull.AddScaledSeed(0, 1.0);
        }
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        $"reshape({operands[0]}, {Shape.Format(tape.SizesAt(id))})";
}
