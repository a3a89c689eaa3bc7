namespace AutoGrad.Bench;

/// <summary>One side of a comparison: the library, or a peer in this process or in another.</summary>
internal interface ICandidate
{
    /// <summary>What it is called in the table, such as <c>torch</c>.</summary>
    string Name { get; }

    /// <summary>The microseconds of one step, measured over about the given time. The first call may take longer.</summary>
    double Microseconds(TimeSpan burst);
}
