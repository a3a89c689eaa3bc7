using System.Globalization;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public abstract partial class Module<T>
{
    private readonly Dictionary<Parameter<T>, string> _names = [];
    private readonly List<(string Name, MaskStream Masks)> _streams = [];
    private readonly HashSet<string> _taken = [];

    /// <summary>
    /// Everything that the model is: its <see cref="Parameters"/> and <see cref="Buffers"/>, each once, under a name that no other has.
    /// Names of a child's begin with its number among the children, or with the name that it was registered with: "0.weight",
    /// "encoder.1.bias"; those of an <see cref="Mlp{T}"/> stay W1, b1 and so on. A second "w" of one module is "w.2".
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, Parameter<T>>> State =>
        [.. _parameters.Concat(_buffers).Select(array => KeyValuePair.Create(_names[array], array))];

    /// <summary>Saves the <see cref="State"/>: as an npz file, by name, which numpy reads as <c>numpy.load(path)["W1"]</c>.</summary>
    /// <param name="path">The file. One that is there is replaced when the new one is complete, and not before.</param>
    /// <remarks>
    /// The positions of the streams of dropout masks are saved too, so that training can go on as it would have. Files are the same to
    /// the byte for the same numbers. A model trained by Nesterov's rule may hold its look-ahead point: save it at rest.
    /// </remarks>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="NotSupportedException">The number type is not float, double or Half.</exception>
    public void Save(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArrayArchive.Write(path, [.. SavedArrays(withValues: true), .. SavedStreams()]);
    }

    /// <summary>Loads what <see cref="Save"/> wrote, or numpy's savez or savez_compressed: an array for each name of the <see cref="State"/>.</summary>
    /// <param name="path">The file.</param>
    /// <remarks>
    /// The arrays may be of float, double or half, which are rounded to the model's type, in either byte order, and stored by rows or by
    /// columns. All names and shapes must be exactly the model's, or nothing is loaded; only positions of mask streams may be missing.
    /// </remarks>
    /// <exception cref="InvalidDataException">
    /// The file is damaged or no npz file, or arrays are missing, unknown or of another shape: the message lists them. The model is what it was.
    /// </exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="NotSupportedException">The number type is not float, double or Half.</exception>
    public void Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArchiveArray<T>[] arrays = SavedArrays(withValues: false);
        ArchiveArray<ulong>[] streams = SavedStreams();
        ArrayArchive.Read(path, [.. arrays, .. streams]);
        foreach ((KeyValuePair<string, Parameter<T>> entry, ArchiveArray<T> array) in State.Zip(arrays))
        {
            entry.Value.Assign(array.Values);
        }

        foreach (((_, MaskStream masks), ArchiveArray<ulong> array) in _streams.Zip(streams))
        {
            masks.State = array.Values[0];
        }
    }

    /// <summary>Makes a stream of masks part of what is saved; to be called in the constructor.</summary>
    /// <param name="masks">The stream.</param>
    /// <returns>The stream.</returns>
    /// <exception cref="InvalidOperationException">The module is part of another one, which would not learn of the stream.</exception>
    protected MaskStream Register(MaskStream masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        RefuseLateRegistration("masks");
        Include(masks, "masks");
        return masks;
    }

    private void Include(MaskStream masks, string name)
    {
        if (!_streams.Exists(stream => stream.Masks == masks))
        {
            _streams.Add((Unique(name), masks));
        }
    }

    /// <summary>The name, with a number behind it if it is taken.</summary>
    private string Unique(string name)
    {
        string unique = name;
        for (int number = 2; !_taken.Add(unique); number++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}.{number}");
        }

        return unique;
    }

    private ArchiveArray<T>[] SavedArrays(bool withValues) => [.. State.Select(entry =>
        new ArchiveArray<T>(entry.Key, entry.Value.Shape.ToArray(), withValues ? entry.Value.Values.ToArray() : new T[entry.Value.Length]))];

    private ArchiveArray<ulong>[] SavedStreams() =>
        [.. _streams.Select(stream => new ArchiveArray<ulong>(stream.Name, [], [stream.Masks.State]) { IsOptional = true })];
}
