using System.Security.Cryptography;
using AutoGrad.Data;

namespace AutoGrad.Tests.Unit.Data;

/// <summary>Files like MNIST's, but smaller, and a server on this machine.</summary>
public sealed class MnistTests : IDisposable
{
    private static readonly byte[] _trainImages = SampleFiles.IdxImages(20, 4, 5);
    private static readonly byte[] _trainLabels = SampleFiles.Idx(0x08, [20], [.. Enumerable.Range(0, 20).Select(row => (byte)(row % 10))]);
    private static readonly byte[] _testImages = SampleFiles.IdxImages(6, 4, 5);
    private static readonly byte[] _testLabels = SampleFiles.Idx(0x08, [6], 9, 8, 7, 6, 5, 4);
    private static readonly MnistFiles _files = new(
        File("train-images", [20, 4, 5], _trainImages), File("train-labels", [20], _trainLabels), File("test-images", [6, 4, 5], _testImages), File("test-labels", [6], _testLabels));

    private readonly string _folder = Directory.CreateTempSubdirectory("autograd-").FullName;
    private readonly FileServer _server = new();

    public MnistTests()
    {
        foreach ((MnistFile file, byte[] contents) in _files.All.Zip([_trainImages, _trainLabels, _testImages, _testLabels]))
        {
            _server.Files[file.Name + ".gz"] = SampleFiles.Gzip(contents);
        }
    }

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_is_downloaded_is_loaded()
    {
        List<DownloadProgress> told = [];
        await Mnist.DownloadAsync(_folder, _server.Address, _files, new Recorder(told.Add), TestContext.Current.CancellationToken);
        DatasetSplit digits = Mnist.Load(_folder, _files);
        Assert.Equal((20, 6, 20, 10), (digits.Train.Count, digits.Test.Count, digits.Train.FeatureCount, digits.Train.ClassCount));
        Assert.Equal([20], digits.Train.FeatureShape.ToArray());
        Assert.Equal((9, 21f / 255f), (digits.Test.Label(0), digits.Test.Input(1)[1]), (a, b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-7f);
        Assert.Equal(_files.All.Select(file => file.Name + ".gz"), told.Select(progress => progress.File).Distinct());
        Assert.All(told, progress => Assert.Equal(_server.Files[progress.File].Length, progress.Length));
        DatasetParts parts = digits.WithValidation(0.2, seed: 1);
        Assert.Equal((16, 4, 6), (parts.Train.Count, parts.Validation.Count, parts.Test.Count));

        // What is there and whole is not fetched again; what is damaged is.
        _server.Requests.Clear();
        System.IO.File.WriteAllBytes(At("test-labels.gz"), SampleFiles.Gzip(_trainLabels));
        System.IO.File.Delete(At("train-labels.gz"));
        System.IO.File.WriteAllBytes(At("train-labels"), _trainLabels);
        await Download();
        Assert.Equal(("test-labels.gz", 0L), Assert.Single(_server.Requests));
        Assert.Equal(4, Mnist.Load(_folder, _files).Test.Label(5));
        Assert.Equal(4, Directory.GetFiles(_folder).Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_broken_download_is_no_data_set_and_goes_on_where_it_ended(bool knowsRanges)
    {
        _server.BreaksAfter = 30;
        await Assert.ThrowsAnyAsync<IOException>(Download);
        Assert.Equal("train-images.gz.partial", Path.GetFileName(Assert.Single(Directory.GetFiles(_folder))));
        Assert.Throws<FileNotFoundException>(() => Mnist.Load(_folder, _files));
        _server.KnowsRanges = knowsRanges;
        _server.Requests.Clear();
        await Download();
        Assert.Equal(("train-images.gz", 30L), _server.Requests[0]);
        Assert.Equal(4, _server.Requests.Count);
        Assert.Equal(_server.Files["train-images.gz"], System.IO.File.ReadAllBytes(At("train-images.gz")));
        Assert.Equal(4, Directory.GetFiles(_folder).Length);
    }

    /// <summary>The beginning is of another file: found out by the checksum, and fetched anew.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task A_part_of_another_file_does_not_survive(int length)
    {
        System.IO.File.WriteAllBytes(At("train-images.gz.partial"), new byte[length]);
        await Download();
        Assert.Equal([length, 0L], _server.Requests.Take(2).Select(request => request.From));
        Assert.Equal(_server.Files["train-images.gz"], System.IO.File.ReadAllBytes(At("train-images.gz")));
    }

    [Fact]
    public async Task Wrong_contents_are_refused_and_leave_nothing()
    {
        _server.Files["train-images.gz"] = SampleFiles.Gzip(SampleFiles.IdxImages(20, 5, 4));
        DataFormatException error = await Assert.ThrowsAsync<DataFormatException>(Download);
        Assert.Contains("SHA-256", error.Message, StringComparison.Ordinal);
        _server.Files["train-images.gz"] = "<html>Please log in</html>"u8.ToArray();
        await Assert.ThrowsAsync<DataFormatException>(Download);
        _server.Files["train-images.gz"] = SampleFiles.Gzip(new byte[1_000_000]);
        await Assert.ThrowsAsync<DataFormatException>(Download);
        _server.Files["train-images.gz"] = new byte[200_000];
        Assert.Contains("more bytes", (await Assert.ThrowsAsync<DataFormatException>(Download)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_folder), file => new FileInfo(file).Length > 0);
    }

    [Fact]
    public async Task A_truncated_body_of_untold_length_is_refused()
    {
        (_server.TellsLength, _server.BreaksAfter) = (false, 30);
        await Assert.ThrowsAsync<DataFormatException>(Download);
        Assert.Empty(Directory.GetFiles(_folder));
        await Download();
        Assert.Equal(4, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public async Task A_server_that_refuses_is_named()
    {
        _server.Files.Remove("train-labels.gz");
        HttpRequestException error = await Assert.ThrowsAsync<HttpRequestException>(Download);
        Assert.Contains("train-labels.gz: the server answers 404", error.Message, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, error.StatusCode);
        Assert.Equal("train-images.gz", Path.GetFileName(Assert.Single(Directory.GetFiles(_folder))));
    }

    [Fact]
    public async Task Cancelled_it_keeps_what_has_arrived()
    {
        using CancellationTokenSource cancellation = new();
        Recorder cancel = new(progress => cancellation.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Mnist.DownloadAsync(_folder, _server.Address, _files, cancel, cancellation.Token));
        Assert.EndsWith(".partial", Assert.Single(Directory.GetFiles(_folder)), StringComparison.Ordinal);
        await Download();
        Assert.Equal(20, Mnist.Load(_folder, _files).Train.Count);
    }

    [Fact]
    public void Without_an_address_it_says_what_to_set()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Mnist.AddressVariable) is not null, "an address is set");
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => Mnist.Download(_folder));
        Assert.Contains("AUTOGRAD_MNIST_URL", error.Message, StringComparison.Ordinal);
        Assert.Contains("t10k-labels-idx1-ubyte.gz", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Missing_files_are_named_and_false_counts_refused()
    {
        System.IO.File.WriteAllBytes(At("train-images"), _trainImages);
        System.IO.File.WriteAllBytes(At("train-labels"), _trainLabels);
        FileNotFoundException error = Assert.Throws<FileNotFoundException>(() => Mnist.Load(_folder, _files));
        Assert.Contains("there is no test-images and no test-labels", error.Message, StringComparison.Ordinal);
        System.IO.File.WriteAllBytes(At("test-images"), _trainImages);
        System.IO.File.WriteAllBytes(At("test-labels.gz"), SampleFiles.Gzip(_trainLabels));
        Assert.Contains("[6, 4, 5]", Assert.Throws<DataFormatException>(() => Mnist.Load(_folder, _files)).Message, StringComparison.Ordinal);
        Assert.False(Mnist.IsIn(_folder));
    }

    private static MnistFile File(string name, int[] shape, byte[] contents) => new(name, shape, Convert.ToHexStringLower(SHA256.HashData(contents)));

    private Task Download() => Mnist.DownloadAsync(_folder, _server.Address, _files, null, TestContext.Current.CancellationToken);

    private string At(string file) => Path.Combine(_folder, file);

    private sealed class Recorder(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => report(value);
    }
}
