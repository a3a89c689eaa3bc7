using System.Numerics;
using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Unit.Nn;

public sealed class ModuleTests
{
    [Fact]
    public void A_layer_is_a_forward_definition_and_nothing_else()
    {
        Linear<double> inner = new(2, 2, seed: 3);
        Residual<double> residual = new(inner);
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, -2.0], [1, 2]);
        Variable<double> y = residual.Forward(x);
        double[] expected = [.. inner.Predict([1.0, -2.0], [1, 2]).Select((z, i) => (i == 0 ? 1.0 : -2.0) + Math.Max(z, 0.0))];
        Assert.Equal(expected, y.ToArray());
        Assert.Equal(inner.Parameters, residual.Parameters);
        Gradients<double> gradients = y.Sum().Gradients();
        Assert.Equal(4, gradients[inner.Weight].Length);
    }

    [Fact]
    public void Registered_parameters_are_the_modules_own()
    {
        Scale<float> scale = new(3);
        Assert.Equal("gain", Assert.Single(scale.Parameters).Name);
        Assert.Equal([2f, 4f, 6f], new Twice<float>(scale).Predict([1, 2, 3], [3]));
    }

    [Fact]
    public void Parameters_of_children_come_in_order_and_shared_ones_once()
    {
        Linear<double> first = new(2, 3, Activation.Tanh, seed: 1);
        Linear<double> second = new(first.Weight, Parameter<double>.Zeros("own", [3]));
        Sequential<double> model = new(first, second, first);
        Assert.Equal([first.Weight, first.Bias!, second.Bias!], model.Parameters);
        Assert.Equal([first, second, first], model.Modules);
        Nested nested = new(model, 3);
        Assert.Equal([first.Weight, first.Bias!, second.Bias!, .. nested.Made.Parameters, nested.Extra], nested.Parameters);
    }

    [Fact]
    public void Registering_late_is_refused_because_the_parent_would_not_learn_of_it()
    {
        Late module = new();
        module.Grow("early");
        Sequential<double> parent = new(module);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => module.Grow("late"));
        Assert.Contains("'late'", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ModuleTests), error.Message, StringComparison.Ordinal);
        Assert.Equal("early", Assert.Single(parent.Parameters).Name);
    }

    [Fact]
    public void Is_shown_by_what_it_is_made_of()
    {
        Mlp<float> model = new([4, 3, 2], Activation.Relu, seed: 1);
        Assert.Equal("Mlp(Linear(4, 3, Relu), Linear(3, 2, Identity))", model.ToString());
        Assert.Equal("Sequential(Flatten, Linear(4, 2, Identity), Dropout(0.5))", new Sequential<float>(
            new Flatten<float>(), new Linear<float>(4, 2, seed: 1), new Dropout<float>(0.5, seed: 1)).ToString());
        Assert.Equal("Sequential()", new Sequential<float>().ToString());
    }

    [Fact]
    public void Null_children_are_refused() => Assert.Throws<ArgumentNullException>(() => new Sequential<double>(null!, null!));

    [Fact]
    public void A_sequence_of_nothing_is_the_identity()
    {
        Sequential<double> nothing = new();
        Assert.Empty(nothing.Parameters);
        Assert.Equal([1.0, 2.0], nothing.Predict([1.0, 2.0], [2]));
    }

    [Fact]
    public void One_model_serves_several_tapes()
    {
        Mlp<double> model = new([3, 4, 2], Activation.Tanh, seed: 5);
        double[][] gradients = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            Tape<double> tape = new();
            return model.Forward(tape.Constant([1, 2, 3], [1, 3])).Sum().Gradients()[model.Parameters[0]].ToArray();
        })];
        Assert.Equal(gradients[0], gradients[1]);
    }

    private sealed class Residual<T>(Module<T> inner) : Module<T>(inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public override Variable<T> Forward(Variable<T> x) => x + inner.Forward(x).Relu();
    }

    private sealed class Scale<T> : Module<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly Parameter<T> _gain;

        public Scale(int size) => _gain = Register(Parameter<T>.Ones("gain", [size]));

        public override Variable<T> Forward(Variable<T> x) => x * _gain;
    }

    private sealed class Twice<T>(Module<T> inner) : Module<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public override Variable<T> Forward(Variable<T> x) => 2.0 * inner.Forward(x);
    }

    private sealed class Nested : Module<double>
    {
        private readonly Module<double> _inner;

        public Nested(Module<double> inner, int size)
            : base(inner)
        {
            _inner = inner;
            Made = Register(new Linear<double>(size, size, seed: 8));
            Extra = Register(Parameter<double>.Ones("extra", [size]));
            Register(Extra);
        }

        public Linear<double> Made { get; }

        public Parameter<double> Extra { get; }

        public override Variable<double> Forward(Variable<double> x) => Made.Forward(_inner.Forward(x)) * Extra;
    }

    private sealed class Late : Module<double>
    {
        public void Grow(string name) => Register(Parameter<double>.Zeros(name, [1]));

        public override Variable<double> Forward(Variable<double> x) => x;
    }
}
