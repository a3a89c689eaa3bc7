using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

// The functions beyond arithmetic.
internal readonly unsafe partial struct Lane128<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Floor(Lane128<T> x) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? Vector128.Floor(x.Value.AsSingle()).As<float, T>()
            : Vector128.Floor(x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Ceiling(Lane128<T> x) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? Vector128.Ceiling(x.Value.AsSingle()).As<float, T>()
            : Vector128.Ceiling(x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Round(Lane128<T> x) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? Vector128.Round(x.Value.AsSingle()).As<float, T>()
            : Vector128.Round(x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Exp(Lane128<T> x) => Exponential.Evaluate<Lane128<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> ExpM1(Lane128<T> x) => ExponentialMinusOne.Evaluate<Lane128<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Log(Lane128<T> x) => Logarithm.Evaluate<Lane128<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> LogP1(Lane128<T> x) => LogarithmOnePlus.Evaluate<Lane128<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Tanh(Lane128<T> x) => HyperbolicTangent.Evaluate<Lane128<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Sigmoid(Lane128<T> x) => Logistic.Evaluate<Lane128<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Softplus(Lane128<T> x) => SoftPlus.Evaluate<Lane128<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Pow(Lane128<T> x, Lane128<T> y) => NumberByNumber.Evaluate<Lane128<T>, T, NumberByNumber.Pow>(x, y);

    // The vector functions of the runtime: right to one unit of the last place for every finite number. Long, hence not inlined.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Lane128<T> Sin(Lane128<T> x) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? Vector128.Sin(x.Value.AsSingle()).As<float, T>()
            : Vector128.Sin(x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Lane128<T> Cos(Lane128<T> x) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? Vector128.Cos(x.Value.AsSingle()).As<float, T>()
            : Vector128.Cos(x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Tan(Lane128<T> x) => NumberByNumber.Evaluate<Lane128<T>, T, NumberByNumber.Tan>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Asin(Lane128<T> x) => NumberByNumber.Evaluate<Lane128<T>, T, NumberByNumber.Asin>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Acos(Lane128<T> x) => NumberByNumber.Evaluate<Lane128<T>, T, NumberByNumber.Acos>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Atan(Lane128<T> x) => NumberByNumber.Evaluate<Lane128<T>, T, NumberByNumber.Atan>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Atan2(Lane128<T> y, Lane128<T> x) => NumberByNumber.Evaluate<Lane128<T>, T, NumberByNumber.Atan2>(y, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Sinh(Lane128<T> x) => HyperbolicSine.Evaluate<Lane128<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Cosh(Lane128<T> x) => HyperbolicSine.Cosine<Lane128<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Erf(Lane128<T> x) => ErrorFunction.Evaluate<Lane128<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Phi(Lane128<T> x) => NormalDistribution.Evaluate<Lane128<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Gelu(Lane128<T> x) => GaussianErrorLinear.Evaluate<Lane128<T>, T>(x);
}
