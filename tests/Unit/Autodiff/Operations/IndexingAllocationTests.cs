using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>Steady steps of operations on places allocate nothing.</summary>
public sealed class IndexingAllocationTests
{
    private readonly float[] _values = [.. Enumerable.Range(0, 60).Select(index => MathF.Sin(index))];
    private readonly int[] _rows = [3, 1, 3, 0];
    private readonly int[] _zeros = new int[15];

    [Fact]
    public void Neither_in_values_nor_recorded()
    {
        Tape<float> tape = new();
        long least = long.MaxValue;
        for (int round = 0; round < 4 && least > 0; round++)
        {
            for (int step = 0; step < 50; step++)
            {
                Step(tape);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int step = 0; step < 50; step++)
            {
                Step(tape);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private void Step(Tape<float> tape)
    {
        tape.Reset();
        Variable<float> x = tape.Variable(_values, [4, 15]);
        Variable<float> parts = tape.Concat([x[1..3, ..], x[^1..], x[.., ..].Flip(0)]).Pad(1, 2, 2, 1.0)[.., AxisIndex.Range(step: 2)];
        Variable<float> rows = tape.Stack([x[0], x[1], x.Select(0, -1), x.Slice(0, 2, 3).Squeeze(0)]).Tile(1, 2).RepeatInterleave(2, 0);
        Variable<float> chosen = x.Embedding(_rows).IndexAdd(0, _rows, 5).Unsqueeze(0) * tape.OneHot([0, 1], 5).Unsqueeze(2).Sum(0, true);
        Variable<float> elements = x.Gather(0, _zeros, [1, 15]).ScatterAdd(0, _zeros, 2).Square();
        Variable<float> loss = parts.Square().Sum() + rows.Square().Sum() + chosen.Sum() + elements.Sum() + (x[0, 0] * x[^1, ^1]);
        Assert.True(float.IsFinite(loss.Gradients()[x][7]));
        Variable<float> slope = loss.Derivative(x);
        Assert.True((slope[0].Square().Sum() + slope.IndexSelect(1, 2, 2).Sum()).Gradients()[x].Length == 60);
    }
}
