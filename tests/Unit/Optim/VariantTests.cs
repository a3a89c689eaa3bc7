using AutoGrad.Autodiff;
using AutoGrad.Optim;
using AutoGrad.Tests.Unit.Nn;

namespace AutoGrad.Tests.Unit.Optim;

/// <summary>Weight decay, AMSGrad, centering, dampening: their edges. Their trajectories are in <see cref="TrajectoryTests"/>.</summary>
public sealed class VariantTests
{
    private delegate Optimizer<double> Maker(IReadOnlyList<Parameter<double>> parameters, double weightDecay);

    private static readonly (string Name, Maker Make)[] _makers =
    [
        ("GradientDescent", (parameters, decay) => new GradientDescent<double>(parameters, 0.01, decay)),
        ("Momentum", (parameters, decay) => new Momentum<double>(parameters, 0.01, weightDecay: decay, dampening: 0.5)),
        ("Momentum", (parameters, decay) => new Momentum<double>(parameters, 0.01, weightDecay: decay, isRateInVelocity: false)),
        ("Nesterov", (parameters, decay) => new Nesterov<double>(parameters, 0.01, weightDecay: decay)),
        ("Adagrad", (parameters, decay) => new Adagrad<double>(parameters, 0.01, weightDecay: decay, initialAccumulator: 0.1)),
        ("RmsProp", (parameters, decay) => new RmsProp<double>(parameters, 0.01, weightDecay: decay)),
        ("RmsProp", (parameters, decay) => new RmsProp<double>(parameters, 0.01, weightDecay: decay, momentum: 0.5)),
        ("RmsProp", (parameters, decay) => new RmsProp<double>(parameters, 0.01, weightDecay: decay, momentum: 0.5, centered: true)),
        ("Adam", (parameters, decay) => new Adam<double>(parameters, 0.01, weightDecay: decay)),
        ("Adam", (parameters, decay) => new Adam<double>(parameters, 0.01, weightDecay: decay, amsgrad: true)),
        ("AdamW", (parameters, decay) => new AdamW<double>(parameters, 0.01, weightDecay: decay)),
        ("AdamW", (parameters, decay) => new AdamW<double>(parameters, 0.01, weightDecay: decay, amsgrad: true)),
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, _makers.Length)];

    [Fact]
    public void Adam_adds_decay_to_the_gradient_and_adamw_shrinks_the_parameter()
    {
        Assert.Equal(1.0984484185345114, Unused(w => new Adam<double>(w, 0.01, weightDecay: 0.1)), 1e-12);
        Assert.Equal(1.8095842942274192, Unused(w => new AdamW<double>(w, 0.01, weightDecay: 0.1)), 1e-12);

        static double Unused(Func<Parameter<double>[], Optimizer<double>> make)
        {
            Problem problem = Problem.Create("unused_coordinate", [1.0, 2.0], null);
            Optimizer<double> optimizer = make(problem.Parameters);
            for (int step = 0; step < 100; step++)
            {
                optimizer.Step(problem.Record);
            }

            return problem.Values[1];
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_gradient_of_0_stays_put_without_decay_and_shrinks_with_it(int maker)
    {
        Parameter<double> w = new("w", [1.5, -2.5, 0.0], [3]);
        Parameter<double> decayed = new("decayed", [1.5, -2.5, 0.0], [3]);
        Parameter<double> frozen = new("frozen", [2.0], []);
        Optimizer<double> still = _makers[maker].Make([w], 0.0);
        Optimizer<double> decaying = _makers[maker].Make([decayed, frozen], 0.1);
        Tape<double> tape = new();
        for (int step = 0; step < 10; step++)
        {
            tape.Reset();
            still.Step((0.0 * tape.Variable(w)).Sum().Gradients());
            tape.Reset();
            decaying.Step((0.0 * tape.Variable(decayed)).Sum().Gradients());
        }

        Assert.Equal([1.5, -2.5, 0.0], w.Values);
        Assert.Equal((true, true, 0.0), (decayed.Values[0] is > 0.0 and < 1.5, decayed.Values[1] is < 0.0 and > -2.5, decayed.Values[2]));
        Assert.Equal(2.0, frozen.Values[0]);
    }

    /// <summary>Decay in the gradient is the gradient of the loss with (lambda / 2) |theta|^2 added, for every rule but AdamW.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Decay_is_a_penalty_on_the_loss(int maker)
    {
        Parameter<double> w = new("w", [1.0, -0.5, 2.0], [3]);
        Parameter<double> penalized = new("penalized", [1.0, -0.5, 2.0], [3]);
        Optimizer<double> decaying = _makers[maker].Make([w], 0.3);
        Optimizer<double> plain = _makers[maker].Make([penalized], 0.0);
        Tape<double> tape = new();
        for (int step = 0; step < 20; step++)
        {
            decaying.Step(() => Loss(w));
            plain.Step(() => Loss(penalized) + (0.15 * tape.Variable(penalized).Square().Sum()));
        }

        bool isEqual = w.Values.ToArray().Zip(penalized.Values.ToArray()).All(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
        Assert.Equal(_makers[maker].Name != "AdamW", isEqual);

        Variable<double> Loss(Parameter<double> parameter)
        {
            tape.Reset();
            return (tape.Variable(parameter) - 0.7).Square().Square().Sum();
        }
    }

    [Fact]
    public void Nesterov_decays_alike_with_closures_and_with_gradients()
    {
        Parameter<double> w = new("w", [1.0, -0.5], [2]);
        Parameter<double> same = new("w", [1.0, -0.5], [2]);
        Nesterov<double> closure = new([w], 0.05, weightDecay: 0.3);
        Nesterov<double> gradients = new([same], 0.05, weightDecay: 0.3);
        Tape<double> tape = new();
        for (int step = 0; step < 20; step++)
        {
            closure.Step(() => Loss(w));
            gradients.Step(Loss(same).Gradients());
        }

        using (gradients.AtRest())
        {
            Assert.Equal(w.Values.ToArray(), same.Values.ToArray(), (a, b) => Math.Abs(a - b) < 1e-13);
        }

        Variable<double> Loss(Parameter<double> parameter)
        {
            tape.Reset();
            return (tape.Variable(parameter) - 0.7).Square().Square().Sum();
        }
    }

    [Fact]
    public void Adamw_without_decay_is_adam_bit_for_bit()
    {
        Problem adam = Problem.Create("rosenbrock", [-1.2, 1.0], null);
        Problem adamW = Problem.Create("rosenbrock", [-1.2, 1.0], null);
        Adam<double> one = new(adam.Parameters, 0.01);
        AdamW<double> other = new(adamW.Parameters, 0.01, weightDecay: 0.0);
        for (int step = 0; step < 30; step++)
        {
            one.Step(adam.Record);
            other.Step(adamW.Record);
        }

        Assert.Equal(adam.Values, adamW.Values);
    }

    [Fact]
    public void Amsgrad_remembers_the_largest_mean()
    {
        Parameter<double> w = new("w", [1.0], []);
        Adam<double> optimizer = new([w], 0.1, 0.5, 0.5, amsgrad: true);
        Tape<double> tape = new();
        double[] means = new double[4];
        double[] gradients = [1.0, 10.0, 0.1, 0.1];
        for (int step = 0; step < 4; step++)
        {
            tape.Reset();
            optimizer.Step((gradients[step] * tape.Variable(w)).Gradients());
            means[step] = optimizer.StateOf(w, 1)[0];
            Assert.Equal(means[..(step + 1)].Max(), optimizer.StateOf(w, 2)[0]);
        }

        Assert.Equal([0.5, 50.25, 25.13, 12.57], means, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    /// <summary>3.9 is a number whose means end so in float; the variance is 0 then, and each step alpha g / delta.</summary>
    [Fact]
    public void Centered_stays_finite_where_rounding_makes_the_variance_negative()
    {
        Parameter<float> w = new("w", new float[11], [11]);
        RmsProp<float> optimizer = new([w], 0.001, delta: 1e-3, centered: true);
        Tape<float> tape = new();
        for (int step = 0; step < 1000; step++)
        {
            Step();
        }

        float mean = optimizer.StateOf(w, 2)[0];
        Assert.True(optimizer.StateOf(w, 0)[0] - (mean * mean) < 0f);
        float before = w.Values[0];
        Step();
        Assert.True(float.IsFinite(before));
        Assert.All(w.Values.ToArray(), value => Assert.Equal(before - 3.9f, value, 1e-2f));

        void Step()
        {
            tape.Reset();
            optimizer.Step((3.9f * tape.Variable(w)).Sum().Gradients());
        }
    }

    [Fact]
    public void Not_a_number_stays_in_its_place_through_the_largest_mean_and_the_variance()
    {
        double[] weights = [1, double.NaN, 1, 1, 1, 1, 1, 1, double.NaN];
        foreach (Func<Parameter<double>[], Optimizer<double>> make in (Func<Parameter<double>[], Optimizer<double>>[])
            [w => new Adam<double>(w, amsgrad: true), w => new RmsProp<double>(w, centered: true)])
        {
            Parameter<double> w = new("w", new double[9], [9]);
            Optimizer<double> optimizer = make([w]);
            Tape<double> tape = new();
            for (int step = 0; step < 2; step++)
            {
                tape.Reset();
                optimizer.Step((tape.Variable(w) * tape.Constant(weights, [9])).Sum().Gradients());
            }

            Assert.Equal(weights.Select(double.IsNaN), w.Values.ToArray().Select(double.IsNaN));
        }
    }

    [Fact]
    public void Dampening_leaves_the_first_gradient_of_each_parameter_whole()
    {
        Parameter<double> early = new("early", [0.0], []);
        Parameter<double> late = new("late", [0.0], []);
        Momentum<double> optimizer = new([early, late], 0.5, 0.5, dampening: 0.75);
        Tape<double> tape = new();
        optimizer.Step(tape.Variable(early).Gradients());
        Assert.Equal((-0.5, 0.0), (early.Values[0], late.Values[0]));
        tape.Reset();
        optimizer.Step((tape.Variable(early) + tape.Variable(late)).Gradients());
        Assert.Equal((-0.5 - 0.25 - 0.125, -0.5), (early.Values[0], late.Values[0]));
    }

    [Fact]
    public void A_rate_outside_the_velocity_acts_on_all_of_it()
    {
        Parameter<double> w = new("w", [0.0], []);
        Momentum<double> optimizer = new([w], 1.0, 0.5, isRateInVelocity: false);
        Tape<double> tape = new();
        optimizer.Step(tape.Variable(w).Gradients());
        optimizer.LearningRate = 0.0;
        tape.Reset();
        optimizer.Step(tape.Variable(w).Gradients());
        Assert.Equal((-1.0, 1.5), (w.Values[0], optimizer.StateOf(w, 0)[0]));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_step_allocates_nothing(int maker)
    {
        Parameter<double> w = new("w", new double[37], [37]);
        Optimizer<double> optimizer = _makers[maker].Make([w], 0.1);
        Tape<double> tape = new();
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            for (int step = 0; step < 50; step++)
            {
                tape.Reset();
                optimizer.Step(tape.Variable(w).Square().Sum().Gradients());
            }
        }));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-1e-3)]
    public void Wrong_values_are_refused(double wrong)
    {
        Parameter<double>[] w = [new("w", [1.0], [])];
        foreach ((string name, Maker make) in _makers)
        {
            Refused($"{name}: weightDecay", () => make(w, wrong));
            Optimizer<double> optimizer = make(w, 0.25);
            Refused($"{name}: WeightDecay", () => optimizer.WeightDecay = wrong);
            Assert.Equal(0.25, optimizer.WeightDecay);
            optimizer.WeightDecay = 0.0;
        }

        Refused("Adagrad: initialAccumulator", () => new Adagrad<double>(w, initialAccumulator: wrong));
        Refused("Momentum: dampening", () => new Momentum<double>(w, dampening: wrong));
        Refused("RmsProp: momentum", () => new RmsProp<double>(w, momentum: wrong));
        Momentum<double> momentum = new(w, dampening: 0.5);
        Refused("Momentum: Dampening", () => momentum.Dampening = wrong);
        Assert.Equal(0.5, momentum.Dampening);
    }

    [Fact]
    public void What_is_kept_is_less_than_1_and_sizes_fit_the_number_type()
    {
        Parameter<double>[] w = [new("w", [1.0], [])];
        Refused("Momentum: dampening", () => new Momentum<double>(w, dampening: 1.0));
        Refused("RmsProp: momentum", () => new RmsProp<double>(w, momentum: 1.0));
        Parameter<Half>[] small = [new("small", [Half.One], [])];
        Refused("GradientDescent: weightDecay", () => new GradientDescent<Half>(small, weightDecay: 1e6));
        Refused("Adagrad: initialAccumulator", () => new Adagrad<Half>(small, initialAccumulator: 1e6));
    }

    [Fact]
    public void Defaults_have_no_variant_but_for_adamw()
    {
        Parameter<float>[] w = [new("w", [1f], [])];
        Momentum<float> momentum = new(w);
        RmsProp<float> rmsProp = new(w);
        Assert.Equal((0.0, 0.0, true), (momentum.WeightDecay, momentum.Dampening, momentum.IsRateInVelocity));
        Assert.Equal((0.0, 0.0, false), (rmsProp.WeightDecay, rmsProp.Momentum, rmsProp.IsCentered));
        Assert.Equal((0.0, 0.0), (new GradientDescent<float>(w).WeightDecay, new Nesterov<float>(w).WeightDecay));
        Assert.Equal((0.0, 0.0), (new Adagrad<float>(w).WeightDecay, new Adagrad<float>(w).InitialAccumulator));
        Assert.Equal((0.0, false), (new Adam<float>(w).WeightDecay, new Adam<float>(w).IsAmsgrad));
        AdamW<float> adamW = new(w);
        Assert.Equal((0.001, 0.9, 0.999, 1e-8, 0.01, false), (adamW.LearningRate, adamW.Rho1, adamW.Rho2, adamW.Delta, adamW.WeightDecay, adamW.IsAmsgrad));
    }

    [Fact]
    public void Adamw_names_itself_where_there_are_no_parameters() =>
        Assert.Contains("AdamW: parameters is empty", Assert.Throws<ArgumentException>(() => new AdamW<double>([])).Message, StringComparison.Ordinal);

    private static void Refused(string what, Func<object> action)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(action);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(VariantTests), error.Message, StringComparison.Ordinal);
    }
}
