using AutoGrad.Autodiff;

namespace AutoGrad.Bench;

/// <summary>A recording of operations on single numbers: v times x plus x, over and over.</summary>
internal sealed class NodeSteps(int nodes, int threads)
{
    private readonly Tape<float> _tape = BenchTape.Create(threads);

    public float Run(int steps)
    {
        float sum = 0f;
        for (; steps > 0; steps--)
        {
            _tape.Reset();
            Variable<float> x = _tape.Variable(0.5f);
            Variable<float> v = x;
            for (int node = 0; node < nodes; node += 2)
            {
                v = (v * x) + x;
            }

            sum += v.Gradients()[x][0];
        }

        return sum;
    }
}
