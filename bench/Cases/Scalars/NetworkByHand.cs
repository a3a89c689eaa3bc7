namespace AutoGrad.Bench;

/// <summary>The network backpropagated by hand, in the plain loops that one writes: what a tape would have to be as fast as.</summary>
internal static class NetworkByHand
{
    /// <summary>The mean loss and its gradient.</summary>
    public static double Backpropagate(ReadOnlySpan<double> weights, ReadOnlySpan<double> constants, Span<double> gradient)
    {
        int points = constants.Length / (NetworkShape.Inputs + 1);
        ReadOnlySpan<double> lastWeights = weights[NetworkShape.LastWeights];
        NetworkShape.Neurons<double> first = default;
        NetworkShape.Neurons<double> second = default;
        NetworkShape.Neurons<double> firstDelta = default;
        NetworkShape.Neurons<double> secondDelta = default;
        gradient.Clear();
        double loss = 0.0;
        for (int point = 0; point < points; point++)
        {
            ReadOnlySpan<double> inputs = constants.Slice(point * NetworkShape.Inputs, NetworkShape.Inputs);
            double target = constants[(points * NetworkShape.Inputs) + point];
            Forward(weights[NetworkShape.FirstWeights], weights[NetworkShape.FirstBiases], inputs, first);
            Forward(weights[NetworkShape.SecondWeights], weights[NetworkShape.SecondBiases], first, second);
            double logit = weights[NetworkShape.LastBias];
            for (int neuron = 0; neuron < NetworkShape.Width; neuron++)
            {
                logit += lastWeights[neuron] * second[neuron];
            }

            double exp = Math.Exp(logit);
            loss += Math.Log(exp + 1.0) - (logit * target);

            double delta = ((exp / (exp + 1.0)) - target) / points;
            Span<double> lastGradient = gradient[NetworkShape.LastWeights];
            for (int neuron = 0; neuron < NetworkShape.Width; neuron++)
            {
                lastGradient[neuron] += delta * second[neuron];
                secondDelta[neuron] = delta * lastWeights[neuron] * (1.0 - (second[neuron] * second[neuron]));
            }

            gradient[NetworkShape.LastBias] += delta;
            Backward(first, secondDelta, gradient[NetworkShape.SecondWeights], gradient[NetworkShape.SecondBiases]);
            BackwardInputs(weights[NetworkShape.SecondWeights], first, secondDelta, firstDelta);
            Backward(inputs, firstDelta, gradient[NetworkShape.FirstWeights], gradient[NetworkShape.FirstBiases]);
        }

        return loss / points;
    }

    private static void Forward(ReadOnlySpan<double> weights, ReadOnlySpan<double> biases, ReadOnlySpan<double> inputs, Span<double> outputs)
    {
        for (int neuron = 0; neuron < outputs.Length; neuron++)
        {
            ReadOnlySpan<double> row = weights.Slice(neuron * inputs.Length, inputs.Length);
            double sum = biases[neuron];
            for (int input = 0; input < row.Length; input++)
            {
                sum += row[input] * inputs[input];
            }

            outputs[neuron] = Math.Tanh(sum);
        }
    }

    /// <summary>The gradients of a layer's weights and biases; <paramref name="delta"/> is that of its weighted sums.</summary>
    private static void Backward(ReadOnlySpan<double> inputs, ReadOnlySpan<double> delta, Span<double> weightGradient, Span<double> biasGradient)
    {
        for (int neuron = 0; neuron < delta.Length; neuron++)
        {
            Span<double> row = weightGradient.Slice(neuron * inputs.Length, inputs.Length);
            double slope = delta[neuron];
            for (int input = 0; input < row.Length; input++)
            {
                row[input] += slope * inputs[input];
            }

            biasGradient[neuron] += slope;
        }
    }

    /// <summary>The gradient of the weighted sums of the layer before, whose outputs are <paramref name="inputs"/>.</summary>
    private static void BackwardInputs(ReadOnlySpan<double> weights, ReadOnlySpan<double> inputs, ReadOnlySpan<double> delta, Span<double> inputDelta)
    {
        for (int input = 0; input < inputs.Length; input++)
        {
            double sum = 0.0;
            for (int neuron = 0; neuron < delta.Length; neuron++)
            {
                sum += delta[neuron] * weights[(neuron * inputs.Length) + input];
            }

            inputDelta[input] = sum * (1.0 - (inputs[input] * inputs[input]));
        }
    }
}
