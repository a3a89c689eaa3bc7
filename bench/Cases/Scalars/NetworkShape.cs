using System.Runtime.CompilerServices;

namespace AutoGrad.Bench;

/// <summary>The 2-16-16-1 network: where its weights stand, row by row, and what it is given.</summary>
internal static class NetworkShape
{
    public const int Inputs = 2;
    public const int Width = 16;
    public const int Points = 64;
    public const int LastBias = 336;

    /// <summary>Two operations for each weight, tanh for each neuron but the last, six for the loss and its sum; and the mean.</summary>
    public const int Operations = (Points * ((2 * ((Inputs * Width) + (Width * Width) + Width)) + (2 * Width) + 6)) + 1;

    public static Range FirstWeights => 0..32;

    public static Range FirstBiases => 32..48;

    public static Range SecondWeights => 48..304;

    public static Range SecondBiases => 304..320;

    public static Range LastWeights => 320..336;

    /// <summary>The weights.</summary>
    public static double[] Weights() => [.. Enumerable.Range(0, LastBias + 1).Select(index => 0.5 * Math.Sin(1.0 + (1.7 * index)))];

    /// <summary>Points of a square, and after all of them whether their coordinates have the same sign.</summary>
    public static double[] PointsAndTargets()
    {
        Random random = new(1);
        double[] points = [.. Enumerable.Range(0, Inputs * Points).Select(_ => (2.0 * random.NextDouble()) - 1.0)];
        return [.. points, .. points.Chunk(Inputs).Select(point => point[0] * point[1] > 0.0 ? 1.0 : 0.0)];
    }

    /// <summary>The numbers of a layer, in place.</summary>
    [InlineArray(Width)]
    public struct Neurons<T>
    {
        private T _first;
    }
}
