using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

// The functions beyond arithmetic.
internal readonly unsafe partial struct Lane256<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Floor(Lane256<T> x) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? Vector256.Floor(x.Value.AsSingle()).As<float, T>()
            : Vector256.Floor(x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Ceiling(Lane256<T> x) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? Vector256.Ceiling(x.Value.AsSingle()).As<float, T>()
            : Vector256.Ceiling(x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Round(Lane256<T> x) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? Vector256.Round(x.Value.AsSingle()).As<float, T>()
            : Vector256.Round(x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Exp(Lane256<T> x) => Exponential.Evaluate<Lane256<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> ExpM1(Lane256<T> x) => ExponentialMinusOne.Evaluate<Lane256<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Log(Lane256<T> x) => Logarithm.Evaluate<Lane256<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> LogP1(Lane256<T> x) => LogarithmOnePlus.Evaluate<Lane256<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Tanh(Lane256<T> x) => HyperbolicTangent.Evaluate<Lane256<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Sigmoid(Lane256<T> x) => Logistic.Evaluate<Lane256<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Softplus(Lane256<T> x) => SoftPlus.Evaluate<Lane256<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Pow(Lane256<T> x, Lane256<T> y) => NumberByNumber.Evaluate<Lane256<T>, T, NumberByNumber.Pow>(x, y);

    // The vector functions of the runtime: right to one unit of the last place for every finite number. Long, hence not inlined.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Lane256<T> Sin(Lane256<T> x) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? Vector256.Sin(x.Value.AsSingle()).As<float, T>()
            : Vector256.Sin(x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Lane256<T> Cos(Lane256<T> x) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? Vector256.Cos(x.Value.AsSingle()).As<float, T>()
            : Vector256.Cos(x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Tan(Lane256<T> x) => NumberByNumber.Evaluate<Lane256<T>, T, NumberByNumber.Tan>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Asin(Lane256<T> x) => NumberByNumber.Evaluate<Lane256<T>, T, NumberByNumber.Asin>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Acos(Lane256<T> x) => NumberByNumber.Evaluate<Lane256<T>, T, NumberByNumber.Acos>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Atan(Lane256<T> x) => NumberByNumber.Evaluate<Lane256<T>, T, NumberByNumber.Atan>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Atan2(Lane256<T> y, Lane256<T> x) => NumberByNumber.Evaluate<Lane256<T>, T, NumberByNumber.Atan2>(y, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Sinh(Lane256<T> x) => HyperbolicSine.Evaluate<Lane256<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Cosh(Lane256<T> x) => HyperbolicSine.Cosine<Lane256<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Erf(Lane256<T> x) => ErrorFunction.Evaluate<Lane256<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Phi(Lane256<T> x) => NormalDistribution.Evaluate<Lane256<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Gelu(Lane256<T> x) => GaussianErrorLinear.Evaluate<Lane256<T>, T>(x);
}
