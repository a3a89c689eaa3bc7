using AutoGrad.Autodiff;
using AutoGrad.Optim;

namespace AutoGrad.Tests.Unit.Optim;

public sealed class PlateauTests
{
    [Fact]
    public void The_rate_falls_when_the_error_rises()
    {
        Plateau plateau = new(0.1, factor: 0.5);
        double[] errors = [1.0, 0.9, 0.95, 0.8, 0.8, double.NaN, 0.7];
        Assert.Equal([0.1, 0.1, 0.05, 0.05, 0.025, 0.0125, 0.0125], errors.Select(error =>
        {
            plateau.Observe(error);
            return plateau.Schedule.At(7);
        }));
    }

    [Fact]
    public void Patience_threshold_and_minimum()
    {
        Plateau plateau = new(1.0, factor: 0.1, patience: 2, threshold: 0.5, minimum: 0.05);
        double[] errors = [10.0, 9.8, 9.6, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0];
        bool[] falls = [.. errors.Select(plateau.Observe)];
        Assert.Equal([6, 9], Enumerable.Range(0, falls.Length).Where(index => falls[index]));
        Assert.Equal((0.05, 9.0), (plateau.Rate, plateau.Least));
    }

    [Fact]
    public void An_optimizer_follows_it()
    {
        Plateau plateau = new(0.5, factor: 0.5);
        Parameter<double> w = new("w", [0.0], []);
        GradientDescent<double> optimizer = new([w]) { Schedule = plateau.Schedule };
        Tape<double> tape = new();
        optimizer.Step(tape.Variable(w).Gradients());
        plateau.Observe(1.0);
        Assert.True(plateau.Observe(2.0));
        tape.Reset();
        optimizer.Step(tape.Variable(w).Gradients());
        Assert.Equal(-0.75, w.Values[0]);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Plateau(-1.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Plateau(1.0, factor: 1.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Plateau(1.0, patience: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Plateau(1.0).Rate = double.NaN);
    }
}
