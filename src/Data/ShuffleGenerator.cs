namespace AutoGrad.Data;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014): the source of every shuffle. It is stated here, and not taken from
/// <see cref="Random"/>, because a seed must give the same order on every machine and with every version of .NET, and because
/// an order per epoch needs a stream per epoch without allocating.
/// </summary>
/// <param name="seed">What the user chose.</param>
/// <param name="stream">Which of the seed's independent streams: 0 splits, an epoch's number shuffles that epoch.</param>
internal struct ShuffleGenerator(int seed, int stream)
{
    private ulong _state = ((ulong)(uint)seed << 32) | (uint)stream;

    private ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1, each equally likely (Lemire 2019: multiply, reject the overhang).</summary>
    private int Below(int bound)
    {
        ulong range = (ulong)bound;
        ulong high = Math.BigMul(Next(), range, out ulong low);
        if (low < range)
        {
            ulong overhang = (0 - range) % range;
            while (low < overhang)
            {
                high = Math.BigMul(Next(), range, out low);
            }
        }

        return (int)high;
    }

    /// <summary>Fills <paramref name="order"/> with 0, 1, 2, ... in random order (Fisher-Yates).</summary>
    public void Permute(Span<int> order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
