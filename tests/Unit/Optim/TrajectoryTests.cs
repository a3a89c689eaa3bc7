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

    public static TheoryData<string> Cases => [.. _cases.Where(each => Create(each.Value, new Parameter<double>("x", [0.0], [1])) is not null).Select(each => each.Key)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_a_closure(string id)
    {
        Problem problem = Start(_cases[id]);
        Optimizer<double> optimizer = Create(_cases[id], problem.Parameters)!;
        Follow(id, problem, optimizer, () =>
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
        Optimizer<double> optimizer = Create(_cases[id], problem.Parameters)!;
        Follow(id, problem, optimizer, () => optimizer.Step(problem.Record().Gradients()));
    }

    [Fact]
    public void Every_case_of_the_lectures_is_followed()
    {
        string[] lecture = [.. _cases.Keys.Where(id => id.StartsWith("lecture/", StringComparison.Ordinal))];
        Assert.Equal(16, lecture.Length);
        Assert.Empty(lecture.Except(Cases.Select(row => row.Data)));
        Assert.Equal(
            [
                "torch/adagrad/rosenbrock/default", "torch/adam/mlp/betas", "torch/adam/quadratic/betas", "torch/adam/quadratic/eps",
                "torch/sgd/mlp/momentum0.9", "torch/sgd/quadratic/plain", "torch/sgd/rosenbrock/momentum0.9", "torch/sgd/rosenbrock/plain",
            ],
            Cases.Select(row => row.Data).Except(lecture).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// PyTorch's variants that these optimizers do not have: weight decay, dampening, amsgrad, centered, its Nesterov (which reports
    /// the look-ahead point), a sum that does not start at 0, AdamW, and momentum whose rate changes outside the velocity.
    /// </summary>
    [Fact]
    public void Cases_of_other_conventions()
    {
        string[] others = [.. _cases.Keys.Except(Cases.Select(row => row.Data))];
        Assert.SkipWhen(others.Length > 0, $"{others.Length} cases: {string.Join(", ", others)}");
    }

    private static Problem Start(JsonNode node)
    {
        string name = node["problem"]!.GetValue<string>();
        return Problem.Create(name, Numbers(node["x0"]), _file["problems"]![name]!["data"]);
    }

    private static void Follow(string id, Problem problem, Optimizer<double> optimizer, Action step)
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
                using IDisposable? rest = (optimizer as Nesterov<double>)?.AtRest();
                Compare($"iterate {key}", Numbers(iterate), problem.Values);
                Compare($"f {key}", [node["f"]![key]!.GetValue<double>()], [problem.Record().Item()]);
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

    private static double[] Numbers(JsonNode? node) => [.. node!.AsArray().Select(number => number!.GetValue<double>())];

    /// <summary>The optimizer of a case; null where its convention is another one.</summary>
    private static Optimizer<double>? Create(JsonNode node, params Parameter<double>[] parameters)
    {
        string name = node["optimizer"]!.GetValue<string>();
        Optimizer<double>? optimizer = node["convention"]!.GetValue<string>() == "lecture" ? OfLecture(name, node, parameters) : OfTorch(name, node, parameters);
        if (optimizer is not null && node["schedule"] is { } schedule)
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

    private static Optimizer<double>? OfTorch(string name, JsonNode node, Parameter<double>[] parameters)
    {
        double rate = Hyper(node, "lr")!.Value;
        double momentum = Hyper(node, "momentum") ?? 0.0;
        bool isVariant = Hyper(node, "weight_decay") is > 0.0 || Hyper(node, "dampening") is > 0.0 || Hyper(node, "lr_decay") is > 0.0
            || Hyper(node, "initial_accumulator_value") is > 0.0 || Is(node, "nesterov") || Is(node, "amsgrad") || Is(node, "centered")
            || (momentum > 0.0 && (name == "rmsprop" || node["schedule"] is not null));
        return isVariant ? null : name switch
        {
            "sgd" when momentum == 0.0 => new GradientDescent<double>(parameters, rate),
            "sgd" => new Momentum<double>(parameters, rate, momentum),
            "adagrad" => new Adagrad<double>(parameters, rate, Hyper(node, "eps")!.Value),
            "rmsprop" => new RmsProp<double>(parameters, rate, Hyper(node, "alpha")!.Value, Hyper(node, "eps")!.Value),
            "adam" => new Adam<double>(
                parameters, rate, node["hyper"]!["betas"]![0]!.GetValue<double>(), node["hyper"]!["betas"]![1]!.GetValue<double>(), Hyper(node, "eps")!.Value),
            _ => null,
        };
    }

    private static double? Hyper(JsonNode node, string name) => node["hyper"]![name]?.GetValue<double>();

    private static bool Is(JsonNode node, string name) => node["hyper"]![name]?.GetValue<bool>() ?? false;
}
