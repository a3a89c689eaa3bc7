using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff;

/// <summary>The same network in double, float, Half and NFloat: one code, results to the precision of each type.</summary>
public sealed class NumberTypeTests
{
    [Fact]
    public void Float_agrees_with_double() => Agree<float>(2e-6);

    [Fact]
    public void Half_agrees_with_double() => Agree<Half>(0.02);

    [Fact]
    public void NFloat_agrees_with_double() => Agree<NFloat>(1e-13);

    [Fact]
    public void Vectors_longer_than_any_register_in_Half()
    {
        Tape<Half> tape = new();
        for (int length = 0; length < 40; length++)
        {
            tape.Reset();
            Variable<Half> x = tape.Variable([.. Enumerable.Range(0, length).Select(index => (Half)(index - 8))], [length]);
            Gradients<Half> gradients = (x * x).Sum().Gradients();
            Numbers.Equal([.. Enumerable.Range(0, length).Select(index => 2.0 * (index - 8))], gradients[x]);
        }
    }

    private static void Agree<T>(double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[][] expected = Compute<double>();
        double[][] found = Compute<T>();
        Assert.Equal(expected.Length, found.Length);
        for (int index = 0; index < expected.Length; index++)
        {
            Numbers.Equal(expected[index], found[index], tolerance);
        }
    }

    private static double[][] Compute<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tape<T> tape = new();
        Parameter<T> w = new("w", Of<T>(0.25, -0.5, 0.75, 0.125, 0.5, -0.25), [3, 2]);
        Parameter<T> b = new("b", Of<T>(0.125, -0.125), [2]);
        Variable<T> x = tape.Variable(Of<T>(1, -0.5, 0.25, 0.5, 0.75, -1), [2, 3]);
        Variable<T> h = x.Linear(w, b, default(TanhFunction));
        Variable<T> logits = (h * 2.0) - h.Square() + (0.5 * h.Sigmoid()) + h.Map<Swish>() - h.Maximum(0.1).Sqrt();
        Variable<T> penalty = (x / (1.0 + x.Abs())).Softplus().Mean() + x.Softmax().Max() + x.Exp().LogP1().Sum(0).LogSumExp() + tape.Variable(w).Pow(3).Sum();
        Variable<T> loss = logits.SoftmaxCrossEntropy([0, 1]) + penalty;
        Gradients<T> gradients = loss.Gradients();
        Variable<T> slope = h.Sum().Derivative(x);
        return [Doubles(loss.Values), Doubles(gradients[x]), Doubles(gradients[w]), Doubles(gradients[b]), Doubles(slope.Values), Doubles(slope.Square().Sum().Gradients()[w])];
    }

    private static T[] Of<T>(params ReadOnlySpan<double> numbers)
        where T : INumberBase<T>
    {
        T[] converted = new T[numbers.Length];
        for (int index = 0; index < converted.Length; index++)
        {
            converted[index] = T.CreateChecked(numbers[index]);
        }

        return converted;
    }

    private static double[] Doubles<T>(ReadOnlySpan<T> numbers)
        where T : INumberBase<T> => Array.ConvertAll(numbers.ToArray(), double.CreateTruncating);

    private readonly struct Swish : IPointwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x)
            where N : struct, IReal<N> => x * N.Sigmoid(x);
    }
}
