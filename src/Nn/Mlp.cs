using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>
/// A multilayer perceptron: affine layers z_k = f(z_(k-1) W_k + b_k) one behind the other. Its parameters are named W1, b1, W2,
/// b2 and so on, which is how a tape's description shows them.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class Mlp<T> : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Linear<T>[] _layers;

    /// <summary>A perceptron with the given numbers of units; each layer draws its weights from a stream of its own.</summary>
    /// <param name="sizes">The number of inputs, the units of each hidden layer, the number of outputs: <c>[64, 32, 10]</c>.</param>
    /// <param name="hidden">The activation of the hidden layers.</param>
    /// <param name="seed">The seed of the weights. The biases start at 0.</param>
    /// <param name="output">The activation of the last layer; none where none is given.</param>
    /// <param name="initializer">How all weights start; where none is given, each layer's activation chooses (<see cref="Activation.DefaultInitializer"/>).</param>
    /// <exception cref="ArgumentException">There are fewer than two sizes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Mlp(ReadOnlySpan<int> sizes, Activation hidden, int seed, Activation? output = null, Initializer? initializer = null)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        if (sizes.Length < 2)
        {
            throw new ArgumentException(CallerLocation.Append(string.Create(
                CultureInfo.InvariantCulture, $"Mlp: sizes needs at least the numbers of inputs and outputs, but has {sizes.Length} entries.")), nameof(sizes));
        }

        foreach (int size in sizes)
        {
            Refuse.Size("Mlp", nameof(sizes), size);
        }

        _layers = new Linear<T>[sizes.Length - 1];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            string number = (layer + 1).ToString(CultureInfo.InvariantCulture);
            Activation activation = layer < _layers.Length - 1 ? hidden : output ?? Activation.Identity;
            _layers[layer] = Register(
                new Linear<T>("W" + number, "b" + number, sizes[layer], sizes[layer + 1], activation, initializer, seed, layer), name: "");
        }

        Layers = _layers.AsReadOnly();
    }

    /// <summary>The layers, the first one first.</summary>
    public IReadOnlyList<Linear<T>> Layers { get; }

    /// <summary>The output of the last layer.</summary>
    /// <param name="x">The inputs, of shape [..., inputs].</param>
    /// <returns>A variable of shape [..., outputs].</returns>
    /// <exception cref="ShapeException">The last axis of x is not [inputs].</exception>
    public override Variable<T> Forward(Variable<T> x)
    {
        foreach (Linear<T> layer in _layers)
        {
            x = layer.Forward(x);
        }

        return x;
    }

    /// <summary>The layers.</summary>
    public override string ToString() => $"Mlp({string.Join(", ", (object[])_layers)})";
}
