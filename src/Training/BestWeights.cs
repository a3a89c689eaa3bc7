using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Training;

/// <summary>A copy of a model's state, to go back to.</summary>
internal sealed class BestWeights(Module<float> model)
{
    private readonly (Parameter<float> Array, float[] Values)[] _copies = [.. model.State.Select(entry => (entry.Value, entry.Value.Values.ToArray()))];

    public void Keep()
    {
        foreach ((Parameter<float> array, float[] values) in _copies)
        {
            array.Values.CopyTo(values);
        }
    }

    public void Restore()
    {
        foreach ((Parameter<float> array, float[] values) in _copies)
        {
            array.Assign(values);
        }
    }
}
