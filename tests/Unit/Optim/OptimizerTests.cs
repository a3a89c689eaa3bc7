using AutoGrad.Autodiff;
using AutoGrad.Optim;
using AutoGrad.Tests.Unit.Nn;

namespace AutoGrad.Tests.Unit.Optim;

public sealed class OptimizerTests
{
    private delegate Optimizer<double> Maker(IReadOnlyList<Parameter<double>> parameters);

    private static readonly (string Name, Maker Make)[] _makers =
    [
        ("GradientDescent", parameters => new GradientDescent<double>(parameters, 0.1)),
        ("Momentum", parameters => new Momentum<double>(parameters, 0.1)),
        ("Nesterov", parameters => new Nesterov<double>(parameters, 0.1)),
        ("Adagrad", parameters => new Adagrad<double>(parameters, 0.1)),
        ("RmsProp", parameters => new RmsProp<double>(parameters, 0.1)),
        ("Adam", parameters => new Adam<double>(parameters, 0.1)),
        ("AdamW", parameters => new AdamW<double>(parameters, 0.1, weightDecay: 0.0)),
    ];

    public static TheoryData<string> All => [.. _makers.Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_weight_that_is_tied_or_listed_twice_is_updated_once(string name)
    {
        Parameter<double> w = new("w", [1.0], []);
        Parameter<double> same = new("w", [1.0], []);
        Optimizer<double> once = Make(name, w);
        Optimizer<double> twice = Make(name, same, same);
        Assert.Equal([same], twice.Parameters);
        Tape<double> tape = new();
        for (int step = 0; step < 3; step++)
        {
            tape.Reset();
            once.Step(Loss(w).Gradients());
            tape.Reset();
            twice.Step(Loss(same).Gradients());
        }

        Assert.Equal(w.Values, same.Values);

        Variable<double> Loss(Parameter<double> parameter) => (2.0 * tape.Variable(parameter)) * (3.0 * tape.Variable(parameter));
    }

    [Fact]
    public void The_tied_weight_of_the_trap_goes_to_0_88()
    {
        Parameter<double> w = new("w", [1.0], []);
        Tape<double> tape = new();
        Gradients<double> gradients = ((2.0 * tape.Variable(w)) * (3.0 * tape.Variable(w))).Gradients();
        Assert.Equal(12.0, gradients[w][0]);
        new GradientDescent<double>([w, w], learningRate: 0.01).Step(gradients);
        Assert.Equal(0.88, w.Values[0], 1e-15);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_gradient_of_0_from_the_first_step_stays_put(string name)
    {
        Parameter<double> w = new("w", [1.5, -2.5], [2]);
        Optimizer<double> optimizer = Make(name, w);
        Tape<double> tape = new();
        for (int step = 0; step < 10; step++)
        {
            tape.Reset();
            optimizer.Step((0.0 * tape.Variable(w)).Sum().Gradients());
        }

        Assert.Equal([1.5, -2.5], w.Values);
        Assert.Equal(10, optimizer.Steps);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_parameter_outside_the_recording_is_untouched_and_a_zero_gradient_is_applied(string name)
    {
        Parameter<double> w = new("w", [1.0], []);
        Parameter<double> frozen = new("frozen", [2.0], []);
        Parameter<double> reference = new("reference", [1.0], []);
        Optimizer<double> optimizer = Make(name, w, frozen);
        Optimizer<double> alone = Make(name, reference);
        Tape<double> tape = new();

        // The first step moves both; then one pauses, and goes on as if nothing had been.
        Move(includeFrozen: true);
        double[] state = [.. optimizer.StateOf(frozen, 0), .. optimizer.StateOf(frozen, 1)];
        double value = frozen.Values[0];
        int version = frozen.Version;
        Move(includeFrozen: false);
        Move(includeFrozen: false);
        Assert.Equal((value, version), (frozen.Values[0], frozen.Version));
        Assert.Equal<double>(state, (double[])[.. optimizer.StateOf(frozen, 0), .. optimizer.StateOf(frozen, 1)]);
        double before = w.Values[0];
        tape.Reset();
        optimizer.Step((0.0 * tape.Variable(w)).Gradients());
        tape.Reset();
        alone.Step((0.0 * tape.Variable(reference)).Gradients());
        Assert.Equal(reference.Values, w.Values);
        Assert.Equal(name is "Momentum" or "Nesterov" or "Adam" or "AdamW", before != w.Values[0]);

        void Move(bool includeFrozen)
        {
            tape.Reset();
            Variable<double> loss = tape.Variable(w).Square();
            optimizer.Step((includeFrozen ? loss + tape.Variable(frozen).Square() : loss).Gradients());
            tape.Reset();
            alone.Step(tape.Variable(reference).Square().Gradients());
        }
    }

    [Fact]
    public void A_parameter_that_joins_late_is_corrected_as_at_its_own_start()
    {
        Parameter<double> early = new("early", [1.0], []);
        Parameter<double> late = new("late", [1.0], []);
        Adam<double> optimizer = new([early, late], 0.1);
        Tape<double> tape = new();
        for (int step = 0; step < 5; step++)
        {
            tape.Reset();
            optimizer.Step(tape.Variable(early).Square().Gradients());
        }

        tape.Reset();
        optimizer.Step((tape.Variable(early) + tape.Variable(late).Square()).Gradients());
        Assert.Equal(0.9, late.Values[0], 1e-8);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_closure_that_throws_leaves_everything_as_it_was(string name)
    {
        Parameter<double> w = new("w", [1.0, -3.0], [2]);
        Optimizer<double> optimizer = Make(name, w);
        Tape<double> tape = new();
        optimizer.Step(Record);
        optimizer.Step(Record);
        double[] values = w.Values.ToArray();
        double[] state = [.. optimizer.StateOf(w, 0), .. optimizer.StateOf(w, 1)];
        Assert.Throws<FormatException>(() => optimizer.Step(() => Record() is { Length: 1 } ? throw new FormatException() : default));
        Assert.Throws<ShapeException>(() => optimizer.Step(() =>
        {
            tape.Reset();
            return tape.Variable(w) * 2.0;
        }));
        Assert.Throws<RecordingException>(() => optimizer.Step(() => default));
        Assert.Throws<InvalidOperationException>(() => optimizer.Step(() =>
        {
            optimizer.Step(Record().Gradients());
            return Record();
        }));
        Assert.Equal(values, w.Values);
        Assert.Equal<double>(state, (double[])[.. optimizer.StateOf(w, 0), .. optimizer.StateOf(w, 1)]);
        Assert.Equal(2, optimizer.Steps);
        optimizer.Step(Record);
        Assert.NotEqual(values, w.Values.ToArray());

        Variable<double> Record()
        {
            tape.Reset();
            return tape.Variable(w).Square().Sum();
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Gradients_of_an_earlier_recording_are_refused(string name)
    {
        Parameter<double> w = new("w", [1.0], []);
        Optimizer<double> optimizer = Make(name, w);
        Tape<double> tape = new();
        Gradients<double> old = tape.Variable(w).Square().Gradients();
        tape.Reset();
        int version = w.Version;
        Assert.Throws<RecordingException>(() => optimizer.Step(old));
        Assert.Throws<RecordingException>(() => optimizer.Step(default(Gradients<double>)));
        Assert.Equal((1.0, version, 0L), (w.Values[0], w.Version, optimizer.Steps));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Sums_of_gradients_step_like_the_gradients_of_the_sum(string name)
    {
        Parameter<double> w = new("w", [1.0, 2.0], [2]);
        Parameter<double> reference = new("w", [1.0, 2.0], [2]);
        Parameter<double> absent = new("absent", [7.0], [1]);
        Optimizer<double> optimizer = Make(name, w, absent);
        Optimizer<double> whole = Make(name, reference);
        GradientAccumulator<double> sums = new([w, absent]);
        Tape<double> tape = new();
        for (int step = 0; step < 4; step++)
        {
            sums.Clear();
            for (int part = 0; part < 2; part++)
            {
                tape.Reset();
                sums.Add(tape.Variable(w).Square().Sum().Gradients(), 0.5);
            }

            optimizer.Step(sums);
            tape.Reset();
            whole.Step(tape.Variable(reference).Square().Sum().Gradients());
        }

        Assert.Equal(reference.Values, w.Values);
        Assert.Equal((7.0, 0), (absent.Values[0], absent.Version));

        // Cleared sums of parameters that then take no part really are no step.
        sums.Clear();
        double[] before = w.Values.ToArray();
        optimizer.Step(sums);
        Assert.Equal(before, w.Values);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_step_allocates_nothing(string name)
    {
        Parameter<double> w = new("w", new double[37], [37]);
        Parameter<double> b = new("b", new double[3], [3]);
        Optimizer<double> withGradients = Make(name, w, b);
        Optimizer<double> withClosure = Make(name, w, b);
        Optimizer<double> withSums = Make(name, w, b);
        GradientAccumulator<double> sums = new([w, b]);
        Tape<double> tape = new();
        Func<Variable<double>> closure = () =>
        {
            tape.Reset();
            return tape.Variable(w).Square().Sum() + tape.Variable(b).Sum();
        };
        Assert.Equal(0, AllocatedBytes.Of(Run));

        void Run()
        {
            for (int step = 0; step < 50; step++)
            {
                withGradients.Step(closure().Gradients());
                withClosure.Step(closure);
                sums.Clear();
                sums.Add(closure().Gradients());
                withSums.Step(sums);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_empty_list_of_parameters_is_refused(string name)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Make(name));
        Assert.Contains($"{name}: parameters is empty", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(OptimizerTests), error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Make(name, new Parameter<double>("w", [1.0], []), null!));
        Assert.Throws<ArgumentNullException>(() => _makers.Single(each => each.Name == name).Make(null!));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-1e-3)]
    public void Wrong_learning_rates_are_refused(double wrong)
    {
        Parameter<double>[] w = [new("w", [1.0], [])];
        Refused("GradientDescent: learningRate", () => new GradientDescent<double>(w, wrong));
        Refused("Momentum: learningRate", () => new Momentum<double>(w, wrong));
        Refused("Nesterov: learningRate", () => new Nesterov<double>(w, wrong));
        Refused("Adagrad: learningRate", () => new Adagrad<double>(w, wrong));
        Refused("RmsProp: learningRate", () => new RmsProp<double>(w, wrong));
        Refused("Adam: learningRate", () => new Adam<double>(w, wrong));
        foreach ((string name, Maker make) in _makers)
        {
            Optimizer<double> optimizer = make(w);
            Refused($"{name}: LearningRate", () => optimizer.LearningRate = wrong);
            Assert.Equal(0.1, optimizer.LearningRate);
            optimizer.LearningRate = 0.0;
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(double.PositiveInfinity)]
    public void Momenta_outside_0_to_1_are_refused(double wrong)
    {
        Parameter<double>[] w = [new("w", [1.0], [])];
        Refused("Momentum: gamma", () => new Momentum<double>(w, gamma: wrong));
        Refused("Nesterov: gamma", () => new Nesterov<double>(w, gamma: wrong));
        Refused("RmsProp: rho", () => new RmsProp<double>(w, rho: wrong));
        Refused("Adam: rho1", () => new Adam<double>(w, rho1: wrong));
        Refused("Adam: rho2", () => new Adam<double>(w, rho2: wrong));
        Momentum<double> momentum = new(w);
        Nesterov<double> nesterov = new(w);
        RmsProp<double> rmsProp = new(w);
        Adam<double> adam = new(w);
        Refused("Momentum: Gamma", () => momentum.Gamma = wrong);
        Refused("Nesterov: Gamma", () => nesterov.Gamma = wrong);
        Refused("RmsProp: Rho", () => rmsProp.Rho = wrong);
        Refused("Adam: Rho1", () => adam.Rho1 = wrong);
        Refused("Adam: Rho2", () => adam.Rho2 = wrong);
        Assert.Equal((0.9, 0.9, 0.9, 0.9, 0.999), (momentum.Gamma, nesterov.Gamma, rmsProp.Rho, adam.Rho1, adam.Rho2));
        adam.Rho1 = 0.0;
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0.0)]
    [InlineData(-1e-8)]
    [InlineData(double.PositiveInfinity)]
    public void A_delta_that_is_not_positive_is_refused(double wrong)
    {
        Parameter<double>[] w = [new("w", [1.0], [])];
        Refused("Adagrad: delta", () => new Adagrad<double>(w, delta: wrong));
        Refused("RmsProp: delta", () => new RmsProp<double>(w, delta: wrong));
        Refused("Adam: delta", () => new Adam<double>(w, delta: wrong));
        Adagrad<double> adagrad = new(w);
        RmsProp<double> rmsProp = new(w);
        Adam<double> adam = new(w);
        Refused("Adagrad: Delta", () => adagrad.Delta = wrong);
        Refused("RmsProp: Delta", () => rmsProp.Delta = wrong);
        Refused("Adam: Delta", () => adam.Delta = wrong);
        Assert.Equal((1e-7, 1e-6, 1e-8), (adagrad.Delta, rmsProp.Delta, adam.Delta));
    }

    [Fact]
    public void Defaults_are_the_lectures()
    {
        Parameter<float>[] w = [new("w", [1f], [])];
        Assert.Equal(0.01, new GradientDescent<float>(w).LearningRate);
        Assert.Equal(0.01, new Momentum<float>(w).LearningRate);
        Assert.Equal(0.01, new Nesterov<float>(w).LearningRate);
        Assert.Equal(0.01, new Adagrad<float>(w).LearningRate);
        Assert.Equal(0.001, new RmsProp<float>(w).LearningRate);
        Assert.Equal(0.001, new Adam<float>(w).LearningRate);
    }

    private static Optimizer<double> Make(string name, params Parameter<double>[] parameters) =>
        _makers.Single(each => each.Name == name).Make(parameters);

    private static void Refused(string what, Func<object> action)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(action);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(OptimizerTests), error.Message, StringComparison.Ordinal);
    }
}
