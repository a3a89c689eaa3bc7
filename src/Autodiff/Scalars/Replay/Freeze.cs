namespace AutoGrad.Autodiff;

public sealed partial class Tape<T>
{
    /// <summary>
    /// Records scalar code once, to evaluate it with its gradient at other inputs without recording it again: several times faster, and for a batch with one
    /// input in each SIMD lane.
    /// </summary>
    /// <param name="f">The function, plain generic-math code at <see cref="Scalar{T}"/>. Scalars of other recordings that it captures are refused.</param>
    /// <param name="x">Where it is recorded: it goes the way of its branches here.</param>
    /// <param name="rerecord">
    /// What happens at an input where a comparison comes out otherwise: <see cref="BranchException"/>, or, if true, f is recorded anew for that input.
    /// </param>
    /// <remarks>
    /// What f does beside its arithmetic (data that it reads, random numbers, <c>Value</c>, which throws) is not followed: it is as it was. This recording is not touched; if
    /// <see cref="DetectsAnomalies"/> is on, a NaN at <paramref name="x"/> is an exception.
    /// </remarks>
    /// <exception cref="RecordingException">f uses scalars of another recording, or takes the value out of a scalar.</exception>
    public Compiled<T> Freeze(SpanFunction<Scalar<T>> f, ReadOnlySpan<T> x, bool rerecord = false)
    {
        ArgumentNullException.ThrowIfNull(f);
        Tape<T> frozen = new() { DetectsAnomalies = DetectsAnomalies };
        ScalarRecorder<T> recorder = frozen.ScalarRecorder;
        FrozenRecording<T> recording = recorder.BeginFreezing();
        ScalarProgram<T> program;
        try
        {
            Scalar<T>[] inputs = new Scalar<T>[x.Length];
            for (int index = 0; index < inputs.Length; index++)
            {
                inputs[index] = recording.Input(x[index]);
            }

            program = recording.Build(f(inputs));
        }
        finally
        {
            // Scalars that f may have kept are those of an ended recording from here on.
            recorder.EndFreezing();
            frozen.Reset();
        }

        return new(program, rerecord ? (at, gradient) => Record(frozen, f, at, gradient) : null);
    }

    private static T Record(Tape<T> tape, SpanFunction<Scalar<T>> f, ReadOnlySpan<T> x, Span<T> gradient)
    {
        tape.Reset();
        Scalar<T>[] inputs = tape.Scalars(x);
        Scalar<T> result = f(inputs);
        if (result.IsConstant)
        {
            gradient.Clear();
        }
        else if (!gradient.IsEmpty)
        {
            result.Gradients().CopyTo(inputs, gradient);
        }

        return result.Number;
    }
}
