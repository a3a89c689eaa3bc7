using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// Each element 0 with a probability p and x / (1 - p) else, so that the mean stays. Slope: the same factor. Within
    /// <see cref="Tape{T}.Inference"/> it is x itself, and nothing is drawn.
    /// </summary>
    /// <param name="probability">p: how probable it is that an element is dropped. At 0 it is x itself, and nothing is drawn.</param>
    /// <param name="stream">Where the mask comes from; each call takes one key from it.</param>
    /// <remarks>Linear in x. NaN gives NaN, dropped or not; a dropped infinity gives NaN.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not in [0, 1).</exception>
    public Variable<T> Dropout(double probability, MaskStream stream) => DropoutOperation<T>.Record(this, probability, stream);
}

/// <summary>Elements times a mask that follows from a key; linear. The rule: the seed times the same mask.</summary>
internal sealed class DropoutOperation<T> : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly DropoutOperation<T> _instance = new();

    public override string Name => "dropout";

    public static Variable<T> Record(Variable<T> x, double probability, MaskStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Tape<T> tape = x.Tape;
        tape.Operand(x, nameof(Variable<T>.Dropout));
        if (!(probability >= 0.0 && probability < 1.0))
        {
            throw WindowArguments.Refused(nameof(Variable<T>.Dropout), nameof(probability), probability, "must be in [0, 1)");
        }

        return probability == 0.0 || !tape.IsRecording ? x : Record(x, new Mask(tape.Draw(stream), probability));
    }

    public override Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands) => Record(operands[0], tape.Kept<Mask>(id));

    public override void Pull(ref Pullback<T> pull)
    {
        Mask mask = pull.Kept<Mask>();
        if (pull.IsRecorded)
        {
            pull.Add(0, Record(pull.Seed, mask));
        }
        else if (pull.Wants(0))
        {
            Span<T> target = pull.Target(0, out bool accumulate);
            DropoutMask.Apply(mask.Key, mask.Probability, pull.SeedValues, target, accumulate);
        }
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        string.Create(CultureInfo.InvariantCulture, $"dropout({operands[0]}, {tape.Kept<Mask>(id).Probability})");

    private static Variable<T> Record(Variable<T> x, in Mask mask)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, _instance);
        Span<T> y = tape.Allocate(node.Length);
        DropoutMask.Apply(mask.Key, mask.Probability, tape.ValuesAt(x.Id), y, accumulate: false);
        return tape.Push(_instance, y, node.Sizes, node.Rank, node.Kind, 1, x.Id, payload: tape.Keep(mask));
    }

    private readonly record struct Mask(ulong Key, double Probability);
}
