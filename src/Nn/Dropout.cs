using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>
/// Drops each element with a probability while the tape records, and scales the others so that the mean stays; the identity in
/// evaluation (<see cref="Tape{T}.Inference"/>, <see cref="Module{T}.Predict(ReadOnlySpan{T}, Shape)"/>). See
/// <see cref="Variable{T}.Dropout"/>.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class Dropout<T> : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A layer with a stream of masks of its own.</summary>
    /// <param name="probability">How probable it is that an element is dropped.</param>
    /// <param name="seed">The seed of the masks: give each layer of a model one of its own.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not in [0, 1).</exception>
    public Dropout(double probability, int seed)
    {
        Probability = probability >= 0.0 && probability < 1.0
            ? probability
            : throw Refuse.OutOfRange("Dropout", nameof(probability), probability, "must be in [0, 1)");
        Stream = Register(new MaskStream((uint)seed));
    }

    /// <summary>How probable it is that an element is dropped.</summary>
    public double Probability { get; }

    /// <summary>Where the masks come from.</summary>
    public MaskStream Stream { get; }

    /// <inheritdoc/>
    public override Variable<T> Forward(Variable<T> x) => x.Dropout(Probability, Stream);

    /// <summary>The probability.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Dropout({Probability})");
}
