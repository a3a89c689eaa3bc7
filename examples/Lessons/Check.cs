namespace AutoGrad.Lessons;

/// <summary>A number that a lesson must reach, and the one that it reached.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Reached">What came out.</param>
/// <param name="Wanted">What had to come out, such as <c>at least 98</c>.</param>
/// <param name="Holds">Whether it did.</param>
public sealed record Check(string Name, string Reached, string Wanted, bool Holds);
