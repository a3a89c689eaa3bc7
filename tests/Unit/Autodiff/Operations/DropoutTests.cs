using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public sealed class DropoutTests
{
    private const int Length = 200_000;

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.937)]
    public void The_fraction_that_is_kept_and_its_scale(double probability)
    {
        bool[] kept = Kept(probability, new MaskStream(7));
        double deviation = Math.Sqrt(probability * (1.0 - probability) / Length);
        Assert.InRange(Fraction(kept), 1.0 - probability - (4.5 * deviation), 1.0 - probability + (4.5 * deviation));

        Tape<double> tape = new();
        Variable<double> y = tape.Variable([3.0, -2.0, 5.0, 1.0], [2, 2]).Dropout(probability, new MaskStream(3));
        double[] whole = [3.0, -2.0, 5.0, 1.0];
        Assert.All(y.ToArray().Select((number, index) => (number, whole[index])), pair =>
            Assert.True(pair.number == 0.0 || Math.Abs(pair.number - (pair.Item2 / (1.0 - probability))) < 1e-14));
    }

    [Fact]
    public void Neighbours_calls_and_seeds_are_independent()
    {
        MaskStream stream = new(1);
        bool[] first = Kept(0.5, stream);
        ulong afterFirst = stream.State;
        bool[] second = Kept(0.5, stream);
        bool[] other = Kept(0.5, new MaskStream(2));

        // Half agree, within 4.5 deviations of sqrt(1/4 / n).
        double bound = 4.5 * 0.5 / Math.Sqrt(Length);
        Assert.InRange(Agreement(first, second), 0.5 - bound, 0.5 + bound);
        Assert.InRange(Agreement(first, other), 0.5 - bound, 0.5 + bound);
        foreach (int lag in new[] { 1, 2, 3, 4, 8, 64, 1024 })
        {
            Assert.InRange(Agreement(first[lag..], first[..^lag]), 0.5 - (1.1 * bound), 0.5 + (1.1 * bound));
            Assert.InRange(Agreement(first[lag..], second[..^lag]), 0.5 - (1.1 * bound), 0.5 + (1.1 * bound));
        }

        Assert.Equal(first, Kept(0.5, new MaskStream(1)));
        Assert.Equal(second, Kept(0.5, new MaskStream(0) { State = afterFirst }));
    }

    [Fact]
    public void Every_element_is_dropped_as_often_as_any_other()
    {
        MaskStream stream = new(5);
        int[] counts = new int[9];
        Tape<float> tape = new();
        for (int call = 0; call < 20_000; call++)
        {
            tape.Reset();
            Variable<float> y = tape.Constant([1, 1, 1, 1, 1, 1, 1, 1, 1], [9]).Dropout(0.25, stream);
            for (int index = 0; index < counts.Length; index++)
            {
                counts[index] += y.Values[index] == 0f ? 1 : 0;
            }
        }

        // 5000 each, deviation sqrt(20000 * 3/16) = 61.
        Assert.All(counts, count => Assert.InRange(count, 4700, 5300));
    }

    [Fact]
    public void The_same_mask_runs_in_every_direction()
    {
        Tape<double> tape = new();
        double[] ones = new double[101];
        Array.Fill(ones, 1.0);
        Variable<double> x = tape.Variable(ones, [101]);
        Variable<double> y = x.Dropout(0.3, new MaskStream(11));
        double[] mask = y.ToArray();
        Assert.Contains(0.0, mask);
        Assert.Equal(mask, y.Gradients(ones)[x].ToArray());
        Variable<double> recorded = y.Square().Sum().Derivative(x);
        Numbers.Equal<double>([.. mask.Select(each => 2.0 * each * each)], recorded.Values);
        Numbers.Equal<double>([.. mask.Select(each => 2.0 * each * each)], recorded.Sum().Gradients()[x]);
        Assert.Equal(mask, y.JacobianVectorProduct([x], [tape.Constant(ones, [101])]).ToArray());

        // Added to an adjoint that is there already.
        Numbers.Equal<double>([.. mask.Select(each => each + 1.0)], (y + x).Sum().Gradients()[x]);
    }

    [Fact]
    public void In_inference_it_is_the_identity_and_draws_nothing()
    {
        Tape<double> tape = new();
        MaskStream stream = new(4);
        Variable<double> x = tape.Variable([1.0, 2.0, 3.0], [3]);
        ulong state = stream.State;
        using (tape.Inference())
        {
            Assert.Equal(x, x.Dropout(0.9, stream));
        }

        Assert.Equal(x, x.Dropout(0.0, stream));
        Assert.Equal(state, stream.State);
        x.Dropout(0.9, stream);
        Assert.NotEqual(state, stream.State);
    }

    [Fact]
    public void NaN_stays_and_nothing_is_empty()
    {
        Tape<double> tape = new();
        double[] bad = new double[20];
        Array.Fill(bad, double.NaN);
        Assert.All(tape.Variable(bad, [20]).Dropout(0.5, new MaskStream(1)).ToArray(), number => Assert.True(double.IsNaN(number)));
        Variable<double> none = tape.Variable([], [0, 3]);
        Assert.Equal(0, none.Dropout(0.5, new MaskStream(1)).Sum().Gradients()[none].Length);
        Variable<double> scalar = tape.Variable(2.0);
        Assert.Contains(scalar.Dropout(0.5, new MaskStream(1)).Item(), new[] { 0.0, 4.0 });
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_probability_outside_is_refused(double probability)
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0], [2]);
        MaskStream stream = new(1);
        Refusal.Of<ArgumentOutOfRangeException>(["Dropout", "probability", "[0, 1)"], () => x.Dropout(probability, stream));
        Assert.Equal(1UL, stream.State);
        Assert.Throws<ArgumentNullException>(() => x.Dropout(0.5, null!));
        Assert.Equal(1, tape.Count);
    }

    private static bool[] Kept(double probability, MaskStream stream)
    {
        Tape<float> tape = new();
        float[] ones = new float[Length];
        Array.Fill(ones, 1f);
        return Array.ConvertAll(tape.Constant(ones, [Length]).Dropout(probability, stream).ToArray(), number => number != 0f);
    }

    private static double Fraction(bool[] kept) => kept.Count(each => each) / (double)kept.Length;

    private static double Agreement(bool[] left, bool[] right) => Fraction([.. left.Zip(right, (a, b) => a == b)]);
}
