using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars.Replay;

/// <summary>Which instructions a recording becomes: the speed of a replay hangs on it.</summary>
public sealed class ReplayCompilerTests
{
    [Fact]
    public void A_neuron_is_a_chain_and_a_function()
    {
        Recorder<double> recorder = new();
        Node<double>[] weights = recorder.Inputs(9);
        Node<double>[] x = recorder.Inputs(8);
        Node<double> sum = weights[8];
        for (int i = 0; i < 8; i++)
        {
            sum += weights[i] * x[i];
        }

        ReplayPlan<double> plan = ReplayCompiler<double>.Compile(recorder.Builder.Build(sum.Of<TanhRule<double>>().Id), 9);
        Assert.Equal([ReplayInstruction.Chain, ReplayInstruction.Function], Instructions(plan.Lanes.Forward));
        Assert.Equal([ReplayInstruction.Function, ReplayInstruction.Chain], Instructions(plan.Lanes.Backward));
        Assert.Empty(plan.Uniform.Forward);

        // Alone it is computed by its rules, number by number.
        plan = ReplayCompiler<double>.Compile(recorder.Builder.Build(sum.Of<TanhRule<double>>().Id), 17);
        Assert.Equal([ReplayInstruction.Chain, ReplayInstruction.Rule], Instructions(plan.Uniform.Forward));
        Assert.Empty(plan.Lanes.Forward);
    }

    [Fact]
    public void What_all_rows_share_is_computed_once()
    {
        Recorder<double> recorder = new();
        (Node<double> a, Node<double> x) = (recorder.Input(), recorder.Input());
        Node<double> rate = (a * a).Of<ExpRule<double>>() + 1;
        rate.Guard(GuardKind.Greater, 0, true);
        x.Guard(GuardKind.Less, 9, true);
        ReplayPlan<double> plan = ReplayCompiler<double>.Compile(recorder.Builder.Build((rate * x).Id), 1);
        Assert.Equal(
            [ReplayInstruction.Chain, ReplayInstruction.Rule, ReplayInstruction.Chain, ReplayInstruction.Guard], Instructions(plan.Uniform.Forward));
        Assert.Equal([ReplayInstruction.Guard, ReplayInstruction.Chain], Instructions(plan.Lanes.Forward));
    }

    [Fact]
    public void A_value_that_is_used_again_is_no_term()
    {
        Recorder<double> recorder = new();
        Node<double>[] x = recorder.Inputs(3);
        Node<double> product = x[0] * x[1];
        Node<double> once = product - x[2];
        ReplayPlan<double> plan = ReplayCompiler<double>.Compile(recorder.Builder.Build((once + x[0] + product).Id), 0);
        Assert.Equal(2, Instructions(plan.Lanes.Forward).Length);
        once.Guard(GuardKind.Less, 0, true);
        plan = ReplayCompiler<double>.Compile(recorder.Builder.Build((once + x[0] + product).Id), 0);
        Assert.Equal(
            [ReplayInstruction.Chain, ReplayInstruction.Chain, ReplayInstruction.Guard, ReplayInstruction.Chain], Instructions(plan.Lanes.Forward));
    }

    private static ReplayInstruction[] Instructions(int[] code)
    {
        List<ReplayInstruction> instructions = [];
        for (int next = 0; next < code.Length; next += code[next] >> ReplayCode<double>.LengthShift)
        {
            instructions.Add((ReplayInstruction)(code[next] & ((1 << ReplayCode<double>.LengthShift) - 1)));
        }

        return [.. instructions];
    }
}
