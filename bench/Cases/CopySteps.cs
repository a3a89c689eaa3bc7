using System.Runtime.Intrinsics;

namespace AutoGrad.Bench;

/// <summary>A loop with the memory traffic of Adam and no arithmetic: four arrays read, three of them written.</summary>
internal sealed unsafe class CopySteps(int length)
{
    private readonly AlignedArray _first = new(length);
    private readonly AlignedArray _second = new(length);
    private readonly AlignedArray _third = new(length);
    private readonly AlignedArray _fourth = new(length);

    public float Run(int steps)
    {
        fixed (float* first = _first.Span, second = _second.Span, third = _third.Span, fourth = _fourth.Span)
        {
            for (; steps > 0; steps--)
            {
                int index = 0;
                for (; index <= length - Vector512<float>.Count; index += Vector512<float>.Count)
                {
                    Vector512<float> next = Vector512.Load(first + index);
                    Vector512.Load(second + index).Store(first + index);
                    Vector512.Load(third + index).Store(second + index);
                    (next + Vector512.Load(fourth + index)).Store(third + index);
                }
            }

            return first[0];
        }
    }
}
