namespace AutoGrad.Autodiff;

// What values are called in messages and descriptions.
public sealed partial class Tape<T>
{
    private Dictionary<int, string>? _names;

    internal void SetName(Variable<T> variable, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Node(variable);
        (_names ??= [])[variable.Id] = name;
    }

    internal string? NameAt(int id) =>
        (_nodes[id].Kind & NodeKind.Parameter) != 0 ? ParameterAt(id).Name
        : _names is not null && _names.TryGetValue(id, out string? name) ? name
        : null;

    internal string Caption(Variable<T> variable) =>
        (uint)variable.Id < (uint)_count && _nodes[variable.Id].Stamp == variable.Stamp
            ? $"{NameAt(variable.Id) ?? $"v{variable.Id}"} {Autodiff.Shape.Format(SizesAt(variable.Id))}"
            : "of an earlier recording";

    private void ForgetNames(int from)
    {
        if (from == 0)
        {
            _names!.Clear();
            return;
        }

        for (int id = from; id < _count; id++)
        {
            _names!.Remove(id);
        }
    }
}
