using System.Reflection;
using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Properties;

/// <summary>Random models: every module and every loss, differentiated with respect to every parameter.</summary>
public class ModelProperties
{
    private const double Step = 1e-3;

    [Fact]
    public void Gradient_of_every_parameter_equals_central_differences() => Check(nameof(Gradient_of_every_parameter_equals_central_differences), model =>
    {
        Module<double> module = model.Build();
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(model.Inputs(), [model.Rows, model.Sizes[0]]);
        Gradients<double> gradients = model.LossOf(module.Forward(x)).Gradients();
        double[][] actual = [.. module.Parameters.Select(parameter => gradients[parameter].ToArray())];
        double[] actualOfInputs = gradients[x].ToArray();
        Tape<double> other = new();
        for (int index = 0; index < actual.Length; index++)
        {
            Parameter<double> parameter = module.Parameters[index];
            double[] before = parameter.Values.ToArray();
            double[][] expected = Evaluation.Differences(
                values =>
                {
                    parameter.Assign(values[0]);
                    return LossAt(model, module, other, model.Inputs());
                },
                [before],
                Step);
            parameter.Assign(before);
            Near.Assert($"gradient of '{parameter.Name}'", expected[0], actual[index], 1e-7);
        }

        double[][] ofInputs = Evaluation.Differences(values => LossAt(model, module, other, values[0]), [model.Inputs()], Step);
        Near.Assert("gradient of the inputs", ofInputs[0], actualOfInputs, 1e-7);
    });

    [Fact]
    public void Recorded_derivatives_equal_the_gradients_and_can_be_differentiated() => Check(nameof(Recorded_derivatives_equal_the_gradients_and_can_be_differentiated), model =>
    {
        const double step = 1e-4;
        Module<double> module = model.Build();
        Tape<double> tape = new();
        double[][] GradientsNow(out Variable<double>[] recorded)
        {
            tape.Reset();
            Variable<double> loss = model.LossOf(module.Forward(tape.Constant(model.Inputs(), [model.Rows, model.Sizes[0]])));
            Gradients<double> gradients = loss.Gradients();
            recorded = loss.Derivatives(module.Parameters);
            return [.. module.Parameters.Select(parameter => gradients[parameter].ToArray())];
        }

        double[][] values = GradientsNow(out Variable<double>[] derivatives);
        Variable<double> along = tape.Constant(0.0);
        for (int index = 0; index < derivatives.Length; index++)
        {
            Near.Assert($"derivative of '{module.Parameters[index].Name}'", values[index], derivatives[index].Values, 1e-12);
            along += derivatives[index].Sum();
        }

        double[][] second = [.. module.Parameters.Select(parameter => new double[parameter.Length])];
        if (along.IsDifferentiable)
        {
            Gradients<double> gradients = along.Gradients();
            second = [.. module.Parameters.Select(parameter => gradients[parameter].ToArray())];
        }

        void Move(double offset)
        {
            foreach (Parameter<double> parameter in module.Parameters)
            {
                foreach (ref double value in parameter.Update())
                {
                    value += offset;
                }
            }
        }

        Move(step);
        double[][] above = GradientsNow(out _);
        Move(-2.0 * step);
        double[][] below = GradientsNow(out _);
        for (int index = 0; index < second.Length; index++)
        {
            double[] expected = [.. above[index].Zip(below[index], (plus, minus) => (plus - minus) / (2.0 * step))];
            Near.Assert($"second derivative of '{module.Parameters[index].Name}'", expected, second[index], 1e-5);
        }
    });

    [Fact]
    public void Predict_is_the_forward_pass() => Check(nameof(Predict_is_the_forward_pass), model =>
    {
        Module<double> module = model.Build();
        Tape<double> tape = new();

        // What has running statistics is another function in evaluation.
        using InferenceScope<double> scope = module.Buffers.Count > 0 ? tape.Inference() : default;
        Variable<double> y = module.Forward(tape.Constant(model.Inputs(), [model.Rows, model.Sizes[0]]));
        Near.AssertSameBits("Predict", y.Values, module.Predict(model.Inputs(), [model.Rows, model.Sizes[0]]));
    });

    [Fact]
    public void Every_module_and_every_loss_takes_part()
    {
        // Tables take indices and have properties of their own.
        HashSet<Type> modules = [typeof(Embedding<>)];
        for (int start = 0; start < 200; start++)
        {
            Collect(Model.Generate(new Random(start), start / 2).Build(), modules);
        }

        Assert.Empty(typeof(Module<>).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(Module<>))
            .Where(type => !modules.Contains(type)).Select(type => type.Name));
        HashSet<string> called = [.. Catalog.Rows.SelectMany(row => CallReader.CallsOf(row.GetType()))
            .Where(method => method.DeclaringType == typeof(Loss)).Select(method => method.Name)];
        Assert.Empty(typeof(Loss).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => !called.Contains(method.Name)).Select(method => method.Name));
        Assert.Empty(called.Except(Enum.GetNames<LossKind>()));
    }

    [Fact]
    public void Enough_models_are_away_from_kinks()
    {
        int away = Enumerable.Range(0, 500).Select(start => Model.Generate(new Random(start), start / 5)).Count(model => !model.IsNearKink(model.Build()));
        Assert.InRange(away, 400, 500);
    }

    private static void Check(string property, Action<Model> body) => Property.Check($"models: {property}", Away, Model.Shrink, model =>
    {
        if (!model.IsNearKink(model.Build()))
        {
            body(model);
        }
    });

    /// <summary>A model none of whose kinks is near, if a few attempts find one.</summary>
    private static Model Away(Random random, int size)
    {
        Model model = Model.Generate(random, size);
        for (int attempt = 0; attempt < 20 && model.IsNearKink(model.Build()); attempt++)
        {
            model = model with { Seed = model.Seed + 1 };
        }

        return model;
    }

    private static double LossAt(Model model, Module<double> module, Tape<double> tape, double[] inputs)
    {
        tape.Reset();
        return model.LossOf(module.Forward(tape.Constant(inputs, [model.Rows, model.Sizes[0]]))).Item();
    }

    private static void Collect(Module<double> module, HashSet<Type> seen)
    {
        seen.Add(module.GetType().GetGenericTypeDefinition());
        IEnumerable<Module<double>> parts = module switch
        {
            Mlp<double> mlp => mlp.Layers,
            Sequential<double> sequential => sequential.Modules,
            _ => [],
        };
        foreach (Module<double> part in parts)
        {
            Collect(part, seen);
        }
    }
}
