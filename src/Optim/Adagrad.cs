using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Optim;

/// <summary>
/// A rate of its own for each number, smaller the larger its gradients were: r += g^2, theta -= alpha g / (delta + sqrt r).
/// (Duchi, Hazan, Singer 2011.)
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <remarks>A rate that falls as alpha / (1 + k t) besides is <see cref="Schedule.InverseTime"/>.</remarks>
public sealed class Adagrad<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T _leastSquared = NormalRange<T>.LeastSquared(1.0);

    /// <summary>An optimizer whose sums r start at 0, or at a number of one's own.</summary>
    /// <param name="parameters">What is optimized.</param>
    /// <param name="learningRate">alpha.</param>
    /// <param name="delta">Keeps the quotient finite.</param>
    /// <param name="weightDecay">lambda, which is added to the gradient as lambda theta.</param>
    /// <param name="initialAccumulator">Where the sums r start: larger than 0, it tames the first steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate, the weight decay or the initial accumulator is negative, NaN or infinite, or delta not positive (in <typeparamref name="T"/>).</exception>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    public Adagrad(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 0.01, double delta = 1e-7, double weightDecay = 0.0, double initialAccumulator = 0.0)
        : base(nameof(Adagrad<>), parameters, learningRate, states: 1, weightDecay)
    {
        Delta = CheckDelta(delta, nameof(delta));
        InitialAccumulator = CheckSize(initialAccumulator, nameof(initialAccumulator));
        for (int index = 0; index < Parameters.Count; index++)
        {
            First(index).Fill(T.CreateTruncating(InitialAccumulator));
        }
    }

    /// <summary>Keeps the quotient finite; outside the root.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive and finite.</exception>
    public double Delta
    {
        get;
        set => field = CheckDelta(value, nameof(Delta));
    }

    /// <summary>Where the sums r of the squares started.</summary>
    public double InitialAccumulator { get; }

    private protected override void Update(int index, Span<T> theta, ReadOnlySpan<T> gradient, double rate, bool withClosure) =>
        Pass(new AdagradRule<T>(T.CreateTruncating(rate), NormalRange<T>.AtLeast(Delta), _leastSquared), index, theta, gradient);
}

/// <summary>r += g^2, theta -= alpha g / (delta + sqrt r).</summary>
internal readonly struct AdagradRule<T>(Coefficient<T> rate, Coefficient<T> delta, Coefficient<T> leastSquared) : IUpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane theta, TLane g, ref TLane first, ref TLane second, ref TLane third)
        where TLane : struct, ILane<TLane, T>
    {
        TLane slope = TLane.ZeroBelow(g, leastSquared);
        first += slope * slope;
        return theta - TLane.Quotient(TLane.All(rate) * g, TLane.All(delta) + TLane.Sqrt(first));
    }
}
