using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff;

public sealed class ParameterTests
{
    [Fact]
    public void Numbers_are_copied_and_have_a_shape()
    {
        double[] numbers = [1, 2, 3, 4, 5, 6];
        Parameter<double> p = new("w", numbers, [2, 3]);
        numbers[0] = 9;
        Numbers.Equal([1, 2, 3, 4, 5, 6], p.Values);
        Assert.Equal("w", p.Name);
        Assert.Equal([2, 3], p.Shape);
        Assert.Equal(6, p.Length);
        Assert.Equal("w [2, 3]", p.ToString());
        Assert.Equal(0, p.Version);
    }

    [Fact]
    public void Zeros_ones_and_filled()
    {
        Numbers.Equal([0, 0], Parameter<double>.Zeros("z", [2]).Values);
        Numbers.Equal([1, 1, 1], Parameter<float>.Ones("o", [3]).Values);
        Numbers.Equal([-2.5], Parameter<float>.Filled("f", [], -2.5f).Values);
        Assert.Equal(0, Parameter<double>.Zeros("e", [0, 4]).Length);
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        double[] numbers = [1, 2, 3];
        Parameter<double> p = Parameter<double>.Zeros("bias", [2]);
        Refusal.Of<ShapeException>(["'weight'", "[2, 2]", "4", "3"], () => _ = new Parameter<double>("weight", numbers, [2, 2]));
        Refusal.Of<ShapeException>(["'bias'", "[2]", "3"], () => p.Assign(numbers));
        Assert.Equal(0, p.Version);
        Assert.Throws<ArgumentNullException>(() => Parameter<double>.Zeros(null!, [2]));
    }

    [Fact]
    public void Every_change_counts()
    {
        Parameter<double> p = Parameter<double>.Zeros("p", [2]);
        p.Update()[1] = 3.0;
        Assert.Equal(1, p.Version);
        p.Assign([4, 5]);
        Assert.Equal(2, p.Version);
        Numbers.Equal([4, 5], p.Values);
        p.Update();
        Assert.Equal(3, p.Version);
    }

    [Fact]
    public void The_tensor_span_shows_the_numbers_themselves()
    {
        Parameter<double> p = new("p", [1, 2, 3, 4], [2, 2]);
        Assert.Equal(3.0, p.AsTensorSpan()[1, 0]);
        p.Update()[2] = 7.0;
        Assert.Equal(7.0, p.AsTensorSpan()[1, 0]);
    }

    [Fact]
    public void A_recording_reads_the_numbers_where_they_lie()
    {
        Tape<double> tape = new();
        Parameter<double> p = new("p", [1, 2], [2]);
        Variable<double> v = tape.Variable(p);
        Assert.True(v.Values.Overlaps(p.Values));
        Assert.Equal("p [2]", v.ToString());
        Assert.True(v.IsDifferentiable);
    }

    [Fact]
    public void Changed_between_forward_and_sweep_is_an_error_of_every_sweep()
    {
        Tape<double> tape = new();
        Parameter<double> p = new("weight", [1, 2], [2]);
        Variable<double> x = tape.Variable([3, 4], [2]);
        Variable<double> loss = (x * p).Sum();
        p.Update()[0] = 5.0;
        double[] seed = [1.0];
        string[] words = ["'weight' [2]", "changed", "Reset"];
        Refusal.Of<RecordingException>(["Gradients", .. words], () => loss.Gradients());
        Refusal.Of<RecordingException>(["Gradients", .. words], () => loss.Gradients(x));
        Refusal.Of<RecordingException>(["Gradients", .. words], () => loss.Gradients(seed));
        Refusal.Of<RecordingException>(["Derivative", .. words], () => loss.Derivative(x));
        Refusal.Of<RecordingException>(words, () => loss.Derivative(p));
        Refusal.Of<RecordingException>(words, () => _ = x + p);
        Refusal.Of<RecordingException>(words, () => tape.Variable(p));
        tape.Reset();
        x = tape.Variable([3, 4], [2]);
        Gradients<double> gradients = (x * p).Sum().Gradients();
        Numbers.Equal([3, 4], gradients[p]);
        Numbers.Equal([5, 2], gradients[x]);
    }

