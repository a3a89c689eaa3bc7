using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>A layer y = f(x W + b): an affine map over the last axis and an activation.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <remarks>
/// Two layers of the same sizes and the same seed start with the same weights: give each layer of a model a seed of its own, or
/// let an <see cref="Mlp{T}"/> do it.
/// </remarks>
public sealed class Linear<T> : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A layer without activation; the bias starts at 0.</summary>
    /// <param name="inputs">How many inputs.</param>
    /// <param name="outputs">How many outputs.</param>
    /// <param name="seed">The seed of the weights.</param>
    /// <param name="initializer">How the weights start; Xavier, uniform, where none is given.</param>
    /// <param name="bias">Whether there is a bias b.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of inputs or outputs is not positive.</exception>
    public Linear(int inputs, int outputs, int seed, Initializer? initializer = null, bool bias = true)
        : this(inputs, outputs, Activation.Identity, seed, initializer, bias)
    {
    }

    /// <summary>A layer; the bias starts at 0.</summary>
    /// <param name="inputs">How many inputs.</param>
    /// <param name="outputs">How many outputs.</param>
    /// <param name="activation">The activation f.</param>
    /// <param name="seed">The seed of the weights.</param>
    /// <param name="initializer">How the weights start; the activation's <see cref="Activation.DefaultInitializer"/> where none is given.</param>
    /// <param name="bias">Whether there is a bias b.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of inputs or outputs is not positive.</exception>
    public Linear(int inputs, int outputs, Activation activation, int seed, Initializer? initializer = null, bool bias = true)
        : this("weight", bias ? "bias" : null, inputs, outputs, activation, initializer, seed, 0)
    {
    }

    /// <summary>A layer with parameters that exist already: those of another layer, to share them, or given ones.</summary>
    /// <param name="weight">W, of shape [inputs, outputs].</param>
    /// <param name="bias">b, of shape [outputs], or null.</param>
    /// <param name="activation">The activation f; none where none is given.</param>
    /// <exception cref="ShapeException">The weight has not two axes, or the bias not one number for each output.</exception>
    public Linear(Parameter<T> weight, Parameter<T>? bias, Activation? activation = null)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Shape.Rank != 2 || (bias is not null && (bias.Shape.Rank != 1 || bias.Length != weight.Shape[1])))
        {
            throw new ShapeException($"Linear needs a weight [inputs, outputs] and a bias [outputs]; it was given {weight.Shape} and {bias?.Shape.ToString() ?? "none"}.");
        }

        Weight = Register(weight);
        Bias = bias is null ? null : Register(bias);
        Activation = activation ?? Activation.Identity;
    }

    internal Linear(
        string weightName, string? biasName, int inputs, int outputs, Activation activation, Initializer? initializer, int seed, int stream)
    {
        ArgumentNullException.ThrowIfNull(activation);
        Refuse.Size("Linear", nameof(inputs), inputs);
        Refuse.Size("Linear", nameof(outputs), outputs);
        Weight = Register((initializer ?? activation.DefaultInitializer).Weights<T>(weightName, inputs, outputs, seed, stream));
        Bias = biasName is null ? null : Register(Parameter<T>.Zeros(biasName, [outputs]));
        Activation = activation;
    }

    /// <summary>W, of shape [inputs, outputs].</summary>
    public Parameter<T> Weight { get; }

    /// <summary>b, of shape [outputs]; null for a layer without.</summary>
    public Parameter<T>? Bias { get; }

    /// <summary>The activation f.</summary>
    public Activation Activation { get; }

    /// <summary>How many inputs.</summary>
    public int Inputs => Weight.Shape[0];

    /// <summary>How many outputs.</summary>
    public int Outputs => Weight.Shape[1];

    /// <summary>f(x W + b).</summary>
    /// <param name="x">x, of shape [..., inputs].</param>
    /// <returns>A variable of shape [..., outputs].</returns>
    /// <exception cref="ShapeException">The last axis of x is not [inputs].</exception>
    public override Variable<T> Forward(Variable<T> x) =>
        Bias is not null ? Activation.Affine(x, Weight, Bias) : Activation.Apply(x.MatMul(Weight));

    /// <summary>The inputs, outputs and activation.</summary>
    public override string ToString() => $"Linear({Inputs}, {Outputs}, {Activation})";
}
