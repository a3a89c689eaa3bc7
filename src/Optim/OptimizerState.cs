using System.Globalization;

namespace AutoGrad.Optim;

public abstract partial class Optimizer<T>
{
    /// <summary>
    /// Saves what the optimizer remembers: the velocities or means of each parameter and the numbers of steps, which are a schedule's
    /// position too. With the model's own file, training goes on from there as if it had not stopped, bit for bit.
    /// </summary>
    /// <param name="path">An npz file. One that is there is replaced when the new one is complete, and not before.</param>
    /// <remarks>
    /// Rates, schedules, groups and constants such as gamma are not in it: they are the program's. Between the steps of a
    /// <see cref="Nesterov{T}"/> that takes gradients the model holds the look-ahead point: save it so, not at rest, where training is to go on.
    /// </remarks>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="NotSupportedException">The number type is not float, double or Half.</exception>
    /// <exception cref="InvalidOperationException">Called within the closure of a Step.</exception>
    public void Save(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArrayArchive.Write(path, Arrays());
    }

    /// <summary>Loads what <see cref="Save"/> wrote for an optimizer of the same kind with parameters of the same names and shapes in the same order.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, or of an optimizer of another kind or of other parameters: the message lists what differs. The state is what it was.
    /// </exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="NotSupportedException">The number type is not float, double or Half.</exception>
    /// <exception cref="InvalidOperationException">Called within the closure of a Step, or within <see cref="Nesterov{T}.AtRest"/>.</exception>
    public void Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        List<ArchiveArray> arrays = Arrays();
        ArrayArchive.Read(path, arrays);
        long[] counts = ((ArchiveArray<long>)arrays[0]).Values;
        if (Array.Exists(counts, count => count < 0))
        {
            throw new InvalidDataException(CallerLocation.Append($"{path} was not loaded: it has a negative number of steps."));
        }

        int own = 1 + (_states * _parameters.Length);
        Restore(arrays[own..]);
        Steps = counts[0];
        counts.AsSpan(1).CopyTo(_updates);
        for (int array = 1; array < own; array++)
        {
            ((ArchiveArray<T>)arrays[array]).Values.CopyTo(State((array - 1) % _states)[(array - 1) / _states].Span);
        }
    }

    /// <summary>What a rule remembers besides the states of its numbers.</summary>
    private protected virtual IReadOnlyList<ArchiveArray> OwnState() => [];

    /// <summary>Takes back what <see cref="OwnState"/> gave.</summary>
    private protected virtual void Restore(IReadOnlyList<ArchiveArray> own)
    {
    }

    private AlignedNumbers<T>[] State(int state) => state switch { 0 => _first, 1 => _second, _ => _third };

    /// <summary>The steps of all and the updates of each parameter, the states of each, and what is the rule's own; as they are now.</summary>
    private List<ArchiveArray> Arrays()
    {
        if (IsStepping)
        {
            throw BadUse("Save or Load was called within the closure of a Step.");
        }

        List<ArchiveArray> arrays = [new ArchiveArray<long>($"{_name}.steps", [1 + _updates.Length], [Steps, .. _updates])];
        for (int index = 0; index < _parameters.Length; index++)
        {
            for (int state = 0; state < _states; state++)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{_name}.{index}.{_parameters[index].Name}.{state + 1}");
                arrays.Add(new ArchiveArray<T>(name, _parameters[index].Shape.ToArray(), State(state)[index].Span.ToArray()));
            }
        }

        arrays.AddRange(OwnState());
        return arrays;
    }
}
