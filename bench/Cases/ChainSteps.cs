using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Bench;

/// <summary>The gradient of the sum of tanh(x) sigmoid(x) + exp(-x x) over a million numbers: by plain operators, or by one map.</summary>
internal sealed class ChainSteps(bool asMap, int threads) : IWork
{
    private const int Length = 1_000_000;

    private readonly Tape<float> _tape = BenchTape.Create(threads);
    private readonly Parameter<float> _x = new("x", Normal.Numbers(Length), [Length]);

    /// <inheritdoc/>
    public string Name => asMap ? "map-1m" : "chain-1m";

    /// <inheritdoc/>
    public (double Count, string Name)? Pieces => (Length, "element");

    /// <inheritdoc/>
    public float Run(int steps)
    {
        float sum = 0f;
        for (; steps > 0; steps--)
        {
            _tape.Reset();
            Variable<float> x = _tape.Variable(_x);
            Variable<float> y = asMap ? x.Map<Chain>() : (x.Tanh() * x.Sigmoid()) + (-x * x).Exp();
            sum += y.Sum().Gradients()[_x][0];
        }

        return sum;
    }

    private readonly struct Chain : IPointwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x)
            where N : struct, IReal<N> => (N.Tanh(x) * N.Sigmoid(x)) + N.Exp(-x * x);
    }
}
