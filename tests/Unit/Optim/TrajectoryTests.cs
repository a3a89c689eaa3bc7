using System.Globalization;
using System.Text.Json.Nodes;
using AutoGrad.Autodiff;
using AutoGrad.Optim;

namespace AutoGrad.Tests.Unit.Optim;

/// <summary>All optimizers against trajectories computed elsewhere, on a real tape, in both ways of stepping.</summary>
public sealed class TrajectoryTests
{
    private static readonly JsonNode _file = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "optim.sample.json")))!;

    private static readonly Dictionary<string, JsonNode> _cases = _file["cases"]!.AsArray().ToDictionary(node => node!["id"]!.GetValue<string>(), node => node!);

    public static TheoryData<string> Cases => [.. _cases.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_a_closure(string id)
    {
        Problem problem = Start(_cases[id]);
        Optimizer<double> optimizer = Create(_cases[id], problem.Parameters);
        bool isAhead = optimizer is Nesterov<double> && !IsOfLecture(_cases[id]);
        Follow(id, problem, optimizer, isAhead, () =>
        {
            double before = problem.Record().Item();
            double loss = optimizer.Step(problem.Record);
            Assert.True(optimizer is Nesterov<double> || loss == before);
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_gradients(string id)
    {
        Problem problem = Start(_cases[id]);
        Optimizer<double> optimizer = Create(_cases[id], problem.Parameters);
        Follow(id, problem, optimizer, isAhead: false, () => optimizer.Step(problem.Record().Gradients()));
    }

    [Fact]
    public void Every_case_is_followed()
    {
        Assert.Equal(_file["count"]!.GetValue<int>(), _cases.Count);
        Assert.Equal(16, _cases.Keys.Count(id => id.StartsWith("lecture/", StringComparison.Ordinal)));
        Assert.Equal(29, _cases.Keys.Count(id => id.StartsWith("torch/", StringComparison.Ordinal)));
        Assert.Equal(_cases.Keys, Cases.Select(row => row.Data));
    }

    private static Problem Start(JsonNode node)
    {
        string name = node["problem"]!.GetValue<string>();
        return Problem.Create(name, Numbers(node["x0"]), _file["problems"]![name]!["data"]);
    }

    private static void Follow(string id, Problem problem, Optimizer<double> optimizer, bool isAhead, Action step)
    {
        JsonNode node = _cases[id];
        double relative = (node["rtol"] ?? _file["defaults"]!["rtol"])!.GetValue<double>();
        double absolute = (node["atol"] ?? _file["defaults"]!["atol"])!.GetValue<double>();
        Compare("f at the start", [node["f"]!["0"]!.GetValue<double>()], [problem.Record().Item()]);
        for (int t = 1; t <= 100; t++)
        {
            step();
            string key = t.ToString(CultureInfo.InvariantCulture);
            if (node["iterates"]![key] is { } iterate)
            {
                using IDisposable? rest = IsOfLecture(node) ? (optimizer as Nesterov<double>)?.AtRest() : null;
                double[] values = problem.Values;
                if (isAhead)
                {
                    LookAhead(problem, (Nesterov<double>)optimizer);
                }

                Compare($"iterate {key}", Numbers(iterate), problem.Values);
                Compare($"f {key}", [node["f"]![key]!.GetValue<double>()], [problem.Record().Item()]);
                if (isAhead)
                {
                    problem.Assign(values);
                }
            }

            if (node["state"]?[key] is { } states)
            {
                foreach ((string state, JsonNode? expected) in states.AsObject())
                {
                    int place = optimizer is Adam<double> && state == "v" ? 1 : 0;
                    double[] actual = [.. problem.Parameters.SelectMany(parameter => optimizer.StateOf(parameter, place).ToArray())];
                    Compare($"state {state} {key}", Numbers(expected), actual);
                }
            }
        }

        void Compare(string what, double[] expected, double[] actual)
        {
            Assert.Equal(expected.Length, actual.Length);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(Math.Abs(actual[i] - expected[i]) <= absolute + (relative * Math.Abs(expected[i])), $"{id}, {what}, entry {i}: {actual[i]:R} instead of {expected[i]:R}");
            }
        }
    }

    /// <summary>torch's Nesterov reports theta - gamma v: after steps with gradients that is in the parameters, after closures it is not.</summary>
    private static void LookAhead(Problem problem, Nesterov<double> optimizer)
    {
        double[] velocities = [.. problem.Parameters.SelectMany(parameter => optimizer.StateOf(parameter, 0).ToArray())];
        problem.Assign([.. problem.Values.Zip(velocities, (theta, v) => theta - (optimizer.Gamma * v))]);
    }

    private static bool IsOfLecture(JsonNode node) => node["convention"]!.GetValue<string>() == "lecture";

    private static double[] Numbers(JsonNode? node) => [.. node!.AsArray().Select(number => number!.GetValue<double>())];

    private static Optimizer<double> Create(JsonNode node, Parameter<double>[] parameters)
    {
        string name = node["optimizer"]!.GetValue<string>();
        Optimizer<double> optimizer = IsOfLecture(node) ? OfLecture(name, node, parameters) : OfTorch(name, node, parameters);
        if (node["schedule"] is { } schedule)
        {
            optimizer.Schedule = ScheduleTests.Create(schedule);
        }

        return optimizer;
    }

    private static Optimizer<double> OfLecture(string name, JsonNode node, Parameter<double>[] parameters)
    {
        double alpha = Hyper(node, "alpha") ?? 0.0;
        return name switch
        {
            "gd" => new GradientDescent<double>(parameters, alpha),
            "momentum" => new Momentum<double>(parameters, alpha, Hyper(node, "gamma")!.Value),
            "nesterov" => new Nesterov<double>(parameters, alpha, Hyper(node, "gamma")!.Value),
            "adagrad" => new Adagrad<double>(parameters, alpha, Hyper(node, "delta")!.Value),
            "rmsprop" => new RmsProp<double>(parameters, alpha, Hyper(node, "rho")!.Value, Hyper(node, "delta")!.Value),
            "adam" => new Adam<double>(parameters, alpha, Hyper(node, "beta1")!.Value, Hyper(node, "beta2")!.Value, Hyper(node, "delta")!.Value),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such optimizer"),
        };
    }

    private static Optimizer<double> OfTorch(string name, JsonNode node, Parameter<double>[] parameters)
    {
        double rate = Hyper(node, "lr")!.Value;
        double decay = Hyper(node, "weight_decay")!.Value;
        switch (name)
        {
            case "sgd":
                double momentum = Hyper(node, "momentum")!.Value;
                double dampening = Hyper(node, "dampening")!.Value;
                return momentum == 0.0 ? new GradientDescent<double>(parameters, rate, decay)
                    : Is(node, "nesterov") ? new Nesterov<double>(parameters, rate, momentum, decay)
                    : new Momentum<double>(parameters, rate, momentum, decay, dampening, isRateInVelocity: false);
            case "adagrad":
                Assert.Equal(0.0, Hyper(node, "lr_decay"));
                return new Adagrad<double>(parameters, rate, Hyper(node, "eps")!.Value, decay, Hyper(node, "initial_accumulator_value")!.Value);
            case "rmsprop":
                return new RmsProp<double>(
                    parameters, rate, Hyper(node, "alpha")!.Value, Hyper(node, "eps")!.Value, decay, Hyper(node, "momentum")!.Value, Is(node, "centered"));
            case "adam" or "adamw":
                double rho1 = node["hyper"]!["betas"]![0]!.GetValue<double>();
                double rho2 = node["hyper"]!["betas"]![1]!.GetValue<double>();
                double delta = Hyper(node, "eps")!.Value;
                return name == "adam"
                    ? new Adam<double>(parameters, rate, rho1, rho2, delta, decay, Is(node, "amsgrad"))
                    : new AdamW<double>(parameters, rate, rho1, rho2, delta, decay, Is(node, "amsgrad"));
            default:
                throw new ArgumentOutOfRangeException(nameof(name), name, "no such optimizer");
        }
    }

    private static double? Hyper(JsonNode node, string name) => node["hyper"]![name]?.GetValue<double>();

    private static bool Is(JsonNode node, string name) => node["hyper"]![name]?.GetValue<bool>() ?? false;
}
