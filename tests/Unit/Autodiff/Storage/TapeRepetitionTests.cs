using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Storage;

/// <summary>
/// A recording that repeats the last one finds its nodes in their places. Whatever differs must be recorded anew: each step here
/// is run behind each other one on one tape, and must give, bit by bit, what it gives on a tape of its own.
/// </summary>
public sealed class TapeRepetitionTests
{
    private static readonly Parameter<double> _weight = Filled("weight", [3, 4], 0.3);
    private static readonly Parameter<double> _bias = Filled("bias", [4], 0.1);
    private static readonly Parameter<double> _otherWeight = Filled("other weight", [3, 4], -0.2);
    private static readonly Parameter<double> _otherBias = Filled("other bias", [4], -0.4);
    private static readonly Parameter<double> _wideWeight = Filled("wide weight", [3, 5], 0.4);
    private static readonly Parameter<double> _wideBias = Filled("wide bias", [5], -0.3);
    private static readonly Parameter<double> _square = Filled("square", [4, 4], 0.25);
    private static readonly Parameter<double> _wideSquare = Filled("wide square", [5, 4], 0.2);

    private static readonly Parameter<double>[] _parameters = [_weight, _bias, _otherWeight, _otherBias, _wideWeight, _wideBias, _square, _wideSquare];

    // Each is the first one but for one thing.
    private static readonly (string Name, Func<Tape<double>, Variable<double>> Record)[] _steps =
    [
        ("network", tape => Loss(tape, Hidden(tape, Input(tape, [6, 3])).Linear(_square, _bias))),
        ("other batch", tape => Loss(tape, Hidden(tape, Input(tape, [5, 3])).Linear(_square, _bias))),
        ("same length, other shape", tape => Loss(tape, Hidden(tape, Input(tape, [2, 3, 3])).Linear(_square, _bias))),
        ("one axis", tape => Loss(tape, Hidden(tape, Input(tape, [3])).Linear(_square, _bias))),
        ("constant input", tape => Loss(tape, Hidden(tape, tape.Constant(Numbers(18), [6, 3])).Linear(_square, _bias))),
        ("differentiable input", tape => Loss(tape, Hidden(tape, tape.Variable(Numbers(18), [6, 3])).Linear(_square, _bias))),
        ("other activation", tape => Loss(tape, Input(tape, [6, 3]).Linear(_weight, _bias, default(SigmoidFunction)).Linear(_square, _bias))),
        ("other parameter", tape => Loss(tape, Input(tape, [6, 3]).Linear(_otherWeight, _bias, default(TanhFunction)).Linear(_square, _bias))),
        ("wider layer", tape => Loss(tape, Input(tape, [6, 3]).Linear(_wideWeight, _wideBias, default(TanhFunction)).Linear(_wideSquare, _bias))),
        ("other order of parameters", OtherOrder),
        ("another operand", AnotherOperand),
        ("layer used twice", tape => Loss(tape, Hidden(tape, Input(tape, [6, 3])).Linear(_square, _bias).Linear(_square, _bias))),
        ("an operation more", tape => Loss(tape, (Hidden(tape, Input(tape, [6, 3])) * 1.5).Linear(_square, _bias))),
        ("a leaf more", tape => Loss(tape, Hidden(tape, Input(tape, [6, 3])).Linear(_square, _bias) + tape.Constant(0.25))),
        ("shorter", tape => Loss(tape, Hidden(tape, Input(tape, [6, 3])))),
        ("other loss", tape => Hidden(tape, Input(tape, [6, 3])).Linear(_square, _bias).SoftmaxCrossEntropy([0, 1, 2, 3, 0, 1])),
        ("losses of rows", tape => Hidden(tape, Input(tape, [6, 3])).Linear(_square, _bias).SoftmaxCrossEntropyRows([0, 1, 2, 3, 0, 1]).Mean()),
        ("differentiable target", DifferentiableTarget),
        ("scope before", ScopeBefore),
        ("scope between", ScopeBetween),
        ("exception between", ExceptionBetween),
        ("sweep between", SweepBetween),
        ("derivative between", DerivativeBetween),
        ("checkpoint", tape => Loss(tape, tape.Checkpoint(x => Hidden(tape, x), Input(tape, [6, 3])).Linear(_square, _bias))),
        ("choice: first of all", tape => Choice(tape, 0, 0, 0, 0)),
        ("choice: second input", tape => Choice(tape, 1, 0, 0, 0)),
        ("choice: second weight", tape => Choice(tape, 0, 1, 0, 0)),
        ("choice: second bias", tape => Choice(tape, 0, 0, 1, 0)),
        ("choice: second target", tape => Choice(tape, 0, 0, 0, 1)),
        ("named", tape => Loss(tape, Hidden(tape, Input(tape, [6, 3])).Named("hidden").Linear(_square, _bias))),
    ];

    private readonly Tape<double> _tape = new();

