using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Properties;

/// <summary>Random convolutional models: differentiated with respect to every parameter and the inputs.</summary>
public class ImageModelProperties
{
    private const double Step = 1e-4;

    [Fact]
    public void Gradients_equal_central_differences() => Property.Check(
        $"image models: {nameof(Gradients_equal_central_differences)}", ImageModel.Generate, ImageModel.Shrink, model =>
        {
            Module<double> module = model.Build();
            Tape<double> tape = new();
            Variable<double> x = tape.Variable(model.Inputs(), model.InputShape);
            Variable<double> loss = model.LossOf(module, x);
            Gradients<double> gradients = loss.Gradients();
            double[][] actual = [.. module.Parameters.Select(parameter => gradients[parameter].ToArray()), gradients[x].ToArray()];
            Tape<double> other = new();
            double LossAt(double[] inputs)
            {
                other.Reset();
                return model.LossOf(module, other.Constant(inputs, model.InputShape)).Item();
            }

            for (int index = 0; index < module.Parameters.Count; index++)
            {
                Parameter<double> parameter = module.Parameters[index];
                double[] before = parameter.Values.ToArray();
                double[][] expected = Evaluation.Differences(
                    values =>
                    {
                        parameter.Assign(values[0]);
                        return LossAt(model.Inputs());
                    },
                    [before],
                    Step);
                parameter.Assign(before);
                Near.Assert($"gradient of '{parameter.Name}'", expected[0], actual[index], 1e-6);
            }

            Near.Assert("gradient of the inputs", Evaluation.Differences(values => LossAt(values[0]), [model.Inputs()], Step)[0], actual[^1], 1e-6);
        },
        Math.Max(1, Settings.Cases / 4));
}
