using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Pointwise;

/// <summary>The functions of the lanes against those of the runtime, over wide ranges and at special points, in every lane of the machine.</summary>
public sealed unsafe class LaneFunctionTests
{
    private static readonly double[] _special =
    [
        0.0, -0.0, double.Epsilon, -double.Epsilon, 1e-310, 1e-20, 0.5, -0.5, 1.0, -1.0, 1.5, -1.5, 2.5, 3.5, 1e5, -1e5, 1e10, 1e22, 4503599627370497.5, 1e300, -1e300,
        88.5, 89.3, -89.5, 709.5, 710.0, -710.4, 711.0, double.MaxValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN,
    ];

    private interface IFunction
    {
        static abstract string Name { get; }

        static abstract N Of<N>(N x)
            where N : struct, IReal<N>;

        static abstract double Reference(double x);
    }

    // The function, the scale of its ordinary arguments and the error that is allowed, in units of the last place.
    [Fact]
    public void Sine() => Check<SinFunction>(1e3, 1.0);

    [Fact]
    public void Cosine() => Check<CosFunction>(1e3, 1.0);

    [Fact]
    public void Tangent() => Check<TanFunction>(1e3, 1.0);

    [Fact]
    public void Inverse_sine() => Check<AsinFunction>(1.2, 1.0);

    [Fact]
    public void Inverse_cosine() => Check<AcosFunction>(1.2, 1.0);

    [Fact]
    public void Inverse_tangent() => Check<AtanFunction>(20.0, 1.0);

    [Fact]
    public void Hyperbolic_sine() => Check<SinhFunction>(720.0, 2.5);

    [Fact]
    public void Hyperbolic_sine_of_small_numbers() => Check<SinhFunction>(1.0, 2.5);

    [Fact]
    public void Hyperbolic_cosine() => Check<CoshFunction>(720.0, 2.5);

    [Fact]
    public void Hyperbolic_cosine_of_small_numbers() => Check<CoshFunction>(1.0, 2.5);

    [Fact]
    public void Rounding_down() => Check<FloorFunction>(10.0, 0.0);

    [Fact]
    public void Rounding_up() => Check<CeilingFunction>(10.0, 0.0);

    [Fact]
    public void Rounding() => Check<RoundFunction>(10.0, 0.0);

    [Fact]
    public void Polar_angles_are_those_of_the_number_type()
    {
        Check<double, Lane1<double>>();
        Check<double, Lane128<double>>();
        Check<double, Lane256<double>>();
        Check<double, Lane512<double>>();
        Check<float, Lane256<float>>();

        static void Check<T, L>()
            where T : unmanaged, IFloatingPointIeee754<T>
            where L : unmanaged, ILane<L, T>, IReal<L>
        {
            foreach (double y in _special)
            {
                foreach (double x in _special)
                {
                    T expected = T.Atan2(T.CreateTruncating(y), T.CreateTruncating(x));
                    T actual = First<L, T>(L.Atan2(y, x));
                    Assert.Equal(expected, actual);
                    Assert.Equal(T.IsNegative(expected), T.IsNegative(actual));
                }
            }
        }
    }

    private static void Check<F>(double scale, double ulps)
        where F : struct, IFunction
    {
        Random random = new(1);
        double[] x = [.. _special, .. Enumerable.Range(0, 4000).Select(_ => scale * ((2.0 * random.NextDouble()) - 1.0))];
        Check<F, float>(x, ulps);
        Check<F, double>(x, ulps);
        CheckLane<F, Half, Lane1<Half>>(x, 1.0);
    }

