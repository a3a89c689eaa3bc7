using System.Numerics;

namespace AutoGrad.Bench;

/// <summary>
/// The mean binary cross-entropy with logits of a 2-16-16-1 network with tanh. The constants are points of two coordinates and, after
/// all of them, the targets 0 or 1.
/// </summary>
/// <typeparam name="S">How weighted sums are written.</typeparam>
internal readonly struct ScalarNetwork<S> : IScalarFunction
    where S : IWeightedSum
{
    /// <inheritdoc/>
    public static T Value<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> constants)
        where T : IFloatingPointIeee754<T>
    {
        int points = constants.Length / (NetworkShape.Inputs + 1);
        NetworkShape.Neurons<T> first = default;
        NetworkShape.Neurons<T> second = default;
        T loss = T.Zero;
        for (int point = 0; point < points; point++)
        {
            ReadOnlySpan<T> inputs = constants.Slice(point * NetworkShape.Inputs, NetworkShape.Inputs);
            loss += PointLoss(x, inputs, constants[(points * NetworkShape.Inputs) + point], first, second);
        }

        return loss * T.CreateChecked(1.0 / points);
    }

    /// <inheritdoc/>
    public static double Backpropagate(ReadOnlySpan<double> x, ReadOnlySpan<double> constants, Span<double> gradient) =>
        NetworkByHand.Backpropagate(x, constants, gradient);

    /// <summary>The loss at one point; the numbers of both layers are left in the last two arguments.</summary>
    public static T PointLoss<T>(ReadOnlySpan<T> weights, ReadOnlySpan<T> inputs, T target, Span<T> first, Span<T> second)
        where T : IFloatingPointIeee754<T>
    {
        Layer(weights[NetworkShape.FirstWeights], weights[NetworkShape.FirstBiases], inputs, first);
        Layer<T>(weights[NetworkShape.SecondWeights], weights[NetworkShape.SecondBiases], first, second);
        T logit = S.Of(weights[NetworkShape.LastBias], weights[NetworkShape.LastWeights], second);
        return T.Log(T.Exp(logit) + T.One) - (logit * target);
    }

    private static void Layer<T>(ReadOnlySpan<T> weights, ReadOnlySpan<T> biases, ReadOnlySpan<T> inputs, Span<T> outputs)
        where T : IFloatingPointIeee754<T>
    {
        for (int neuron = 0; neuron < outputs.Length; neuron++)
        {
            outputs[neuron] = T.Tanh(S.Of(biases[neuron], weights.Slice(neuron * inputs.Length, inputs.Length), inputs));
        }
    }
}
