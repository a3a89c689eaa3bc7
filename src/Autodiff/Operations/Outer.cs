namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>x y', the products of every element of this vector with every one of the other: [m] and [n] give [m, n].</summary>
    /// <param name="other">The other vector.</param>
    /// <exception cref="ShapeException">An operand has not exactly one axis.</exception>
    /// <exception cref="RecordingException">The operands belong to different tapes.</exception>
    public Variable<T> Outer(Operand<T> other)
    {
        Variable<T> right = other.On(this);
        Tape.Operand(this, nameof(Outer));
        return Tape.Operand(right, nameof(Outer)).Rank == 1 && Tape.NodeAt(Id).Rank == 1
            ? Reshape(-1, 1) * right
            : throw new ShapeException($"Outer needs two vectors; it was given {Shape} and {right.Shape}.");
    }
}
