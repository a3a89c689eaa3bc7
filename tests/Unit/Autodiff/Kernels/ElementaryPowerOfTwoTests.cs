using System.Numerics;
using AutoGrad.Autodiff;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

/// <summary>The split into significand and exponent by bits, which machines with instructions for it do not use in wide lanes.</summary>
public sealed unsafe class ElementaryPowerOfTwoTests
{
    private static readonly double[] Numbers =
    [
        1.0, 0.75, 1.4999, 1.5, 0.7499, 3.0, 1e10, 1e-10, 3.4e38, 1.7e308, 1.2e-38, 1e-38, 1.5e-45, 3e-308, 1e-308, double.Epsilon,
    ];

    [Fact]
    public void Significand_and_exponent_make_the_number()
    {
        Split<Lane128<float>, float>();
        Split<Lane256<float>, float>();
        Split<Lane512<float>, float>();
        Split<Lane128<double>, double>();
        Split<Lane256<double>, double>();
        Split<Lane512<double>, double>();
    }

    [Fact]
    public void Numbers_that_have_no_exponent_are_marked()
    {
        Marked<Lane128<float>, float>();
        Marked<Lane512<float>, float>();
        Marked<Lane128<double>, double>();
        Marked<Lane512<double>, double>();
    }

    [Fact]
    public void Scaling_rounds_once()
    {
        Scaled<Lane128<float>, float>([-149, -148, -140, -127, -126, -60, 0, 1, 60, 127, 128]);
        Scaled<Lane512<float>, float>([-149, -148, -140, -127, -126, -60, 0, 1, 60, 127, 128]);
        Scaled<Lane128<double>, double>([-1074, -1073, -1030, -1023, -1022, -500, 0, 1, 500, 1023, 1024]);
        Scaled<Lane512<double>, double>([-1074, -1073, -1030, -1023, -1022, -500, 0, 1, 500, 1023, 1024]);
    }

    private static void Split<L, T>()
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (double number in Numbers)
        {
            T x = T.CreateTruncating(number);
            if (T.IsZero(x) || T.IsInfinity(x))
            {
                continue;
            }

            foreach ((T m, T e) in new[]
            {
                (First<L, T>(L.Significand(L.Create(x))), First<L, T>(L.Exponent(L.Create(x)))),
                (First<L, T>(PowerOfTwo.Significand<L, T>(L.Create(x))), First<L, T>(PowerOfTwo.Exponent<L, T>(L.Create(x)))),
            })
            {
                double significand = double.CreateTruncating(m);
                Assert.InRange(significand, 0.75, Math.BitDecrement(1.5));
                Assert.Equal(double.CreateTruncating(x), Math.ScaleB(significand, int.CreateTruncating(e)));
            }
        }
    }

    private static void Marked<L, T>()
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach ((double x, double m, double e) in new[]
        {
            (0.0, 1.0, double.NegativeInfinity),
            (-0.0, 1.0, double.NegativeInfinity),
            (double.PositiveInfinity, 1.0, double.PositiveInfinity),
            (double.NaN, double.NaN, double.NaN),
        })
        {
            Assert.Equal(T.CreateTruncating(m), First<L, T>(L.Significand(x)));
            Assert.Equal(T.CreateTruncating(m), First<L, T>(PowerOfTwo.Significand<L, T>(x)));
            Assert.Equal(T.CreateTruncating(e), First<L, T>(L.Exponent(x)));
            Assert.Equal(T.CreateTruncating(e), First<L, T>(PowerOfTwo.Exponent<L, T>(x)));
        }

        Assert.True(T.IsNaN(First<L, T>(L.Significand(-2.0))));
        Assert.True(T.IsNaN(First<L, T>(PowerOfTwo.Significand<L, T>(-2.0))));
    }

    private static void Scaled<L, T>(int[] exponents)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int n in exponents)
        {
            foreach (double number in new[] { 1.0, 0.71, 1.41 })
            {
                T x = T.CreateTruncating(number);
                T expected = T.ScaleB(x, n);
                Assert.Equal(expected, First<L, T>(L.Scale(L.Create(x), n)));
                Assert.Equal(expected, First<L, T>(PowerOfTwo.Scale<L, T>(L.Create(x), n)));
                if (T.IsNormal(T.ScaleB(T.One, n)))
                {
                    Assert.Equal(T.ScaleB(T.One, n), First<L, T>(L.PowerOfTwo(n)));
                    Assert.Equal(T.ScaleB(T.One, n), First<L, T>(PowerOfTwo.Evaluate<L, T>(n)));
                }
            }
        }
    }

    private static T First<L, T>(L lane)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        T* places = stackalloc T[L.Count];
        L.Store(lane, places);
        return places[0];
    }
}
