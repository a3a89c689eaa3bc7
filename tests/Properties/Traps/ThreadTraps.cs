using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>Traps that other libraries fell into: threads, and the small stacks that worker threads have.</summary>
public class ThreadTraps
{
    // y = y * 0.99999, 100,000 and 1,000,000 times, with 256 KB of stack: 0.3678776017682465 after 100,000.
    [Theory]
    [InlineData(100_000, 0.3678776017682465)]
    [InlineData(1_000_000, 4.5397659e-5)]
    public void Long_chain_on_a_small_stack(int length, double slope) => Attempt.OnSmallStack(() =>
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(1.0);
        Variable<double> y = x;
        for (int step = 0; step < length; step++)
        {
            y *= 0.99999;
        }

        Assert.Equal(slope, y.Gradients()[x][0], 1e-10);
        Assert.Equal(slope, y.Derivative(x).Item(), 1e-10);
    });

    // Two threads, two tapes, one model, 1000 rounds of different functions: the numbers of one thread alone, bit by bit.
    [Fact]
    public async Task Two_threads_with_two_tapes_and_one_model()
    {
        Parameter<double> weight = new("weight", [.. Enumerable.Range(0, 64).Select(index => 0.01 * index)], [8, 8]);
        double[] Run(bool first)
        {
            Tape<double> tape = new();
            double[] result = [];
            for (int round = 0; round < 1000; round++)
            {
                tape.Reset();
                Variable<double> x = tape.Variable([.. Enumerable.Range(0, 16).Select(index => 0.1 * (index + (first ? 0 : 5)))], [2, 8]);
                Variable<double> y = first ? x.MatMul(weight).Tanh().Sum() : (x.MatMul(weight).Softmax() * x).Sum();
                Gradients<double> gradients = y.Gradients();
                double[] now = [y.Item(), .. gradients[x], .. gradients[weight]];
                Assert.True(round == 0 || now.SequenceEqual(result));
                result = now;
            }

            return result;
        }

        double[] alone = Run(true);
        double[] otherAlone = Run(false);
        Task<double[]> one = Task.Run(() => Run(true));
        Task<double[]> other = Task.Run(() => Run(false));
        Assert.Equal(alone, await one);
        Assert.Equal(otherAlone, await other);
    }
}
