using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public class ReductionAllocationTests
{
    [Fact]
    public void A_steady_step_of_reductions_and_scans_allocates_nothing()
    {
        float[] inputs = [.. Enumerable.Range(0, 1024).Select(index => ((index * 37 % 101) - 50) / 40f)];
        int[] indices = new int[16];
        Tape<float> tape = new();
        void Step()
        {
            tape.Reset();
            Variable<float> x = tape.Variable(inputs, [16, 8, 8]);
            Variable<float> h = x.CumulativeSum(1) + (0.1 * x).CumulativeProduct(2, reverse: true);
            Variable<float> loss = h.Min(1).Sum() + (0.5 * h).Tanh().Product([0, 2]).Sum() + h.LogSumExp([0, 2]).Sum()
                + h.Variance([0, 1]).Sum() + h.StandardDeviation(2).Sum() + h.Norm(1.0) + h.Norm(2, [0, 2]).Sum() + h.Norm(3, 1).Sum()
                + h.Norm(double.PositiveInfinity, 0).Sum();
            Gradients<float> gradients = loss.Gradients();
            Assert.True(float.IsFinite(gradients[x][5]));
            Assert.True(float.IsFinite(loss.Derivative(x).Norm().Item()));
            h.Reshape(16, 64).ArgMax(1, indices);
        }

        long least = long.MaxValue;
        for (int round = 0; round < 4 && least > 0; round++)
        {
            for (int step = 0; step < 50; step++)
            {
                Step();
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int step = 0; step < 50; step++)
            {
                Step();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }
}
