using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

// The functions beyond arithmetic.
internal readonly unsafe partial struct Lane512<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Floor(Lane512<T> x) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? Vector512.Floor(x.Value.AsSingle()).As<float, T>()
            : Vector512.Floor(x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Ceiling(Lane512<T> x) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? Vector512.Ceiling(x.Value.AsSingle()).As<float, T>()
            : Vector512.Ceiling(x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Round(Lane512<T> x) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? Vector512.Round(x.Value.AsSingle()).As<float, T>()
            : Vector512.Round(x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Exp(Lane512<T> x) => Exponential.Evaluate<Lane512<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> ExpM1(Lane512<T> x) => ExponentialMinusOne.Evaluate<Lane512<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Log(Lane512<T> x) => Logarithm.Evaluate<Lane512<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> LogP1(Lane512<T> x) => LogarithmOnePlus.Evaluate<Lane512<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Tanh(Lane512<T> x) => HyperbolicTangent.Evaluate<Lane512<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Sigmoid(Lane512<T> x) => Logistic.Evaluate<Lane512<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Softplus(Lane512<T> x) => SoftPlus.Evaluate<Lane512<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Pow(Lane512<T> x, Lane512<T> y) => NumberByNumber.Evaluate<Lane512<T>, T, NumberByNumber.Pow>(x, y);

    // The vector functions of the runtime: right to one unit of the last place for every finite number. Long, hence not inlined.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Lane512<T> Sin(Lane512<T> x) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? Vector512.Sin(x.Value.AsSingle()).As<float, T>()
            : Vector512.Sin(x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Lane512<T> Cos(Lane512<T> x) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? Vector512.Cos(x.Value.AsSingle()).As<float, T>()
            : Vector512.Cos(x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Tan(Lane512<T> x) => NumberByNumber.Evaluate<Lane512<T>, T, NumberByNumber.Tan>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Asin(Lane512<T> x) => NumberByNumber.Evaluate<Lane512<T>, T, NumberByNumber.Asin>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Acos(Lane512<T> x) => NumberByNumber.Evaluate<Lane512<T>, T, NumberByNumber.Acos>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Atan(Lane512<T> x) => NumberByNumber.Evaluate<Lane512<T>, T, NumberByNumber.Atan>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Atan2(Lane512<T> y, Lane512<T> x) => NumberByNumber.Evaluate<Lane512<T>, T, NumberByNumber.Atan2>(y, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Sinh(Lane512<T> x) => HyperbolicSine.Evaluate<Lane512<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Cosh(Lane512<T> x) => HyperbolicSine.Cosine<Lane512<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Erf(Lane512<T> x) => ErrorFunction.Evaluate<Lane512<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Phi(Lane512<T> x) => NormalDistribution.Evaluate<Lane512<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Gelu(Lane512<T> x) => GaussianErrorLinear.Evaluate<Lane512<T>, T>(x);
}