    [Fact]
    public void A_parameter_of_another_recording_may_change()
    {
        Tape<double> tape = new();
        Parameter<double> p = new("p", [1], [1]);
        Parameter<double> q = new("q", [1], [1]);
        _ = tape.Constant(1.0) * q;
        tape.Reset();
        Variable<double> loss = (tape.Constant(3.0) * p).Sum();
        q.Update();
        Numbers.Equal([3], loss.Gradients()[p]);
    }

    [Fact]
    public void Gradients_that_were_taken_stay_valid_when_the_parameter_changes()
    {
        Tape<double> tape = new();
        Parameter<double> p = new("p", [1, 2], [2]);
        Gradients<double> gradients = tape.Variable(p).Square().Sum().Gradients();
        p.Update().Fill(100.0);
        Numbers.Equal([2, 4], gradients[p]);
    }

    [Fact]
    public void A_tied_parameter_is_one_node_with_the_sum_of_its_gradients()
    {
        Tape<double> tape = new();
        Parameter<double> w = new("w", [1], []);
        Variable<double> two = tape.Constant(2.0);
        Variable<double> three = tape.Constant(3.0);
        Variable<double> loss = (two * w) * (three * w);
        Assert.Equal(6, tape.Count);
        Numbers.Equal([12], loss.Gradients()[w]);
        Numbers.Equal([12], loss.Derivative(w).Values);
        Numbers.Equal([12], loss.Derivative(w).Derivative(w).Values);
    }

    [Fact]
    public void The_same_parameter_brings_one_node_a_recording()
    {
        Tape<double> tape = new();
        Parameter<double> p = Parameter<double>.Ones("p", [2]);
        for (int recording = 0; recording < 5; recording++)
        {
            tape.Reset();
            Variable<double> v = tape.Variable(p);
            Assert.Equal(v, tape.Variable(p));
            Assert.Equal(1, tape.Count);
            Variable<double> x = tape.Constant([2, 3], [2]);
            _ = x + p;
            _ = p * x;
            Assert.Equal(4, tape.Count);
        }
    }

    [Fact]
    public void Two_tapes_share_a_parameter()
    {
        Parameter<double> p = new("p", [2], [1]);
        Tape<double> one = new();
        Tape<double> other = new();
        Gradients<double> square = one.Variable(p).Square().Sum().Gradients();
        Gradients<double> cube = other.Variable(p).Pow(3).Sum().Gradients();
        Numbers.Equal([4], square[p]);
        Numbers.Equal([12], cube[p]);
    }

    [Fact]
    public void Many_parameters_are_told_apart()
    {
        Tape<double> tape = new();
        Parameter<double>[] parameters = [.. Enumerable.Range(0, 300).Select(index => new Parameter<double>($"p{index}", [index], []))];
        for (int recording = 0; recording < 3; recording++)
        {
            tape.Reset();
            Variable<double> sum = tape.Constant(0.0);
            foreach (Parameter<double> parameter in parameters)
            {
                sum += tape.Variable(parameter).Square();
            }

            Gradients<double> gradients = sum.Gradients();
            for (int index = 0; index < parameters.Length; index++)
            {
                Assert.True(gradients.Contains(parameters[index]));
                Numbers.Equal([2.0 * index], gradients[parameters[index]]);
            }
        }
    }

    [Fact]
    public void Parameters_of_earlier_recordings_are_let_go()
    {
        Tape<double> tape = new();
        List<WeakReference> seen = [];
        for (int recording = 0; recording < 200; recording++)
        {
            RecordOne(tape, seen);
        }

        // The last few may wait in places that the next recording will take.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        int alive = seen.Count(reference => reference.IsAlive);
        GC.KeepAlive(tape);
        Assert.True(alive <= 32, $"{alive} of {seen.Count} parameters are alive");
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void RecordOne(Tape<double> tape, List<WeakReference> seen)
    {
        tape.Reset();
        Parameter<double> p = Parameter<double>.Ones("p", [4]);
        Numbers.Equal([2, 2, 2, 2], tape.Variable(p).Square().Sum().Gradients()[p]);
        seen.Add(new(p));
    }
}
