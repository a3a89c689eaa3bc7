namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// Einstein's summation over one operand: <c>"ij->ji"</c> transposes, <c>"ij->i"</c> sums, <c>"ii->"</c> is a trace, <c>"ii->i"</c> a
    /// diagonal.
    /// </summary>
    /// <param name="subscripts">A letter for each axis, and behind <c>-></c> those of the result. Letters that are not in the result are summed over.</param>
    /// <remarks>
    /// Without <c>-></c> the result has the letters that occur once, capitals first, in alphabetical order, as in numpy. Spaces are skipped;
    /// there is no ellipsis. Made of diagonals, sums and transposes, and differentiated as they are.
    /// </remarks>
    /// <exception cref="ArgumentException">The subscripts are not letters and <c>-></c>, or a letter of the result is not in the operand or stands twice.</exception>
    /// <exception cref="ShapeException">The operand has not as many axes as letters, or a letter two sizes.</exception>
    public Variable<T> Einsum(string subscripts)
    {
        ArgumentNullException.ThrowIfNull(subscripts);
        ReadOnlySpan<int> sizes = Tape.SizesOf(this);
        Span<char> memory = subscripts.Length <= Subscripts.OnStack ? stackalloc char[2 * subscripts.Length] : new char[2 * subscripts.Length];
        Subscripts parsed = Subscripts.Parse(subscripts, operands: 1, memory);
        parsed.Check(subscripts, sizes, []);
        Span<char> letters = parsed.Left;
        Variable<T> reduced = Summation.Reduce(this, ref letters, [], parsed.Result);
        return Summation.InOrder(reduced, letters, parsed.Result);
    }

    /// <summary>
    /// Einstein's summation over two operands: <c>a.Einsum("ij,jk->ik", b)</c> is the matrix product, <c>"i,j->ij"</c> the outer one,
    /// <c>"bij,bjk->bik"</c> one for each b.
    /// </summary>
    /// <param name="subscripts">A letter for each axis of this, a comma, those of the other operand, and behind <c>-></c> those of the result. Letters that are not in the result are summed over.</param>
    /// <param name="other">The other operand.</param>
    /// <remarks>
    /// Without <c>-></c> the result has the letters that occur once, capitals first, in alphabetical order, as in numpy. Spaces are skipped;
    /// there is no ellipsis, and a size of 1 is not repeated. Made of one matrix product (or an elementwise one, where no common letter is
    /// summed over), with transposes only where the letters stand in another order.
    /// </remarks>
    /// <exception cref="ArgumentException">The subscripts are not letters, <c>,</c> and <c>-></c>, or a letter of the result is not in the operands or stands twice.</exception>
    /// <exception cref="ShapeException">An operand has not as many axes as letters, or a letter two sizes.</exception>
    /// <exception cref="RecordingException">The operands belong to different tapes.</exception>
    public Variable<T> Einsum(string subscripts, Operand<T> other)
    {
        ArgumentNullException.ThrowIfNull(subscripts);
        Variable<T> right = other.On(this);
        Tape.Operand(this, nameof(Einsum));
        Tape.Operand(right, nameof(Einsum));
        Span<char> memory = subscripts.Length <= Subscripts.OnStack ? stackalloc char[2 * subscripts.Length] : new char[2 * subscripts.Length];
        Subscripts parsed = Subscripts.Parse(subscripts, operands: 2, memory);
        parsed.Check(subscripts, Tape.SizesAt(Id), Tape.SizesAt(right.Id));
        Span<char> lettersA = parsed.Left;
        Span<char> lettersB = parsed.Right;
        Variable<T> a = Summation.Reduce(this, ref lettersA, lettersB, parsed.Result);
        Variable<T> b = Summation.Reduce(right, ref lettersB, lettersA, parsed.Result);
        return Summation.Multiply(a, lettersA, b, lettersB, parsed.Result);
    }
}
