using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff;

public sealed class GradientAccumulatorTests
{
    private readonly Parameter<double> _p = new("p", [1, 2], [2]);
    private readonly Parameter<double> _q = new("q", [3], []);

    [Fact]
    public void Sums_outlive_the_recordings_they_come_from()
    {
        GradientAccumulator<double> sums = new([_p, _q]);
        Tape<double> tape = new();
        for (int batch = 1; batch <= 4; batch++)
        {
            tape.Reset();
            Variable<double> loss = (tape.Variable(_p).Square() * (double)batch).Sum() * _q;
            sums.Add(loss.Gradients(), scale: 0.5);
            tape.Reset();
        }

        // d/dp = 2 p b q, d/dq = b (1 + 4), b = 1..4, each halved.
        Numbers.Equal([30, 60], sums[_p]);
        Numbers.Equal([25], sums[_q]);
        Assert.Equal(4, sums.Count);
        sums.Clear();
        Assert.Equal(0, sums.Count);
        Numbers.Equal([0, 0], sums[_p]);
        Assert.False(sums.Contains(_p));
    }

    [Fact]
    public void Gradients_of_several_tapes_meet()
    {
        GradientAccumulator<double> sums = new([_p]);
        Tape<double> one = new();
        Tape<double> other = new();
        Gradients<double> first = one.Variable(_p).Sum().Gradients();
        Gradients<double> second = other.Variable(_p).Square().Sum().Gradients();
        sums.Add(first);
        sums.Add(second);
        Numbers.Equal([3, 5], sums[_p]);
    }

    [Fact]
    public void What_took_no_part_is_left_and_told()
    {
        GradientAccumulator<double> sums = new([_p, _q]);
        Tape<double> tape = new();
        sums.Add(tape.Variable(_p).Sum().Gradients());
        Assert.True(sums.Contains(_p));
        Assert.False(sums.Contains(_q));
        Numbers.Equal([0], sums[_q]);
        tape.Reset();
        tape.Variable(_q);
        sums.Add(tape.Variable(_p).Sum().Gradients());
        Assert.True(sums.Contains(_q));
    }

    [Fact]
    public void A_parameter_named_twice_has_one_sum()
    {
        GradientAccumulator<double> sums = new([_p, _p]);
        sums.Add(new Tape<double>().Variable(_p).Sum().Gradients());
        Numbers.Equal([1, 1], sums[_p]);
    }

    [Fact]
    public void A_stranger_has_no_sum()
    {
        GradientAccumulator<double> sums = new([_p]);
        Refusal.Of<KeyNotFoundException>(["'q' []"], () => _ = sums[_q]);
        Assert.False(sums.Contains(_q));
        Assert.Throws<ArgumentNullException>(() => new GradientAccumulator<double>(null!));
        Assert.Throws<ArgumentNullException>(() => sums.Contains(null!));
    }

    [Fact]
    public void Gradients_of_an_ended_recording_are_refused_and_the_sums_stay()
    {
        GradientAccumulator<double> sums = new([_p]);
        Tape<double> tape = new();
        Gradients<double> gradients = tape.Variable(_p).Sum().Gradients();
        sums.Add(gradients);
        tape.Reset();
        Refusal.Of<RecordingException>(["earlier recording"], () => sums.Add(gradients));
        Numbers.Equal([1, 1], sums[_p]);
        Assert.Equal(1, sums.Count);
    }

    [Fact]
    public void Adding_allocates_nothing()
    {
        GradientAccumulator<double> sums = new([_p, _q]);
        Tape<double> tape = new();
        long least = long.MaxValue;
        for (int step = 0; step < 100; step++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            tape.Reset();
            sums.Add((tape.Variable(_p).Sum() * _q).Gradients(), 0.5);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Numbers.Equal([150, 150], sums[_p]);
    }

    [Fact]
    public void Clipping_keeps_the_direction_and_gives_the_norm()
    {
        Parameter<float> weight = new("weight", new float[300], [300]);
        GradientAccumulator<float> sums = new([weight]);
        float[] slopes = [.. Enumerable.Range(0, 300).Select(index => (index % 7) - 3.0f)];
        double norm = Math.Sqrt(slopes.Sum(slope => slope * (double)slope));
        Tape<float> tape = new();
        sums.Add((tape.Constant(slopes, [300]) * weight).Sum().Gradients());
        Assert.Equal(norm, sums.ClipNorm(2.0 * norm), 1e-10);
        Assert.Equal(slopes, sums[weight].ToArray());
        Assert.Equal(norm, sums.ClipNorm(0.5), 1e-10);
        Numbers.Equal<float>([.. slopes.Select(slope => slope * 0.5 / norm)], sums[weight], 1e-7);
        Assert.Equal(0.5, sums.ClipNorm(0.5), 1e-6);
        Assert.Equal(1, sums.Count);
    }

    [Fact]
    public void Clipping_by_value_bounds_every_entry()
    {
        Parameter<double> weight = new("weight", new double[5], [5]);
        GradientAccumulator<double> sums = new([weight]);
        Tape<double> tape = new();
        sums.Add((tape.Constant([0.5, -3, 7, double.NegativeInfinity, double.NaN], [5]) * weight).Sum().Gradients());
        sums.ClipValue(2.0);
        Assert.Equal([0.5, -2.0, 2.0, -2.0, double.NaN], sums[weight].ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => sums.ClipValue(0.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => sums.ClipValue(double.PositiveInfinity));
    }
}