    private static void Check<F, T>(double[] x, double ulps)
        where F : struct, IFunction
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckLane<F, T, Lane1<T>>(x, Math.Max(ulps, 1.5));
        CheckLane<F, T, Lane128<T>>(x, ulps);
        CheckLane<F, T, Lane256<T>>(x, ulps);
        CheckLane<F, T, Lane512<T>>(x, ulps);
    }

    private static void CheckLane<F, T, L>(double[] x, double ulps)
        where F : struct, IFunction
        where T : unmanaged, IFloatingPointIeee754<T>
        where L : unmanaged, ILane<L, T>, IReal<L>
    {
        foreach (double each in x)
        {
            T at = T.CreateTruncating(each);
            double reference = F.Reference(double.CreateTruncating(at));
            T expected = T.CreateTruncating(reference);
            T actual = First<L, T>(F.Of<L>(L.Create(at)));
            if (T.IsNaN(expected) || T.IsInfinity(expected))
            {
                Assert.True(expected.Equals(actual), $"{F.Name}({at}) = {actual} instead of {expected}");
                continue;
            }

            Assert.True(T.IsNegative(expected) == T.IsNegative(actual) || expected != T.Zero, $"sign of {F.Name}({at})");
            double unit = double.CreateTruncating(T.BitIncrement(T.Abs(expected)) - T.Abs(expected));
            double error = Math.Abs(double.CreateTruncating(actual) - reference) / (double.IsFinite(unit) ? unit : 1.0);
            Assert.True(
                error <= (ulps == 0.0 ? 0.0 : ulps + (typeof(T) == typeof(double) ? 0.0 : 0.5)),
                $"{F.Name}({at}) = {actual} instead of {expected}: {error} units of the last place in {L.Count} numbers");
        }
    }

    private static T First<L, T>(L lane)
        where L : unmanaged, ILane<L, T>, IReal<L>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* places = stackalloc T[L.Count];
        L.Store(lane, places);
        for (int i = 1; i < L.Count; i++)
        {
            Assert.Equal(places[0], places[i]);
        }

        return places[0];
    }

    private readonly struct SinFunction : IFunction
    {
        public static string Name => "Sin";

        public static N Of<N>(N x)
            where N : struct, IReal<N> => N.Sin(x);

        public static double Reference(double x) => Math.Sin(x);
    }

    private readonly struct CosFunction : IFunction
    {
        public static string Name => "Cos";

        public static N Of<N>(N x)
            where N : struct, IReal<N> => N.Cos(x);

        public static double Reference(double x) => Math.Cos(x);
    }

    private readonly struct TanFunction : IFunction
    {
        public static string Name => "Tan";

        public static N Of<N>(N x)
            where N : struct, IReal<N> => N.Tan(x);

        public static double Reference(double x) => Math.Tan(x);
    }

    private readonly struct AsinFunction : IFunction
    {
        public static string Name => "Asin";

        public static N Of<N>(N x)
            where N : struct, IReal<N> => N.Asin(x);

        public static double Reference(double x) => Math.Asin(x);
    }

    private readonly struct AcosFunction : IFunction
    {
        public static string Name => "Acos";

        public static N Of<N>(N x)
            where N : struct, IReal<N> => N.Acos(x);

        public static double Reference(double x) => Math.Acos(x);
    }

    private readonly struct AtanFunction : IFunction
    {
        public static string Name => "Atan";

        public static N Of<N>(N x)
            where N : struct, IReal<N> => N.Atan(x);

        public static double Reference(double x) => Math.Atan(x);
    }

    private readonly struct SinhFunction : IFunction
    {
        public static string Name => "Sinh";

        public static N Of<N>(N x)
            where N : struct, IReal<N> => N.Sinh(x);

        public static double Reference(double x) => Math.Sinh(x);
    }

    private readonly struct CoshFunction : IFunction
    {
        public static string Name => "Cosh";

        public static N Of<N>(N x)
            where N : struct, IReal<N> => N.Cosh(x);

        public static double Reference(double x) => Math.Cosh(x);
    }

    private readonly struct FloorFunction : IFunction
    {
        public static string Name => "Floor";

        public static N Of<N>(N x)
            where N : struct, IReal<N> => N.Floor(x);

        public static double Reference(double x) => Math.Floor(x);
    }

    private readonly struct CeilingFunction : IFunction
    {
        public static string Name => "Ceiling";

        public static N Of<N>(N x)
            where N : struct, IReal<N> => N.Ceiling(x);

        public static double Reference(double x) => Math.Ceiling(x);
    }

    private readonly struct RoundFunction : IFunction
    {
        public static string Name => "Round";

        public static N Of<N>(N x)
            where N : struct, IReal<N> => N.Round(x);

        public static double Reference(double x) => Math.Round(x);
    }
}
