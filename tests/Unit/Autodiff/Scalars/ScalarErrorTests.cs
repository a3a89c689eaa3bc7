using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars;

/// <summary>Wrong use of scalars: the message names the operation and the line, and the tape goes on.</summary>
public sealed class ScalarErrorTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void A_scalar_of_another_tape()
    {
        Scalar<double> x = _tape.Scalar(2.0);
        Scalar<double> other = new Tape<double>().Scalar(3.0);
        Refusal.Of<RecordingException>(["*", "different tapes"], () => _ = x * other);
        Refusal.Of<RecordingException>(["Pow", "different tapes"], () => Scalar<double>.Pow(x, other));
        Refusal.Of<RecordingException>(["FusedMultiplyAdd", "different tapes"], () => Scalar<double>.FusedMultiplyAdd(1.0, x, other));
        Refusal.Of<RecordingException>(["Dot", "different tapes"], () => Fused.Dot<Scalar<double>>([x, x], [x, other]));
        Refusal.Of<RecordingException>(["Sum", "different tapes"], () => Fused.Sum<Scalar<double>>([x, other]));
        Refusal.Of<RecordingException>(["Polynomial", "different tapes"], () => Fused.Polynomial<Scalar<double>>([x], other));
        Refusal.Of<RecordingException>(["Stack", "different tapes"], () => _tape.Stack([x, other]));
        Refusal.Of<RecordingException>(["Gradients", "different tapes"], () => _ = x.Gradients()[other]);
        Assert.Equal(4.0, (x * x).Gradients()[x]);
    }

    [Fact]
    public void A_scalar_of_an_earlier_recording()
    {
        Scalar<double> old = _tape.Scalar(2.0);
        Scalar<double> result = old * old;
        Gradients<double> gradients = result.Gradients();
        _tape.Reset();
        Scalar<double> x = _tape.Scalar(3.0);
        Refusal.Of<RecordingException>(["*", "earlier recording", "Reset"], () => _ = x * old);
        Refusal.Of<RecordingException>(["+", "earlier recording"], () => _ = old + 1.0);
        Refusal.Of<RecordingException>(["Sin", "earlier recording"], () => Scalar<double>.Sin(old));
        Refusal.Of<RecordingException>(["Dot", "earlier recording"], () => Fused.Dot<Scalar<double>>([x], [old]));
        Refusal.Of<RecordingException>(["Gradients", "earlier recording"], () => result.Gradients());
        Refusal.Of<RecordingException>(["Gradients", "earlier recording"], () => _ = gradients[x]);
        Refusal.Of<RecordingException>(["Gradients", "earlier recording"], () => _ = x.Gradients()[old]);
        Assert.Equal(2.0, old.Value);
        Assert.Equal(6.0, (x * x).Gradients()[x]);
    }

    [Fact]
    public void A_constant_has_no_gradient()
    {
        Scalar<double> x = _tape.Scalar(2.0);
        Scalar<double> constant = 3.0;
        Refusal.Of<RecordingException>(["Gradients", "constant", "tape.Scalar"], () => constant.Gradients());
        Refusal.Of<RecordingException>(["Gradients", "constant", "tape.Scalar"], () => _ = x.Gradients()[constant]);
        Refusal.Of<RecordingException>(["constant", "tape.Scalar"], () => _ = constant.Tape);
    }

    [Fact]
    public void An_anomaly_is_named_where_it_arises()
    {
        _tape.DetectsAnomalies = true;
        Scalar<double> x = _tape.Scalar(-1.0);
        Scalar<double> zero = _tape.Scalar(0.0);
        Refusal.Of<AnomalyException>(["Sqrt", "NaN"], () => Scalar<double>.Sqrt(x));
        Refusal.Of<AnomalyException>(["/", "NaN"], () => _ = zero / zero);
        Refusal.Of<AnomalyException>(["Dot", "NaN"], () => Fused.Dot<Scalar<double>>([x, zero], [x, double.NaN]));
        Refusal.Of<AnomalyException>(["FusedMultiplyAdd", "NaN"], () => Scalar<double>.FusedMultiplyAdd(x, double.PositiveInfinity, double.PositiveInfinity));
        Assert.Equal(double.PositiveInfinity, (1.0 / zero).Value);
        Assert.Equal(2, _tape.ScalarCount - 1);
        Assert.Equal(-2.0, (x * x).Gradients()[x]);
        _tape.DetectsAnomalies = false;
        Assert.True(Scalar<double>.IsNaN(Scalar<double>.Sqrt(x)));
    }

    [Fact]
    public void An_anomaly_is_named_while_a_function_is_frozen()
    {
        _tape.DetectsAnomalies = true;
        Refusal.Of<AnomalyException>(["Sqrt", "NaN"], () => _tape.Freeze(x => Scalar<double>.Sqrt(x[0]), [-1.0]));
        Refusal.Of<AnomalyException>(["/", "NaN"], () => _tape.Freeze(x => x[0] / x[0], [0.0]));
        Refusal.Of<AnomalyException>(["Lerp", "NaN"], () => _tape.Freeze(x => Scalar<double>.Lerp(x[0], double.NaN, x[0]), [0.5]));
        Assert.Equal(9.0, _tape.Freeze(x => x[0] * x[0], [2.0]).Value([3.0]));
    }

    [Fact]
    public void Sizes_that_do_not_fit()
    {
        Scalar<double> x = _tape.Scalar(2.0);
        Refusal.Of<ShapeException>(["Scalars", "3", "2"], () => _tape.Scalars([1.0, 2.0, 3.0], new Scalar<double>[2]));
        Refusal.Of<ShapeException>(["Dot", "1", "2"], () => Fused.Dot<Scalar<double>>([x], [x, x]));
        Refusal.Of<ShapeException>(["CopyTo", "2", "1"], () => x.Gradients().CopyTo([x, x], new double[1]));
        Refusal.Of<ShapeException>(["Stack", "[2, 2]", "4", "3"], () => _tape.Stack([x, x, x], [2, 2]));
    }

    [Fact]
    public void No_way_back_to_a_number_that_would_cut_the_gradient()
    {
        Scalar<double> x = _tape.Scalar(2.7);
        Assert.Throws<NotSupportedException>(() => double.CreateChecked(x));
        Assert.Throws<NotSupportedException>(() => float.CreateTruncating(x));
        Assert.Throws<NotSupportedException>(() => Half.CreateSaturating(x));
        Assert.Throws<NotSupportedException>(() => decimal.CreateChecked(x));
        Assert.Equal(2, int.CreateTruncating(x));
        Assert.Equal(2L, long.CreateChecked(x));
        Assert.Equal(new BigInteger(2), BigInteger.CreateTruncating(x));
        Assert.Throws<OverflowException>(() => byte.CreateChecked(100.0 * x));
        Assert.Equal(byte.MaxValue, byte.CreateSaturating(100.0 * x));
        Assert.Equal(2.5, Scalar<double>.CreateChecked(2.5f).Value);
        Assert.Equal(7.0, Scalar<double>.CreateChecked(7).Value);
        Assert.True(Scalar<double>.CreateChecked(7).IsConstant);
        Assert.Equal(x, Scalar<double>.CreateChecked(x));
    }

    [Fact]
    public void What_has_no_derivative_says_so()
    {
        static void Bits<N>(N x)
            where N : IFloatingPoint<N>
        {
            Assert.Contains("bits", Assert.Throws<NotSupportedException>(() => x.GetExponentByteCount()).Message, StringComparison.Ordinal);
            Assert.Contains("bits", Assert.Throws<NotSupportedException>(() => x.TryWriteSignificandBigEndian([], out _)).Message, StringComparison.Ordinal);
        }

        Bits(_tape.Scalar(2.0));
        Assert.Contains("text", Assert.Throws<NotSupportedException>(() => Parse<Scalar<double>>("1")).Message, StringComparison.Ordinal);
        Assert.Contains("text", Assert.Throws<NotSupportedException>(() => Scalar<double>.TryParse("1", CultureInfo.InvariantCulture, out _)).Message, StringComparison.Ordinal);

        static N Parse<N>(string text)
            where N : IParsable<N> => N.Parse(text, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Within_an_inference_scope_scalars_are_numbers()
    {
        Scalar<double> x = _tape.Scalar(2.0);
        using (_tape.Inference())
        {
            for (int time = 0; time < 1000; time++)
            {
                Assert.True((x * x).IsConstant);
                Assert.True(Fused.Dot<Scalar<double>>([x], [x]).IsConstant);
            }

            Refusal.Of<RecordingException>(["Gradients", "Inference"], () => x.Gradients());
        }

        Assert.Equal(1, _tape.ScalarCount);
        Assert.Equal(4.0, (x * x).Gradients()[x]);
    }
}
