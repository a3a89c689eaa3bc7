namespace AutoGrad.Bench;

/// <summary>Steps of one kind, done by the library: what is timed against a peer.</summary>
public interface IWork
{
    /// <summary>Such as <c>mlp-784-128-10-b32</c>; the peers know the same names.</summary>
    string Name { get; }

    /// <summary>What a step consists of, where its time says more by the piece: how many, and what one is called.</summary>
    (double Count, string Name)? Pieces => null;

    /// <summary>Runs steps; returns a number that depends on what was computed.</summary>
    float Run(int steps);
}
