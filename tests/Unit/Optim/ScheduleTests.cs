using System.Text.Json.Nodes;
using AutoGrad.Autodiff;
using AutoGrad.Optim;

namespace AutoGrad.Tests.Unit.Optim;

public sealed class ScheduleTests
{
    private static readonly Dictionary<string, JsonNode> _schedules =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "optim.sample.json")))!["schedules"]!
            .AsArray().ToDictionary(node => node!["id"]!.GetValue<string>(), node => node!);

    public static TheoryData<string> Cases => [.. _schedules.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rates_are_the_expected_ones(string id)
    {
        JsonNode node = _schedules[id];
        Schedule schedule = Create(node);
        foreach ((JsonNode? t, JsonNode? rate) in node["t"]!.AsArray().Zip(node["lr"]!.AsArray()))
        {
            double expected = rate!.GetValue<double>();
            Assert.Equal(expected, schedule.At(t!.GetValue<long>()), 1e-15 + (1e-12 * expected));
        }
    }

    [Fact]
    public void All_seven_rules_are_there() => Assert.Equal(7, Cases.Count);

    [Fact]
    public void The_first_step_uses_the_rate_at_0()
    {
        Parameter<double> w = new("w", [0.0], []);
        GradientDescent<double> optimizer = new([w]) { Schedule = Schedule.Step(0.1, 0.5, every: 2) };
        Tape<double> tape = new();
        double[] expected = [0.1, 0.1, 0.05, 0.05, 0.025];
        foreach (double rate in expected)
        {
            double before = w.Values[0];
            Assert.Equal(rate, optimizer.LearningRate, 1e-17);
            tape.Reset();
            optimizer.Step((1.0 * tape.Variable(w)).Gradients());
            Assert.Equal(rate, before - w.Values[0], 1e-16);
        }

        Assert.Equal(5, optimizer.Steps);
        Assert.Equal([0.1, 0.1 / 1.5, 0.05, 0.04], Enumerable.Range(0, 4).Select(t => Schedule.InverseTime(0.1, 0.5).At(t)), (a, b) => Math.Abs(a - b) < 1e-16);
    }

    [Fact]
    public void Lines_warm_ups_and_epochs()
    {
        Assert.Equal([0.4, 0.3, 0.2, 0.2], Rates(Schedule.Linear(0.4, 2, end: 0.2)));
        Assert.Equal([0.1, 0.2, 0.3, 0.15, 0.075], Rates(Schedule.Exponential(0.3, 0.5).WarmUp(2), 5));
        Assert.Equal([0.3, 0.15], Rates(Schedule.Exponential(0.3, 0.5).WarmUp(0), 2));
        Assert.Equal([0.3, 0.3, 0.3, 0.15], Rates(Schedule.Exponential(0.3, 0.5).ByEpoch(3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Linear(0.4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Constant(1).WarmUp(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Constant(1).ByEpoch(0));

        static IEnumerable<double> Rates(Schedule schedule, int count = 4) =>
            Enumerable.Range(0, count).Select(t => Math.Round(schedule.At(t), 12));
    }

    [Fact]
    public void Setting_the_rate_ends_the_schedule()
    {
        GradientDescent<double> optimizer = new([new("w", [0.0], [])], 0.3) { Schedule = Schedule.Constant(0.5) };
        Assert.Equal(0.5, optimizer.LearningRate);
        optimizer.Schedule = null;
        Assert.Equal(0.3, optimizer.LearningRate);
        optimizer.Schedule = Schedule.Constant(0.5);
        optimizer.LearningRate = 0.2;
        Assert.Null(optimizer.Schedule);
        Assert.Equal(0.2, optimizer.LearningRate);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1.0)]
    [InlineData(double.PositiveInfinity)]
    public void A_step_at_a_wrong_rate_is_refused_and_changes_nothing(double wrong)
    {
        Parameter<double> w = new("w", [1.0], []);
        Adam<double> optimizer = new([w]) { Schedule = new(t => t == 1 ? wrong : 0.1) };
        Tape<double> tape = new();
        optimizer.Step(Record);
        (double value, int version, double s, long steps) = (w.Values[0], w.Version, optimizer.StateOf(w, 0)[0], optimizer.Steps);
        int calls = 0;
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.Step(() =>
        {
            calls++;
            return Record();
        }));
        Assert.Contains("Adam: the schedule's rate at step 1", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ScheduleTests), error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.Step(Record().Gradients()));
        Assert.Equal((value, version, s, steps, 0), (w.Values[0], w.Version, optimizer.StateOf(w, 0)[0], optimizer.Steps, calls));

        Variable<double> Record()
        {
            tape.Reset();
            return tape.Variable(w).Square();
        }
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        foreach (double wrong in new[] { -0.1, double.NaN, double.PositiveInfinity })
        {
            Assert.Contains("Schedule.Constant: rate", Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Constant(wrong)).Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Step(0.1, wrong, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Step(wrong, 0.1, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.MultiStep(wrong, 0.1, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Exponential(0.1, wrong));
            Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.ExponentialRate(0.1, wrong));
            Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.InverseTime(0.1, wrong));
            Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Cosine(0.1, 10, wrong));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Step(0.1, 0.5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Cosine(0.1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.MultiStep(0.1, 0.5, 3, -1));
        Assert.Throws<ArgumentNullException>(() => new Schedule(null!));
    }

    internal static Schedule Create(JsonNode node)
    {
        JsonNode parameters = node["params"]!;
        double rate = Number("lr0");
        return node["kind"]!.GetValue<string>() switch
        {
            "constant" => Schedule.Constant(rate),
            "step" => Schedule.Step(rate, Number("gamma"), (int)Number("step_size")),
            "multi_step" => Schedule.MultiStep(rate, Number("gamma"), [.. parameters["milestones"]!.AsArray().Select(step => step!.GetValue<int>())]),
            "exponential" => Schedule.Exponential(rate, Number("gamma")),
            "exponential_rate" => Schedule.ExponentialRate(rate, Number("k")),
            "inverse_time" => Schedule.InverseTime(rate, Number("k")),
            "cosine" => Schedule.Cosine(rate, (int)Number("T"), Number("eta_min")),
            var kind => throw new ArgumentOutOfRangeException(nameof(node), kind, "no such schedule"),
        };

        double Number(string name) => parameters[name]!.GetValue<double>();
    }
}
