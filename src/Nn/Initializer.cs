using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>
/// How the weights of a layer start: a distribution whose width follows from the number of inputs and outputs. The same seed
/// gives the same bits on every machine.
/// </summary>
/// <remarks>
/// Xavier (Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks) keeps the
/// variance in both directions of a layer whose activation is near the identity at 0; He (He, Zhang, Ren, Sun 2015, Delving deep
/// into rectifiers) keeps it forward through relu, which drops half of it.
/// </remarks>
public sealed class Initializer
{
    private readonly Distribution _distribution;
    private readonly Width _width;
    private readonly double _size;

    private Initializer(Distribution distribution, Width width, double size)
    {
        _distribution = distribution;
        _width = width;
        _size = size;
    }

    private enum Distribution
    {
        Constant,
        Uniform,
        Normal,
    }

    private enum Width
    {
        Fixed,
        Xavier,
        He,
    }

    /// <summary>All weights 0.</summary>
    public static Initializer Zeros { get; } = new(Distribution.Constant, Width.Fixed, 0.0);

    /// <summary>Uniform between -a and a, a = sqrt(6 / (inputs + outputs)).</summary>
    public static Initializer XavierUniform { get; } = new(Distribution.Uniform, Width.Xavier, 6.0);

    /// <summary>Normal with mean 0 and standard deviation sqrt(2 / (inputs + outputs)).</summary>
    public static Initializer XavierNormal { get; } = new(Distribution.Normal, Width.Xavier, 2.0);

    /// <summary>Uniform between -a and a, a = sqrt(6 / inputs).</summary>
    public static Initializer HeUniform { get; } = new(Distribution.Uniform, Width.He, 6.0);

    /// <summary>Normal with mean 0 and standard deviation sqrt(2 / inputs).</summary>
    public static Initializer HeNormal { get; } = new(Distribution.Normal, Width.He, 2.0);

    /// <summary>All weights the same number.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is NaN or infinite.</exception>
    public static Initializer Constant(double value) => double.IsFinite(value)
        ? new(Distribution.Constant, Width.Fixed, value)
        : throw Refuse.OutOfRange("Initializer.Constant", nameof(value), value, "must be finite");

    /// <summary>Uniform between -<paramref name="limit"/> and <paramref name="limit"/>, whatever the layer's size.</summary>
    /// <param name="limit">The limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative, NaN or infinite.</exception>
    public static Initializer Uniform(double limit) => limit >= 0.0 && double.IsFinite(limit)
        ? new(Distribution.Uniform, Width.Fixed, limit)
        : throw Refuse.OutOfRange("Initializer.Uniform", nameof(limit), limit, "must be finite and not negative");

    /// <summary>Normal with mean 0, whatever the layer's size.</summary>
    /// <param name="deviation">The standard deviation.</param>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is negative, NaN or infinite.</exception>
    public static Initializer Normal(double deviation) => deviation >= 0.0 && double.IsFinite(deviation)
        ? new(Distribution.Normal, Width.Fixed, deviation)
        : throw Refuse.OutOfRange("Initializer.Normal", nameof(deviation), deviation, "must be finite and not negative");

    /// <summary>Fills weights.</summary>
    /// <param name="weights">The weights, in the order in which the numbers are drawn.</param>
    /// <param name="inputs">How many inputs each output is computed from.</param>
    /// <param name="outputs">How many outputs each input goes into.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">Which of the seed's independent streams: layers of one model take different ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of inputs or outputs is not positive.</exception>
    public void Fill<T>(Span<T> weights, int inputs, int outputs, int seed, int stream = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Refuse.Size("Initializer.Fill", nameof(inputs), inputs);
        Refuse.Size("Initializer.Fill", nameof(outputs), outputs);
        double width = _width switch
        {
            Width.Xavier => Math.Sqrt(_size / ((double)inputs + outputs)),
            Width.He => Math.Sqrt(_size / inputs),
            _ => _size,
        };
        RandomStream random = new(seed, stream);
        foreach (ref T weight in weights)
        {
            weight = T.CreateTruncating(_distribution switch
            {
                Distribution.Uniform => ((2.0 * random.NextUniform()) - 1.0) * width,
                Distribution.Normal => random.NextNormal() * width,
                _ => width,
            });
        }
    }

    /// <summary>A parameter of shape [inputs, outputs], filled.</summary>
    /// <inheritdoc cref="Fill{T}(Span{T}, int, int, int, int)"/>
    /// <param name="name">The parameter's name.</param>
    /// <param name="inputs">How many inputs each output is computed from.</param>
    /// <param name="outputs">How many outputs each input goes into.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">Which of the seed's independent streams.</param>
    public Parameter<T> Weights<T>(string name, int inputs, int outputs, int seed, int stream = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Refuse.Size("Initializer.Weights", nameof(inputs), inputs);
        Refuse.Size("Initializer.Weights", nameof(outputs), outputs);
        Parameter<T> parameter = Parameter<T>.Zeros(name, [inputs, outputs]);
        Fill(parameter.Update(), inputs, outputs, seed, stream);
        return parameter;
    }

    /// <summary>The name.</summary>
    public override string ToString() => _width == Width.Fixed
        ? string.Create(CultureInfo.InvariantCulture, $"{_distribution}({_size})")
        : $"{_width}{_distribution}";
}
