using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars.Replay;

/// <summary>Freezing plain generic-math code: what is recorded, what is guarded, what is refused.</summary>
public sealed class FreezeTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void A_frozen_function_has_the_bits_of_a_new_recording()
    {
        static N F<N>(ReadOnlySpan<N> x)
            where N : IFloatingPointIeee754<N> =>
            (N.Exp(x[0] * x[1]) / (N.CreateChecked(2) + N.Cos(x[2]))) + N.Pow(x[2], N.CreateChecked(3)) + N.RootN(x[1], 3)
            + Fused.Dot<N>([x[0], x[1]], [x[1], x[2]]) + Fused.Polynomial<N>([x[0], x[1], N.One], x[2]) + Fused.Sum(x) + N.Hypot(x[0], x[1])
            + N.FusedMultiplyAdd(x[0], x[1], x[2]) + N.Max(x[0], x[1]) + N.Clamp(x[2], N.Zero, N.One) + N.Round(x[1], 1);

        Compiled<double> compiled = _tape.Freeze(F<Scalar<double>>, [0.3, 1.2, -0.7]);
        Assert.Equal(3, compiled.InputCount);
        foreach (double[] x in (double[][])[[0.3, 1.2, -0.7], [-2.0, 0.1, 0.4], [1.0, 1.0, 1.0]])
        {
            double[] gradient = new double[3];
            double value = compiled.ValueAndGradient(x, gradient);
            _tape.Reset();
            Scalar<double>[] inputs = _tape.Scalars(x);
            Scalar<double> y = F<Scalar<double>>(inputs);
            Gradients<double> expected = y.Gradients();
            Assert.Equal(F<double>(x), value);
            Assert.Equal(y.Value, compiled.Value(x));
            Numbers.Equal([expected[inputs[0]], expected[inputs[1]], expected[inputs[2]]], gradient, 1e-14);
        }
    }

    [Fact]
    public void A_changed_branch_is_an_exception_that_says_which()
    {
        static Scalar<double> F(ReadOnlySpan<Scalar<double>> x) => x[0] > 1.0 ? x[0] * x[1] : (x[1] < x[0] ? x[1] : -x[1]);
        Compiled<double> compiled = _tape.Freeze(F, [2.0, 3.0]);
        Assert.Equal(1, compiled.GuardCount);
        Assert.Equal(20.0, compiled.Value([4.0, 5.0]));
        Refusal.Of<BranchException>(["0.5 > 1"], () => compiled.Value([0.5, 5.0]));
        Assert.Equal(20.0, compiled.Value([4.0, 5.0]));
        Compiled<double> again = _tape.Freeze(F, [2.0, 3.0], rerecord: true);
        double[] gradient = new double[2];
        Assert.Equal(-5.0, again.ValueAndGradient([0.5, 5.0], gradient));
        Numbers.Equal([0, -1], gradient);
        double[] values = new double[3];
        double[] gradients = new double[6];
        again.ValuesAndGradients([2.0, 3.0, 0.5, 0.25, 0.5, 7.0], values, gradients);
        Numbers.Equal([6, 0.25, -7], values);
        Numbers.Equal([3, 2, 0, 1, 0, -1], gradients);
    }

    [Fact]
    public void Everything_that_a_branch_can_ask_is_guarded()
    {
        Guarded(x => x == 2.0 ? x : -x, 2.0, 2.5);
        Guarded(x => x != 2.0 ? x : -x, 3.0, 2.0);
        Guarded(x => x >= 2.0 ? x : -x, 2.0, 1.9);
        Guarded(x => x <= 2.0 ? x : -x, 2.0, 2.1);
        Guarded(x => x.CompareTo(2.0) > 0 ? x : -x, 3.0, 1.0);
        Guarded(x => x.Equals(2.0) ? x : -x, 2.0, 1.0);
        Guarded(x => Scalar<double>.Sign(x) * x, 2.0, -2.0);
        Guarded(x => Scalar<double>.IsNegative(x) ? x : -x, 2.0, -2.0);
        Guarded(x => Scalar<double>.IsNaN(x) ? 0.0 : x, 2.0, double.NaN);
        Guarded(x => Scalar<double>.IsFinite(x) ? x : 0.0, 2.0, double.PositiveInfinity);
        Guarded(x => Scalar<double>.IsInteger(x) ? x : 0.0, 2.0, 2.5);
        Guarded(x => Scalar<double>.ILogB(x) * x, 3.0, 4.0);
        Guarded(x => int.CreateTruncating(x) * x, 2.2, 3.1);

        void Guarded(Func<Scalar<double>, Scalar<double>> f, double at, double elsewhere)
        {
            Compiled<double> compiled = _tape.Freeze(x => f(x[0]), [at]);
            Assert.Equal(f(at).Value, compiled.Value([at]));
            Assert.Throws<BranchException>(() => compiled.Value([elsewhere]));
        }
    }

    [Fact]
    public void What_a_frozen_function_cannot_follow_is_refused()
    {
        Scalar<double> outer = _tape.Scalar(3.0);
        Refusal.Of<RecordingException>(["Value", "frozen"], () => _tape.Freeze(x => x[0] * x[0].Value, [1.0]));
        Refusal.Of<RecordingException>(["gradients", "frozen"], () => _tape.Freeze(x => (x[0] * x[0]).Gradients()[x[0]], [1.0]));
        Refusal.Of<RecordingException>(["variables", "frozen"], () => _tape.Freeze(x => x[0] * x[0].Tape.Scalar(2.0), [1.0]));
        Refusal.Of<RecordingException>(["arrays", "frozen"], () => _tape.Freeze(x => x[0].ToVariable().ScalarAt(), [1.0]));
        Refusal.Of<RecordingException>(["*", "different tapes"], () => _tape.Freeze(x => x[0] * outer, [1.0]));
        Refusal.Of<RecordingException>(["different tapes"], () => _tape.Freeze(_ => outer, [1.0]));
        Assert.Throws<ArgumentNullException>(() => _tape.Freeze(null!, [1.0]));
        Assert.Throws<DivideByZeroException>(() => _tape.Freeze(x => x[0] * (1 / int.CreateChecked(default(Scalar<double>))), [1.0]));
        Scalar<double> leaked = default;
        _tape.Freeze(x => leaked = x[0] * 2.0, [1.0]);
        Refusal.Of<RecordingException>(["+", "earlier recording"], () => _ = leaked + 1.0);
        Assert.Equal(6.0, (outer * outer).Gradients()[outer]);
        Compiled<double> compiled = _tape.Freeze(x => x[0] * x[1], [1.0, 2.0]);
        Refusal.Of<ShapeException>(["Value", "2", "3"], () => compiled.Value([1.0, 2.0, 3.0]));
        Assert.Equal(12.0, compiled.Value([3.0, 4.0]));
    }

    [Fact]
    public void A_constant_function_and_one_of_no_inputs()
    {
        Compiled<double> constant = _tape.Freeze(_ => 5.0, [1.0, 2.0]);
        double[] gradient = [7.0, 7.0];
        Assert.Equal(5.0, constant.ValueAndGradient([3.0, 4.0], gradient));
        Numbers.Equal([0, 0], gradient);
        Assert.Equal(5.0, _tape.Freeze(_ => 5.0, []).Value([]));
        Compiled<double> itself = _tape.Freeze(x => x[1], [1.0, 2.0]);
        Assert.Equal(4.0, itself.ValueAndGradient([3.0, 4.0], gradient));
        Numbers.Equal([0, 1], gradient);
    }

    [Fact]
    public void Second_derivatives_of_a_frozen_function()
    {
        // f = x^3 y at duals: value + tangent of the gradient along (1, 0).
        Compiled<Dual<double>> compiled = new Tape<Dual<double>>().Freeze(x => x[0] * x[0] * x[0] * x[1], [1.0, 1.0]);
        Dual<double>[] gradient = new Dual<double>[2];
        Dual<double> value = compiled.ValueAndGradient([new(2.0, 1.0), 3.0], gradient);
        Assert.Equal(new Dual<double>(24.0, 36.0), value);
        Assert.Equal(new Dual<double>(36.0, 36.0), gradient[0]);
        Assert.Equal(new Dual<double>(8.0, 12.0), gradient[1]);
    }
}