    public static TheoryData<string> Steps => [.. _steps.Select(step => step.Name)];

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_step_gives_the_same_behind_any_other_as_alone(string name)
    {
        foreach ((string other, _) in _steps)
        {
            foreach (string next in (string[])[name, other, name, name, other, other])
            {
                Assert.True(Run(new(), next).SequenceEqual(Run(_tape, next)), $"{next} in a sequence of {name} and {other}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_step_reads_the_same_behind_any_other_as_alone(string name)
    {
        string alone = Describe(new(), name);
        foreach ((string other, _) in _steps)
        {
            Run(_tape, other);
            Run(_tape, name);
            Assert.Equal(alone, Describe(_tape, name));
        }
    }

    [Fact]
    public void What_repeats_is_checked_as_before()
    {
        Run(_tape, "network");
        Variable<double> stale = _tape.Constant(1.0);
        _tape.Reset();
        Variable<double> x = Input(_tape, [6, 3]);
        Assert.Throws<RecordingException>(() => stale.Values.Length);
        Assert.Throws<RecordingException>(() => stale.Linear(_weight, _bias));
        Assert.Throws<RecordingException>(() => Input(new(), [6, 3]).Linear(_tape.Variable(_weight), _bias));
        Variable<double> hidden = Hidden(_tape, x);
        Assert.Throws<ShapeException>(() => hidden.Linear(_weight, _bias));

        Parameter<double> changing = Filled("changing", [4, 4], 0.5);
        for (int step = 0; step < 3; step++)
        {
            _tape.Reset();
            Variable<double> loss = Loss(_tape, Hidden(_tape, Input(_tape, [6, 3])).Linear(changing, _bias));
            changing.Update();
            Assert.Throws<RecordingException>(() => loss.Gradients());
            Assert.Throws<RecordingException>(() => _tape.Variable(changing));
        }
    }

    [Fact]
    public void Gradients_are_found_in_any_order()
    {
        Dictionary<string, double[]> expected = [];
        for (int step = 0; step < 4; step++)
        {
            _tape.Reset();
            Gradients<double> gradients = Loss(_tape, Hidden(_tape, Input(_tape, [6, 3])).Linear(_square, _bias)).Gradients();
            IEnumerable<Parameter<double>> order = step % 2 == 0 ? [_weight, _bias, _square] : [_square, _square, _bias, _weight, _bias];
            foreach (Parameter<double> parameter in order)
            {
                double[] gradient = gradients[parameter].ToArray();
                Assert.Equal(expected.TryAdd(parameter.Name, gradient) ? gradient : expected[parameter.Name], gradient);
            }

            Assert.Throws<RecordingException>(() => gradients[_otherWeight].Length);
            Assert.False(gradients.Contains(_otherWeight));
        }
    }

    [Fact]
    public void A_parameter_of_an_ended_scope_or_recording_is_not_found_in_another_ones_place()
    {
        Variable<double> x = _tape.Variable(Numbers(3), [3]);
        using (_tape.Inference())
        {
            Assert.Equal(4, x.Linear(_otherWeight, _bias).Length);
        }

        Gradients<double> gradients = x.Linear(_weight, _bias).Sum().Gradients();
        Assert.False(gradients.Contains(_otherWeight));
        Assert.Equal(12, gradients[_weight].Length);
        _tape.Reset();
        gradients = _tape.Variable(Numbers(3), [3]).Linear(_otherWeight, _bias).Sum().Gradients();
        Assert.False(gradients.Contains(_weight));
        Assert.Equal(12, gradients[_otherWeight].Length);
    }

    [Fact]
    public void Resets_in_a_row_and_a_reset_within_a_scope()
    {
        double[] expected = Run(new(), "network");
        Run(_tape, "network");
        _tape.Reset();
        _tape.Reset();
        Assert.Equal(expected, Run(_tape, "network"));

        // What is evaluated in a scope is not differentiable, and must not be taken for a recording that is.
        _tape.Reset();
        InferenceScope<double> scope = _tape.Inference();
        Loss(_tape, Hidden(_tape, Input(_tape, [6, 3])).Linear(_square, _bias));
        _tape.Reset();
        scope.Dispose();
        Assert.Equal(expected, Run(_tape, "network"));
    }

    [Fact]
    public void New_numbers_are_read_in_every_repetition()
    {
        Parameter<double> scale = Filled("scale", [3, 4], 1.0);
        double[] data = [1.0, 2.0, 3.0];
        for (int step = 1; step <= 4; step++)
        {
            scale.Update().Fill(step);
            data[0] = step;
            _tape.Reset();
            Variable<double> y = _tape.Borrow(data, [1, 3]).Linear(scale, _bias).Sum();
            Gradients<double> gradients = y.Gradients();
            Assert.Equal((4.0 * step * (step + 5.0)) + _bias.Values.ToArray().Sum(), y.Item(), 12);
            Assert.Equal([step, step, step, step, 2, 2, 2, 2, 3, 3, 3, 3], gradients[scale].ToArray());
        }
    }

    private static Variable<double> Input(Tape<double> tape, Shape shape) => tape.Borrow(Numbers(shape.Length), shape);

    private static Variable<double> Hidden(Tape<double> tape, Variable<double> x)
    {
        Assert.Same(tape, x.Tape);
        return x.Linear(_weight, _bias, default(TanhFunction));
    }

    private static Variable<double> Loss(Tape<double> tape, Variable<double> y) =>
        y.Map2Mean<Distance>(tape.Constant(Numbers(y.Length), y.Shape));

    private static Variable<double> OtherOrder(Tape<double> tape)
    {
        Variable<double> x = Input(tape, [6, 3]);
        Variable<double> bias = tape.Variable(_bias);
        return Loss(tape, x.Linear(tape.Variable(_weight), bias, default(TanhFunction)).Linear(_square, bias));
    }

    private static Variable<double> AnotherOperand(Tape<double> tape)
    {
        Variable<double> x = Input(tape, [6, 3]);
        Variable<double> hidden = Hidden(tape, x);
        Variable<double> again = x.Linear(_weight, _bias, default(TanhFunction));
        return Loss(tape, hidden.Linear(_square, _bias)) + Loss(tape, again.Linear(_square, _bias));
    }

    // All leaves are there in the same order; the operations differ in what they take of them.
    private static Variable<double> Choice(Tape<double> tape, int input, int weight, int bias, int target)
    {
        Variable<double>[] inputs = [tape.Constant(Numbers(18), [6, 3]), tape.Constant(Numbers(20).AsSpan(2), [6, 3])];
        Variable<double>[] weights = [tape.Variable(_weight), tape.Variable(_otherWeight)];
        Variable<double>[] biases = [tape.Variable(_bias), tape.Variable(_otherBias)];
        Variable<double>[] targets = [tape.Constant(Numbers(24), [6, 4]), tape.Constant(Numbers(25).AsSpan(1), [6, 4])];
        return inputs[input].Linear(weights[weight], biases[bias], default(TanhFunction)).Map2Mean<Distance>(targets[target]);
    }

    private static Variable<double> DifferentiableTarget(Tape<double> tape)
    {
        Variable<double> y = Hidden(tape, Input(tape, [6, 3])).Linear(_square, _bias);
        return y.Map2Mean<Distance>(tape.Variable(Numbers(y.Length), y.Shape));
    }

    private static Variable<double> ScopeBefore(Tape<double> tape)
    {
        using (tape.Inference())
        {
            Loss(tape, Hidden(tape, Input(tape, [6, 3])).Linear(_square, _bias));
        }

        return _steps[0].Record(tape);
    }

    private static Variable<double> ScopeBetween(Tape<double> tape)
    {
        Variable<double> hidden = Hidden(tape, Input(tape, [6, 3]));
        using (tape.Inference())
        {
            Assert.False(hidden.Linear(_square, _bias).IsDifferentiable);
        }

        return Loss(tape, hidden.Linear(_square, _bias));
    }

    private static Variable<double> ExceptionBetween(Tape<double> tape)
    {
        Variable<double> hidden = Hidden(tape, Input(tape, [6, 3]));
        Assert.Throws<ShapeException>(() => hidden.Linear(_weight, _bias));
        Assert.Throws<ShapeException>(() => tape.Constant(Numbers(5), [6]));
        return Loss(tape, hidden.Linear(_square, _bias));
    }

    private static Variable<double> SweepBetween(Tape<double> tape)
    {
        Variable<double> hidden = Hidden(tape, Input(tape, [6, 3]));
        Assert.Equal(12, hidden.Max().Gradients()[_weight].Length);
        return Loss(tape, hidden.Linear(_square, _bias));
    }

    private static Variable<double> DerivativeBetween(Tape<double> tape)
    {
        Variable<double> hidden = Hidden(tape, Input(tape, [6, 3]));
        Variable<double> slope = hidden.Sum().Derivative(tape.Variable(_bias));
        return Loss(tape, hidden.Linear(_square, slope));
    }

    private static Func<Tape<double>, Variable<double>> Step(string name) => _steps.Single(step => step.Name == name).Record;

    private static double[] Run(Tape<double> tape, string name)
    {
        tape.Reset();
        Variable<double> loss = Step(name)(tape);
        Gradients<double> gradients = loss.Gradients();
        List<double> numbers = [tape.Count, loss.Item()];
        foreach (Parameter<double> parameter in _parameters)
        {
            if (gradients.TryGet(parameter, out ReadOnlySpan<double> gradient))
            {
                numbers.AddRange(gradient);
            }

            numbers.Add(gradient.Length);
        }

        return [.. numbers];
    }

    private static string Describe(Tape<double> tape, string name)
    {
        tape.Reset();
        Variable<double> loss = Step(name)(tape);
        loss.Gradients();
        return tape.Describe();
    }

    private static double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(index => Math.Sin((0.7 * index) + 0.2))];

    private static Parameter<double> Filled(string name, Shape shape, double scale) =>
        new(name, Numbers(shape.Length).Select(number => scale * (number + 0.5)).ToArray(), shape);

    private readonly struct Distance : IPointwise2
    {
        public N Value<N>(N x, N y)
            where N : struct, IReal<N> => N.Sqrt(1.0 + ((x - y) * (x - y)));
    }
}
