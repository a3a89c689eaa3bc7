namespace AutoGrad.Autodiff;

/// <summary>What the members of the generic-math interfaces say that cannot mean anything for a tracked number.</summary>
internal static class NoDerivative
{
    /// <summary>A member that reads the bits of a number.</summary>
    internal static NotSupportedException Bits(string number, string member) =>
        new(CallerLocation.Append($"{number}.{member}: the bits of a number have no derivative. Ask its Value for them."));

    /// <summary>A member that makes a number from text.</summary>
    internal static NotSupportedException Text(string number, string member) =>
        new(CallerLocation.Append($"{number}.{member}: text has no derivative. Parse the number beneath and convert it, which makes a constant."));
}
