namespace AutoGrad.Autodiff;

/// <summary>The letters of a summation: of each operand, one an axis, and of the result.</summary>
internal ref struct Subscripts
{
    /// <summary>Longer texts are not read on the stack.</summary>
    public const int OnStack = 256;

    public Span<char> Left;
    public Span<char> Right;
    public Span<char> Result;

    /// <summary>Reads a text such as <c>ij,jk->ik</c> into memory of twice its length.</summary>
    public static Subscripts Parse(string text, int operands, Span<char> memory)
    {
        int arrow = text.IndexOf("->", StringComparison.Ordinal);
        ReadOnlySpan<char> operandsText = arrow < 0 ? text : text.AsSpan(0, arrow);
        int given = operandsText.Count(',') + 1;
        if (given != operands)
        {
            throw Refused(text, $"there are letters for {given} operand{(given == 1 ? string.Empty : "s")}, and {operands} given");
        }

        Subscripts parsed = default;
        int comma = operandsText.IndexOf(',');
        parsed.Left = Letters(text, comma < 0 ? operandsText : operandsText[..comma], memory);
        memory = memory[parsed.Left.Length..];
        parsed.Right = Letters(text, comma < 0 ? [] : operandsText[(comma + 1)..], memory);
        memory = memory[parsed.Right.Length..];
        if (arrow < 0)
        {
            parsed.Result = Once(parsed.Left, parsed.Right, memory);
            return parsed;
        }

        parsed.Result = Letters(text, text.AsSpan(arrow + 2), memory);
        for (int index = 0; index < parsed.Result.Length; index++)
        {
            char letter = parsed.Result[index];
            if (!parsed.Left.Contains(letter) && !parsed.Right.Contains(letter))
            {
                throw Refused(text, $"letter '{letter}' of the result is in no operand");
            }

            if (parsed.Result[..index].Contains(letter))
            {
                throw Refused(text, $"letter '{letter}' stands twice in the result");
            }
        }

        return parsed;
    }

    /// <summary>Refuses operands whose shapes do not fit the letters.</summary>
    public readonly void Check(string text, ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        CheckRank(text, Left, left);
        CheckRank(text, Right, right);
        for (int place = 0; place < Left.Length + Right.Length; place++)
        {
            (char letter, int size) = At(place, left, right);
            for (int before = 0; before < place; before++)
            {
                (char other, int otherSize) = At(before, left, right);
                if (other == letter && otherSize != size)
                {
                    throw new ShapeException(
                        $"Einsum \"{text}\": letter '{letter}' has size {otherSize} and size {size}, in {Shape.Format(left)}{(Right.IsEmpty ? string.Empty : $" and {Shape.Format(right)}")}.");
                }
            }
        }
    }

    private readonly (char Letter, int Size) At(int place, ReadOnlySpan<int> left, ReadOnlySpan<int> right) => place < Left.Length
        ? (Left[place], left[place])
        : (Right[place - Left.Length], right[place - Left.Length]);

    private static void CheckRank(string text, ReadOnlySpan<char> letters, ReadOnlySpan<int> sizes)
    {
        if (letters.Length != sizes.Length)
        {
            throw new ShapeException($"Einsum \"{text}\": \"{letters}\" names {letters.Length} axes, and the operand has shape {Shape.Format(sizes)}.");
        }
    }

    private static Span<char> Letters(string text, ReadOnlySpan<char> part, Span<char> memory)
    {
        int count = 0;
        foreach (char letter in part)
        {
            if (char.IsAsciiLetter(letter))
            {
                memory[count++] = letter;
            }
            else if (letter != ' ')
            {
                throw Refused(text, $"'{letter}' is not a letter");
            }
        }

        return memory[..count];
    }

    private static Span<char> Once(ReadOnlySpan<char> left, ReadOnlySpan<char> right, Span<char> memory)
    {
        int count = 0;
        for (char letter = 'A'; letter <= 'z'; letter++)
        {
            if (left.Count(letter) + right.Count(letter) == 1)
            {
                memory[count++] = letter;
            }
        }

        return memory[..count];
    }

    private static ArgumentException Refused(string text, string reason) => new(CallerLocation.Append($"Einsum \"{text}\": {reason}."));
}
