using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>
/// The function behind a layer's affine map: one of the usual ones, or a pointwise function of your own
/// (<c>Activation.Of&lt;Mish&gt;()</c>). It serves every number type.
/// </summary>
public sealed class Activation
{
    private readonly Kind _kind;
    private readonly double _constant;
    private readonly Custom? _custom;

    private Activation(Kind kind, double constant = 0.0, Custom? custom = null)
    {
        _kind = kind;
        _constant = constant;
        _custom = custom;
    }

    // A switch over these is what a layer pays for its activation; only a function of the user's costs a generic virtual call.
    private enum Kind
    {
        Identity,
        Relu,
        Tanh,
        Sigmoid,
        LeakyRelu,
        Softplus,
        Silu,
        Gelu,
        GeluTanh,
        Elu,
        Softmax,
        Custom,
    }

    /// <summary>x itself: no activation.</summary>
    public static Activation Identity { get; } = new(Kind.Identity);

    /// <summary>max(0, x).</summary>
    public static Activation Relu { get; } = new(Kind.Relu);

    /// <summary>The hyperbolic tangent.</summary>
    public static Activation Tanh { get; } = new(Kind.Tanh);

    /// <summary>1 / (1 + e^-x).</summary>
    public static Activation Sigmoid { get; } = new(Kind.Sigmoid);

    /// <summary>log(1 + e^x).</summary>
    public static Activation Softplus { get; } = new(Kind.Softplus);

    /// <summary>x sigmoid(x), also called swish.</summary>
    public static Activation Silu { get; } = new(Kind.Silu);

    /// <summary>x Phi(x), Phi being the distribution function of the standard normal distribution.</summary>
    public static Activation Gelu { get; } = new(Kind.Gelu);

    /// <summary>The form of gelu with the hyperbolic tangent; see <see cref="GeluForm.Tanh"/>.</summary>
    public static Activation GeluTanh { get; } = new(Kind.GeluTanh);

    /// <summary>
    /// e^x / sum(e^x) along the last axis: probabilities. Not for a model that is trained with
    /// <see cref="Loss.CrossEntropy{T}(Variable{T}, ReadOnlySpan{int}, Reduction)"/>, which takes logits.
    /// </summary>
    public static Activation Softmax { get; } = new(Kind.Softmax);

    /// <summary>The initializer for a layer with this activation where none is chosen: He for relu and its like (unbounded above), Xavier else.</summary>
    public Initializer DefaultInitializer =>
        _kind is Kind.Relu or Kind.LeakyRelu or Kind.Softplus or Kind.Silu or Kind.Gelu or Kind.GeluTanh or Kind.Elu
            ? Initializer.HeUniform
            : Initializer.XavierUniform;

    /// <summary>x where x is positive, <paramref name="slope"/> x elsewhere.</summary>
    /// <param name="slope">The slope below 0, usually 0.01 or 0.1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slope is NaN or infinite.</exception>
    public static Activation LeakyRelu(double slope = 0.01) => double.IsFinite(slope)
        ? new(Kind.LeakyRelu, slope)
        : throw Refuse.OutOfRange("Activation.LeakyRelu", nameof(slope), slope, "must be finite");

    /// <summary>x where x is positive, <paramref name="alpha"/> (e^x - 1) elsewhere.</summary>
    /// <param name="alpha">The function falls to its negative; usually 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The constant is NaN or infinite.</exception>
    public static Activation Elu(double alpha = 1.0) => double.IsFinite(alpha)
        ? new(Kind.Elu, alpha)
        : throw Refuse.OutOfRange("Activation.Elu", nameof(alpha), alpha, "must be finite");

    /// <summary>A pointwise function of your own: one forward line.</summary>
    /// <typeparam name="F">The function.</typeparam>
    /// <param name="function">The function with its constants, such as <c>new Slope(0.1)</c>; nothing for one without fields.</param>
    public static Activation Of<F>(F function = default)
        where F : unmanaged, IPointwise => new(Kind.Custom, custom: new Custom<F>(function));

    /// <summary>The function's value at every element of <paramref name="x"/>.</summary>
    public Variable<T> Apply<T>(Variable<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => _kind switch
        {
            Kind.Relu => x.Relu(),
            Kind.Tanh => x.Tanh(),
            Kind.Sigmoid => x.Sigmoid(),
            Kind.LeakyRelu => x.LeakyRelu(_constant),
            Kind.Softplus => x.Softplus(),
            Kind.Silu => x.Silu(),
            Kind.Gelu => x.Gelu(),
            Kind.GeluTanh => x.Gelu(GeluForm.Tanh),
            Kind.Elu => x.Elu(_constant),
            Kind.Softmax => x.Softmax(),
            Kind.Custom => _custom!.Apply(x),
            _ => x,
        };

    /// <summary>f(x W + b), f being this function; one operation for the identity, relu, tanh and sigmoid.</summary>
    internal Variable<T> Affine<T>(Variable<T> x, Parameter<T> weight, Parameter<T> bias)
        where T : unmanaged, IFloatingPointIeee754<T> => _kind switch
        {
            Kind.Identity => x.Linear(weight, bias),
            Kind.Relu => x.Linear(weight, bias, default(ReluFunction)),
            Kind.Tanh => x.Linear(weight, bias, default(TanhFunction)),
            Kind.Sigmoid => x.Linear(weight, bias, default(SigmoidFunction)),
            Kind.LeakyRelu => x.Linear(weight, bias, new LeakyReluFunction(_constant)),
            _ => Apply(x.Linear(weight, bias)),
        };

    /// <summary>The name.</summary>
    public override string ToString() => _kind switch
    {
        Kind.LeakyRelu or Kind.Elu => string.Create(CultureInfo.InvariantCulture, $"{_kind}({_constant})"),
        Kind.Custom => _custom!.Name,
        _ => _kind.ToString(),
    };

    private abstract class Custom
    {
        public abstract string Name { get; }

        public abstract Variable<T> Apply<T>(Variable<T> x)
            where T : unmanaged, IFloatingPointIeee754<T>;
    }

    private sealed class Custom<F>(F function) : Custom
        where F : unmanaged, IPointwise
    {
        public override string Name => typeof(F).Name;

        public override Variable<T> Apply<T>(Variable<T> x) => x.Map(function);
    }
}
