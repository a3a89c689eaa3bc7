using System.Numerics;
using AutoGrad.Autodiff;
using AutoGrad.Optim;

namespace AutoGrad.Tests.Unit.Optim;

/// <summary>One statement of each rule: vectors, single numbers and number types without vectors agree.</summary>
public sealed class UpdateRuleTests
{
    public static TheoryData<string> All => ["GradientDescent", "Momentum", "Nesterov", "Adagrad", "RmsProp", "Adam", .. Variants];

    private static string[] Variants =>
    [
        "GradientDescent, decay", "Momentum, decay", "Momentum, outer rate", "Nesterov, decay", "Adagrad, decay", "RmsProp, momentum",
        "RmsProp, centered", "Adam, decay", "Adam, amsgrad", "AdamW", "AdamW, amsgrad",
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_length_and_place_in_a_vector_has_the_same_bits(string name)
    {
        Parameter<float>[] parameters = [.. Enumerable.Range(0, 71).Select(length => new Parameter<float>($"w{length}", Start(length), [length]))];
        Run(Make(name, parameters), parameters);
        ReadOnlySpan<float> longest = parameters[70].Values;
        foreach (Parameter<float> parameter in parameters)
        {
            Assert.Equal(longest[..parameter.Length], parameter.Values);
        }

        // And the same as a parameter of one number each.
        Parameter<float>[] single = [.. Start(70).Select((value, i) => new Parameter<float>($"s{i}", [value], [1]))];
        Tape<float> tape = new();
        Optimizer<float> optimizer = Make(name, single);
        for (int step = 0; step < 7; step++)
        {
            tape.Reset();
            Variable<float> loss = single.Select((parameter, i) => (tape.Variable(parameter) * Weight(i)).Square().Sum()).Aggregate((a, b) => a + b);
            optimizer.Step(loss.Gradients());
        }

        Assert.Equal(longest.ToArray(), single.Select(parameter => parameter.Values[0]));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Float_agrees_with_double(string name) => Agree<float>(name, 2e-5);

    [Theory]
    [MemberData(nameof(All))]
    public void A_type_without_vectors_works(string name) => Agree<Half>(name, 2e-2, 1e-3);

    private static void Agree<T>(string name, double tolerance, double delta = 1e-4)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Parameter<T> w = new("w", Array.ConvertAll(Start(19), T.CreateTruncating), [19]);
        Parameter<double> reference = new("w", Array.ConvertAll(Start(19), value => (double)value), [19]);
        Run(Make(name, [w], delta), [w]);
        Run(Make(name, [reference], delta), [reference]);
        for (int i = 0; i < 19; i++)
        {
            Assert.Equal(reference.Values[i], double.CreateTruncating(w.Values[i]), tolerance);
        }

        Assert.NotEqual((double)Start(19)[3], reference.Values[3]);
    }

    [Fact]
    public void A_delta_that_is_0_in_the_number_type_is_refused()
    {
        Parameter<Half>[] w = [new("w", [Half.One], [])];
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<Half>(w));
        Assert.Contains("Adam: delta", error.Message, StringComparison.Ordinal);
        Assert.Contains("Half", error.Message, StringComparison.Ordinal);
        Assert.Equal(1e-4, new Adam<Half>(w, delta: 1e-4).Delta);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientDescent<Half>(w, 1e6));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientDescent<float>([new("w", [1f], [])], 1e39));
    }

    [Fact]
    public void Spans_of_different_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => UpdateRule.Apply(new GradientDescentRule<float>(0.1f), new float[3], new float[2], [], []));
        Assert.Throws<ArgumentException>(() => UpdateRule.Apply(new MomentumRule<float>(0.9f, 0.1f), new float[3], new float[3], new float[2], []));
        Assert.Throws<ArgumentException>(() => UpdateRule.Apply(new AmsgradRule<float>(default), new float[3], new float[3], new float[3], new float[3], new float[2]));
        Assert.Throws<ArgumentException>(() => UpdateRule.Apply(new AdamRule<float>(0, 0, 0, 0, 0, 0, 0, 0), new float[3], new float[3], new float[3], []));
    }

    [Fact]
    public void Not_a_number_is_applied_to_its_place_alone()
    {
        Parameter<double> w = new("w", [1.0, 2.0, 3.0, 4.0, 5.0], [5]);
        Tape<double> tape = new();
        new GradientDescent<double>([w], 0.5).Step((tape.Variable(w) * tape.Constant([1, double.NaN, 1, double.PositiveInfinity, 1], [5])).Sum().Gradients());
        Assert.Equal([0.5, double.NaN, 2.5, double.NegativeInfinity, 4.5], w.Values);
    }

    private static void Run<T>(Optimizer<T> optimizer, Parameter<T>[] parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tape<T> tape = new();
        for (int step = 0; step < 7; step++)
        {
            tape.Reset();
            Variable<T> loss = tape.Constant(T.Zero);
            foreach (Parameter<T> parameter in parameters)
            {
                T[] weights = [.. Enumerable.Range(0, parameter.Length).Select(i => T.CreateTruncating(Weight(i)))];
                loss += (tape.Variable(parameter) * tape.Constant(weights, parameter.Shape)).Square().Sum();
            }

            optimizer.Step(loss.Gradients());
        }
    }

    private static float Weight(int i) => 0.25f * ((i % 5) + 1);

    private static float[] Start(int length) => [.. Enumerable.Range(0, length).Select(i => MathF.Sin(i + 1))];

    private static Optimizer<T> Make<T>(string name, Parameter<T>[] parameters, double delta = 1e-6)
        where T : unmanaged, IFloatingPointIeee754<T> => name switch
        {
            "GradientDescent" => new GradientDescent<T>(parameters, 0.03),
            "Momentum" => new Momentum<T>(parameters, 0.03),
            "Nesterov" => new Nesterov<T>(parameters, 0.03),
            "Adagrad" => new Adagrad<T>(parameters, 0.03, delta),
            "RmsProp" => new RmsProp<T>(parameters, 0.03, 0.9, delta),
            "Adam" => new Adam<T>(parameters, 0.03, delta: delta),
            "GradientDescent, decay" => new GradientDescent<T>(parameters, 0.03, weightDecay: 0.1),
            "Momentum, decay" => new Momentum<T>(parameters, 0.03, weightDecay: 0.1),
            "Momentum, outer rate" => new Momentum<T>(parameters, 0.03, dampening: 0.5, isRateInVelocity: false),
            "Nesterov, decay" => new Nesterov<T>(parameters, 0.03, weightDecay: 0.1),
            "Adagrad, decay" => new Adagrad<T>(parameters, 0.03, delta: delta, weightDecay: 0.1, initialAccumulator: 0.5),
            "RmsProp, momentum" => new RmsProp<T>(parameters, 0.03, delta: delta, weightDecay: 0.1, momentum: 0.5),
            "RmsProp, centered" => new RmsProp<T>(parameters, 0.03, delta: delta, centered: true),
            "Adam, decay" => new Adam<T>(parameters, 0.03, delta: delta, weightDecay: 0.1),
            "Adam, amsgrad" => new Adam<T>(parameters, 0.03, delta: delta, amsgrad: true),
            "AdamW" => new AdamW<T>(parameters, 0.03, delta: delta, weightDecay: 0.1),
            "AdamW, amsgrad" => new AdamW<T>(parameters, 0.03, delta: delta, weightDecay: 0.1, amsgrad: true),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such optimizer"),
        };
}
