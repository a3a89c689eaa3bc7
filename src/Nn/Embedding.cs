using System.Buffers;
using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>A table with a vector for each of a number of things, such as the words of a vocabulary: looked up by their indices, and learned.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <remarks>An entry that is looked up several times learns from all of its places; one that is not looked up does not change by the loss.</remarks>
public sealed class Embedding<T> : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A table; its numbers start from the standard normal distribution unless told otherwise.</summary>
    /// <param name="entries">How many things there are.</param>
    /// <param name="size">How many numbers each has.</param>
    /// <param name="seed">The seed of the numbers.</param>
    /// <param name="initializer">How they start.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of entries or the size is not positive.</exception>
    public Embedding(int entries, int size, int seed, Initializer? initializer = null)
        : this((initializer ?? Initializer.Normal(1.0)).Weights<T>(
            "weight", Refuse.Size("Embedding", nameof(entries), entries), Refuse.Size("Embedding", nameof(size), size), seed))
    {
    }

    /// <summary>A table that exists already: of another module, to share it, or a given one.</summary>
    /// <param name="weight">The table, of shape [entries, size].</param>
    /// <exception cref="ShapeException">It has not two axes.</exception>
    public Embedding(Parameter<T> weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        Weight = weight.Shape.Rank == 2
            ? Register(weight)
            : throw new ShapeException($"Embedding needs a weight [entries, size]; it was given {weight.Shape}.");
    }

    /// <summary>The table, of shape [entries, size].</summary>
    public Parameter<T> Weight { get; }

    /// <summary>How many entries the table has.</summary>
    public int Entries => Weight.Shape[0];

    /// <summary>How many numbers an entry has.</summary>
    public int Size => Weight.Shape[1];

    /// <summary>The entries at the given indices.</summary>
    /// <param name="tape">Where they are recorded.</param>
    /// <param name="indices">The indices, from 0, row-major; they may repeat. Copied.</param>
    /// <param name="shape">Their shape, such as [examples, words].</param>
    /// <returns>A variable of the indices' shape with the size behind it.</returns>
    /// <exception cref="ShapeException">The shape holds another number of indices.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The table has no such entry.</exception>
    public Variable<T> Forward(Tape<T> tape, ReadOnlySpan<int> indices, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Variable(Weight).Embedding(indices, shape);
    }

    /// <summary>The entries at indices that are the numbers of x: for a table in front of other modules.</summary>
    /// <param name="x">The indices: whole numbers from 0, as float holds them exactly up to 2^24.</param>
    /// <returns>A variable of the shape of x with the size behind it.</returns>
    /// <remarks>x itself is only read: nothing is learned through it.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number of x is not the index of an entry.</exception>
    public override Variable<T> Forward(Variable<T> x)
    {
        int[] rented = ArrayPool<int>.Shared.Rent(Math.Max(x.Length, 1));
        try
        {
            Span<int> indices = rented.AsSpan(0, x.Length);
            ReadOnlySpan<T> numbers = x.Values;
            for (int place = 0; place < indices.Length; place++)
            {
                indices[place] = int.CreateSaturating(numbers[place]);
                if (T.CreateTruncating(indices[place]) != numbers[place])
                {
                    throw Refuse.OutOfRange("Embedding", nameof(x), numbers[place], string.Create(CultureInfo.InvariantCulture, $"at place {place} must be an index"));
                }
            }

            return Forward(x.Tape, indices, x.Shape);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    /// <summary>The entries and the size.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Embedding({Entries}, {Size})");
}
