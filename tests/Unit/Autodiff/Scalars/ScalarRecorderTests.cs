using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars;

/// <summary>Numbers of recordings, which run out after four billion of them.</summary>
public sealed class ScalarRecorderTests
{
    [Fact]
    public void A_recorder_without_numbers_hands_over_and_its_scalars_stay_stale()
    {
        Tape<double> tape = new();
        ScalarRecorder<double> first = new(tape, recordings: 3);
        ScalarRecorder<double> recorder = first;
        List<Scalar<double>> old = [];
        for (int recording = 0; recording < 6; recording++)
        {
            Scalar<double> x = new(2.0, recorder, recorder.AddLeaves(1));
            Scalar<double> y = x * x;
            Assert.True(recorder.Holds(x) && recorder.Holds(y));
            Assert.Equal(recording < 3, ReferenceEquals(recorder, first));
            foreach (Scalar<double> stale in old)
            {
                Assert.False(recorder.Holds(stale));
                Assert.Throws<RecordingException>(() => _ = x + stale);
                Assert.Throws<RecordingException>(() => _ = stale + x);
                Assert.Throws<RecordingException>(() => _ = stale * stale);
                Assert.Throws<RecordingException>(() => _ = -stale);
            }

            old.AddRange([x, y]);
            recorder = recorder.Reset();
        }
    }
}
