using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Pointwise;

public sealed unsafe class LaneTests
{
    private static readonly double[] Numbers =
    [
        0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 3.0, 1e-3, double.Epsilon, double.MaxValue,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN,
    ];

    /// <summary>A check that is made in every lane of the machine, for every number type.</summary>
    private interface ICheck
    {
        void Invoke<L, T>()
            where L : unmanaged, ILane<L, T>, IReal<L>
            where T : unmanaged, IFloatingPointIeee754<T>;
    }

    private static void InEveryLane<C>()
        where C : struct, ICheck
    {
        InEveryLane<C, float>();
        InEveryLane<C, double>();
        default(C).Invoke<Lane1<Half>, Half>();
    }

    private static void InEveryLane<C, T>()
        where C : struct, ICheck
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        C check = default;
        check.Invoke<Lane1<T>, T>();
        check.Invoke<Lane128<T>, T>();
        check.Invoke<Lane256<T>, T>();
        check.Invoke<Lane512<T>, T>();
    }

    [Fact]
    public void Arithmetic_is_that_of_the_number_type() => InEveryLane<Arithmetic>();

    [Fact]
    public void Maximum_and_minimum_keep_NaN_and_the_order_of_zeros() => InEveryLane<Extremes>();

    [Fact]
    public void Comparisons_with_NaN_are_false_and_selection_leaks_nothing() => InEveryLane<Comparisons>();

    [Fact]
    public void Powers_follow_the_number_type() => InEveryLane<Powers>();

    [Fact]
    public void Sum_and_greatest_take_every_place() => InEveryLane<Folds>();

    [Fact]
    public void Full_and_partial_loads_and_stores_touch_nothing_else() => InEveryLane<Parts>();

    [Fact]
    public void Numbers_without_registers_have_only_the_lane_of_one()
    {
        Assert.False(Lane128<Half>.IsSupported || Lane256<Half>.IsSupported || Lane512<Half>.IsSupported);
        Assert.Equal(1, Widest<Half>());
    }

    [Fact]
    public void The_widest_lane_is_dispatched_to()
    {
        Assert.Equal(Lane512<float>.IsSupported ? 16 : Lane256<float>.IsSupported ? 8 : Lane128<float>.IsSupported ? 4 : 1, Widest<float>());
        Assert.Equal(Lane512<double>.IsSupported ? 8 : Lane256<double>.IsSupported ? 4 : Lane128<double>.IsSupported ? 2 : 1, Widest<double>());
    }

    private static int Widest<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = 0;
        CountAction<T> action = new(&count);
        Lanes.Dispatch<T, CountAction<T>>(ref action);
        return count;
    }

    private readonly struct CountAction<T>(int* count) : ILaneAction<T>
        where T : unmanaged
    {
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T> => *count = L.Count;
    }

    private static T Number<T>(double value)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(value);

    /// <summary>One value in every place, read back from every place.</summary>
    private static void Same<L, T>(T expected, L actual)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* places = stackalloc T[L.Count];
        L.Store(actual, places);
        for (int i = 0; i < L.Count; i++)
        {
            Assert.Equal(expected, places[i]);
            Assert.True(T.IsNaN(expected) || T.IsNegative(expected) == T.IsNegative(places[i]), "sign of zero");
        }
    }

    private readonly struct Arithmetic : ICheck
    {
        public void Invoke<L, T>()
            where L : unmanaged, ILane<L, T>, IReal<L>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            foreach (double first in Numbers)
            {
                T a = Number<T>(first);
                L x = first;
                Same(a, x);
                Same(a, L.Create(a));
                Same(-a, -x);
                Same(T.Abs(a), L.Abs(x));
                foreach (double second in Numbers)
                {
                    T b = Number<T>(second);
                    L y = second;
                    Same(a + b, x + y);
                    Same(a - b, x - y);
                    Same(a * b, x * y);
                    Same(a / b, x / y);
                    if (T.IsFinite(a * b))
                    {
                        Same((a * b) + T.One, L.MultiplyAdd(x, y, 1.0));
                    }
                }
            }
        }
    }

    private readonly struct Extremes : ICheck
    {
        public void Invoke<L, T>()
            where L : unmanaged, ILane<L, T>, IReal<L>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            foreach (double a in Numbers)
            {
                foreach (double b in Numbers)
                {
                    Same(T.Max(Number<T>(a), Number<T>(b)), L.Max(a, b));
                    Same(T.Min(Number<T>(a), Number<T>(b)), L.Min(a, b));
                }
            }
        }
    }

    private readonly struct Comparisons : ICheck
    {
        public void Invoke<L, T>()
            where L : unmanaged, ILane<L, T>, IReal<L>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            foreach (double first in Numbers)
            {
                foreach (double second in Numbers)
                {
                    T a = Number<T>(first);
                    T b = Number<T>(second);
                    L x = first;
                    L y = second;
                    Truth<L, T>(a > b, x > y);
                    Truth<L, T>(a < b, x < y);
                    Truth<L, T>(a >= b, x >= y);
                    Truth<L, T>(a <= b, x <= y);
                    Truth<L, T>(a == b, L.Equal(x, y));
                    Truth<L, T>(a < b && a >= T.Zero, (x < y) & (x >= 0.0));
                    Truth<L, T>(a < b || a >= T.Zero, (x < y) | (x >= 0.0));
                    Truth<L, T>(!(a < b), !(x < y));
                }
            }
        }

        private static void Truth<L, T>(bool expected, Mask<L> mask)
            where L : unmanaged, ILane<L, T>, IReal<L>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            Same(expected ? T.One : -T.Zero, L.Select(mask, 1.0, -0.0));
            Same(T.One, expected ? L.Select(mask, 1.0, double.NaN) : L.Select(mask, double.NaN, 1.0));
        }
    }

    private readonly struct Powers : ICheck
    {
        public void Invoke<L, T>()
            where L : unmanaged, ILane<L, T>, IReal<L>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            foreach (double x in Numbers)
            {
                foreach (double y in Numbers)
                {
                    Same(T.Pow(Number<T>(x), Number<T>(y)), L.Pow(x, y));
                }

                Same(T.One, L.Pow(x, 0.0));
                Same(T.One, L.Pow(1.0, x));
            }

            Same(Number<T>(-8.0), L.Pow(-2.0, 3.0));
        }
    }

    private readonly struct Folds : ICheck
    {
        public void Invoke<L, T>()
            where L : unmanaged, ILane<L, T>, IReal<L>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            T* places = stackalloc T[L.Count];
            for (int place = 0; place < L.Count; place++)
            {
                for (int i = 0; i < L.Count; i++)
                {
                    places[i] = Number<T>(-1.0 - i);
                }

                places[place] = Number<T>(1000.0);
                Assert.Equal(Number<T>(1000.0), L.Greatest(L.Load(places)));
                Assert.Equal(Number<T>(1000.0 + place + 1 - (L.Count * (L.Count + 1) / 2)), L.Sum(L.Load(places)));
                places[place] = T.NaN;
                Assert.True(T.IsNaN(L.Greatest(L.Load(places))));
                Assert.True(T.IsNaN(L.Sum(L.Load(places))));
            }
        }
    }

    private readonly struct Parts : ICheck
    {
        private const int Guard = 5;

        public void Invoke<L, T>()
            where L : unmanaged, ILane<L, T>, IReal<L>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (int length = 1; length <= 3 * L.Count; length++)
            {
                // An array of exactly this length: what lies before and behind it in the target must stay.
                T[] source = [.. Enumerable.Range(1, length).Select(i => Number<T>(i))];
                T[] target = [.. Enumerable.Repeat(Number<T>(-7.0), length + (2 * Guard))];
                fixed (T* from = source, to = target)
                {
                    for (int i = 0; i < length; i += L.Count)
                    {
                        int count = length - i;
                        if (count < L.Count)
                        {
                            L part = L.Load(from + i, count);
                            L.Store(part, to + Guard + i, count);
                            AssertZeroBehind<L, T>(part, count);
                        }
                        else
                        {
                            L.Store(L.Load(from + i), to + Guard + i);
                        }
                    }
                }

                Assert.Equal(source, target[Guard..^Guard]);
                Assert.All(target[..Guard].Concat(target[^Guard..]), guard => Assert.Equal(Number<T>(-7.0), guard));
            }
        }

        private static void AssertZeroBehind<L, T>(L part, int count)
            where L : unmanaged, ILane<L, T>, IReal<L>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            T* places = stackalloc T[L.Count];
            L.Store(part, places);
            for (int i = count; i < L.Count; i++)
            {
                Assert.Equal(T.Zero, places[i]);
            }
        }
    }
}
