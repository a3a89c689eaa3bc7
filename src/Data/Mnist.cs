namespace AutoGrad.Data;

/// <summary>
/// MNIST: 70,000 handwritten digits of 28 x 28 pixels (LeCun, Cortes, Burges 1998), 60,000 to learn from and 10,000 to test with, in four
/// files that <see cref="Load(string)"/> reads and <see cref="DownloadAsync(string, Uri?, IProgress{DownloadProgress}?, CancellationToken)"/> fetches.
/// </summary>
/// <example><code>
/// DatasetParts digits = Mnist.Load("data/mnist").WithValidation(0.2, seed: 1);   // 48,000, 12,000 and 10,000
/// </code></example>
public static class Mnist
{
    /// <summary>The environment variable with the address of a mirror: the folder that has the four files.</summary>
    public const string AddressVariable = "AUTOGRAD_MNIST_URL";

    internal static MnistFiles Files { get; } = new(
        new("train-images-idx3-ubyte", [60000, 28, 28], "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        new("train-labels-idx1-ubyte", [60000], "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        new("t10k-images-idx3-ubyte", [10000, 28, 28], "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        new("t10k-labels-idx1-ubyte", [10000], "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"));

    /// <summary>Whether a folder has the four files, each plain or as .gz.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsIn(string folder) => Files.All.All(file => file.Find(folder) is not null);

    /// <summary>
    /// Reads the digits: 784 features a row, the pixels of the picture row by row, from 0 (paper) to 1 (ink), and 10 classes. For a convolution
    /// there is <see cref="Dataset.WithFeatureShape"/>.
    /// </summary>
    /// <param name="folder">A folder with the four files, each plain or as .gz.</param>
    /// <exception cref="FileNotFoundException">A file is missing; the message names all that are.</exception>
    /// <exception cref="DataFormatException">A file is damaged, or has not as many digits as it should.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static DatasetSplit Load(string folder) => Load(folder, Files);

    /// <summary>
    /// Fetches the files that a folder lacks or has damaged from a mirror, as .gz. What was fetched is checked by its SHA-256, and only then
    /// takes its place. A download that was broken off goes on where it ended.
    /// </summary>
    /// <param name="folder">The folder; it is made if need be.</param>
    /// <param name="address">The address of the folder that has the files; unless told that of <see cref="AddressVariable"/>.</param>
    /// <param name="progress">Is told what has arrived.</param>
    /// <param name="cancellationToken">Breaks it off; what has arrived is kept for the next time.</param>
    /// <exception cref="InvalidOperationException">There is no address.</exception>
    /// <exception cref="HttpRequestException">The mirror refuses, or cannot be reached.</exception>
    /// <exception cref="IOException">The connection broke, or a file cannot be written.</exception>
    /// <exception cref="DataFormatException">The mirror has other files.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task DownloadAsync(
        string folder, Uri? address = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        DownloadAsync(folder, address, Files, progress, cancellationToken);

    /// <summary>The same, waiting for its end.</summary>
    /// <inheritdoc cref="DownloadAsync(string, Uri?, IProgress{DownloadProgress}?, CancellationToken)"/>
    public static void Download(
        string folder, Uri? address = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        DownloadAsync(folder, address, progress, cancellationToken).GetAwaiter().GetResult();

    internal static DatasetSplit Load(string folder, MnistFiles files)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string[] missing = [.. files.All.Where(file => file.Find(folder) is null).Select(file => file.Name)];
        return missing.Length == 0
            ? new(Read(folder, files.TrainImages, files.TrainLabels), Read(folder, files.TestImages, files.TestLabels))
            : throw new FileNotFoundException(CallerLocation.Append(
                $"MNIST is not in {folder}: there is no {string.Join(" and no ", missing)}, plain or as .gz. Mnist.Download(folder, address) fetches the files."));
    }

    internal static async Task DownloadAsync(
        string folder, Uri? address, MnistFiles files, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        address ??= Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } text
            ? new Uri(text, UriKind.Absolute)
            : throw new InvalidOperationException(CallerLocation.Append(
                $"Mnist.Download: there is no address to fetch from. Give one, or set the environment variable {AddressVariable} to the address of a folder with {string.Join(", ", files.All.Select(file => file.Name + ".gz"))}."));
        Uri root = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        Directory.CreateDirectory(folder);
        using HttpClient client = new() { Timeout = Timeout.InfiniteTimeSpan };
        foreach (MnistFile file in files.All)
        {
            if (file.Find(folder) is { } there && file.IsIntact(there))
            {
                continue;
            }

            ResumableDownload download = new(client, new Uri(root, file.Name + ".gz"), Path.Combine(folder, file.Name + ".gz"), file.Length + (1 << 16), file.Check);
            await download.RunAsync(progress, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Dataset Read(string folder, MnistFile images, MnistFile labels) =>
        IdxReader.ToDataset(images.Read(folder), labels.Read(folder), classCount: 10).WithFeatureShape(images.FeatureCount);
}

/// <summary>The four files.</summary>
internal sealed record MnistFiles(MnistFile TrainImages, MnistFile TrainLabels, MnistFile TestImages, MnistFile TestLabels)
{
    public MnistFile[] All => [TrainImages, TrainLabels, TestImages, TestLabels];
}
