using System.Collections;

namespace AutoGrad.Lessons;

/// <summary>The figures of a lesson, each checked when it is stated. NaN is never what was wanted.</summary>
public sealed class Checks : IReadOnlyList<Check>
{
    private readonly List<Check> _checks = [];

    /// <inheritdoc/>
    public int Count => _checks.Count;

    /// <summary>Whether there are figures and none was missed.</summary>
    public bool Hold => _checks.Count > 0 && _checks.TrueForAll(check => check.Holds);

    /// <inheritdoc/>
    public Check this[int index] => _checks[index];

    /// <summary>Exactly this number.</summary>
    public void Equal(string name, double reached, double wanted) => Add(name, reached, Cell.Text(wanted), reached == wanted);

    /// <summary>This number, up to a tolerance.</summary>
    public void Near(string name, double reached, double wanted, double tolerance) =>
        Add(name, reached, $"{Cell.Text(wanted)} within {Cell.Text(tolerance)}", Math.Abs(reached - wanted) <= tolerance);

    /// <summary>This number or more.</summary>
    public void AtLeast(string name, double reached, double least) => Add(name, reached, $"at least {Cell.Text(least)}", reached >= least);

    /// <summary>This number or less.</summary>
    public void AtMost(string name, double reached, double most) => Add(name, reached, $"at most {Cell.Text(most)}", reached <= most);

    /// <summary>More than this number.</summary>
    public void Above(string name, double reached, double bound) => Add(name, reached, $"above {Cell.Text(bound)}", reached > bound);

    /// <summary>Less than this number.</summary>
    public void Below(string name, double reached, double bound) => Add(name, reached, $"below {Cell.Text(bound)}", reached < bound);

    /// <summary>From one number to another, both included.</summary>
    public void Between(string name, double reached, double least, double most) =>
        Add(name, reached, $"{Cell.Text(least)} to {Cell.Text(most)}", reached >= least && reached <= most);

    /// <summary>A statement that is to be true.</summary>
    public void True(string name, bool reached) => _checks.Add(new Check(name, reached ? "yes" : "no", "yes", reached));

    /// <inheritdoc/>
    public IEnumerator<Check> GetEnumerator() => _checks.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Add(string name, double reached, string wanted, bool holds) =>
        _checks.Add(new Check(name, Cell.Text(reached), wanted, holds));
}
