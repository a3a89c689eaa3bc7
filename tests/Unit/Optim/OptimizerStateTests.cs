using AutoGrad.Autodiff;
using AutoGrad.Optim;

namespace AutoGrad.Tests.Unit.Optim;

public sealed class OptimizerStateTests : IDisposable
{
    private delegate Optimizer<double> Maker(IReadOnlyList<Parameter<double>> parameters);

    private static readonly (string Name, Maker Make)[] _makers =
    [
        ("GradientDescent", parameters => new GradientDescent<double>(parameters)),
        ("Momentum", parameters => new Momentum<double>(parameters, dampening: 0.5)),
        ("Nesterov", parameters => new Nesterov<double>(parameters)),
        ("Adagrad", parameters => new Adagrad<double>(parameters)),
        ("RmsProp", parameters => new RmsProp<double>(parameters)),
        ("RmsProp centered", parameters => new RmsProp<double>(parameters, momentum: 0.5, centered: true)),
        ("Adam", parameters => new Adam<double>(parameters, weightDecay: 0.1)),
        ("Adam amsgrad", parameters => new Adam<double>(parameters, amsgrad: true)),
        ("AdamW", parameters => new AdamW<double>(parameters)),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("autograd-").FullName;

    public static TheoryData<string, bool> All => [.. from maker in _makers from closure in (bool[])[false, true] select (maker.Name, closure)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(All))]
    public void Ten_steps_saved_loaded_and_ten_more_are_twenty(string name, bool closure)
    {
        (Parameter<double>[] whole, Optimizer<double> unbroken) = Make(name);
        Train(unbroken, whole, closure, 20);

        (Parameter<double>[] first, Optimizer<double> begun) = Make(name);
        Train(begun, first, closure, 10);
        begun.Save(At("optimizer.npz"));
        (Parameter<double>[] second, Optimizer<double> resumed) = Make(name);
        resumed.Load(At("optimizer.npz"));
        for (int index = 0; index < second.Length; index++)
        {
            second[index].Assign(first[index].Values);
        }

        Assert.Equal((10, begun.LearningRate), (resumed.Steps, resumed.LearningRate));
        Train(resumed, second, closure, 10);
        Assert.Equal(Bits(whole), Bits(second));
        Assert.NotEqual(Bits(whole), Bits(first));
    }

    [Fact]
    public void A_file_of_another_optimizer_is_refused_and_changes_nothing()
    {
        (Parameter<double>[] parameters, Optimizer<double> momentum) = Make("Momentum");
        Train(momentum, parameters, closure: false, 3);
        momentum.Save(At("momentum.npz"));
        (_, Optimizer<double> adam) = Make("Adam");
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => adam.Load(At("momentum.npz")));
        Assert.Contains("'Momentum.steps' is unknown", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Adam.0.w.2' [2] is missing", error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0.0), (adam.Steps, adam.StateOf(adam.Parameters[0], 0)[0]));

        Momentum<double> wide = new([new("w", [1, 2, 3], [3]), new("b", [0], [])]);
        Assert.Contains("'Momentum.0.w.1' is [2] in the file, but [3] here", Assert.Throws<InvalidDataException>(() => wide.Load(At("momentum.npz"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Within_a_closure_or_at_rest_it_is_refused()
    {
        (Parameter<double>[] parameters, Optimizer<double> optimizer) = Make("Nesterov");
        Tape<double> tape = new();
        Assert.Throws<InvalidOperationException>(() => optimizer.Step(() =>
        {
            optimizer.Save(At("within.npz"));
            return tape.Variable(parameters[0]).Sum();
        }));
        optimizer.Save(At("nesterov.npz"));
        using (((Nesterov<double>)optimizer).AtRest())
        {
            Assert.Throws<InvalidOperationException>(() => optimizer.Load(At("nesterov.npz")));
        }
    }

    private static (Parameter<double>[] Parameters, Optimizer<double> Optimizer) Make(string name)
    {
        Parameter<double>[] parameters = [new("w", [1.0, -0.5], [2]), new("b", [2.0], [])];
        Optimizer<double> optimizer = _makers.Single(maker => maker.Name == name).Make(parameters);
        optimizer.Schedule = Schedule.InverseTime(0.05, 0.1);
        return (parameters, optimizer);
    }

    private static void Train(Optimizer<double> optimizer, Parameter<double>[] parameters, bool closure, int steps)
    {
        Tape<double> tape = new();
        for (int step = 0; step < steps; step++)
        {
            if (closure)
            {
                optimizer.Step(Record);
            }
            else
            {
                optimizer.Step(Record().Gradients());
            }
        }

        // The second parameter takes part in every other step.
        Variable<double> Record()
        {
            tape.Reset();
            Variable<double> loss = (tape.Variable(parameters[0]) - 0.7).Square().Square().Sum();
            return optimizer.Steps % 2 == 0 ? loss + tape.Variable(parameters[1]).Square() : loss;
        }
    }

    private static long[] Bits(Parameter<double>[] parameters) =>
        [.. parameters.SelectMany(parameter => parameter.Values.ToArray()).Select(BitConverter.DoubleToInt64Bits)];

    private string At(string file) => Path.Combine(_folder, file);
}
