namespace AutoGrad.Nn;

/// <summary>
/// The random numbers of the initializers: SplitMix64 (Steele, Lea, Flood 2014). A seed gives the same bits on every machine and
/// with every version of .NET, so the generator is stated here instead of taken from <see cref="Random"/>, and nothing in it
/// comes from a platform's mathematical library: only + - * / and the square root, which IEEE 754 rounds exactly.
/// </summary>
/// <param name="seed">What the user chose.</param>
/// <param name="stream">Which of the seed's independent streams: one a layer.</param>
internal struct RandomStream(int seed, int stream)
{
    private ulong _state = ((ulong)(uint)seed << 32) | (uint)stream;

    /// <summary>A number of [0, 1): a multiple of 2^-53, each equally likely.</summary>
    public double NextUniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number of the standard normal distribution (Marsaglia and Bray 1964: the polar method).</summary>
    public double NextNormal()
    {
        while (true)
        {
            double x = (2.0 * NextUniform()) - 1.0;
            double y = (2.0 * NextUniform()) - 1.0;
            double square = (x * x) + (y * y);
            if (square is > 0.0 and < 1.0)
            {
                // The second number that x, y could give is not kept: no state beyond the counter.
                return x * Math.Sqrt(-2.0 * Log(square) / square);
            }
        }
    }

    private ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>
    /// The natural logarithm of a normal positive number: x = 2^e m with m in [1/2, 2), log m = 2 artanh((m - 1) / (m + 1)) by
    /// its series, to about 1e-15.
    /// </summary>
    internal static double Log(double x)
    {
        const double SqrtTwo = 1.4142135623730951;
        const double LogTwo = 0.6931471805599453;
        int exponent = Math.ILogB(x);
        double mantissa = Math.ScaleB(x, -exponent);
        if (mantissa > SqrtTwo)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // |s| <= 0.172, so that the first term left out is below 1e-17.
        double s = (mantissa - 1.0) / (mantissa + 1.0);
        double square = s * s;
        double sum = 0.0;
        for (int power = 21; power >= 1; power -= 2)
        {
            sum = (sum * square) + (1.0 / power);
        }

        return (exponent * LogTwo) + (2.0 * s * sum);
    }
}
