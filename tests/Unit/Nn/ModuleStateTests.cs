using System.Globalization;
using System.IO.Compression;
using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Unit.Nn;

/// <summary>Names of a model's arrays, and the files that they are saved in and loaded from. Files in Saved were written by numpy 1.24.</summary>
public sealed class ModuleStateTests : IDisposable
{
    private static readonly float[] _w1 = [0.5f, -1.25f, 3f, 1e-3f, 2f, -7.75f];
    private static readonly float[] _b1 = [0f, 1f / 3f, -0f];
    private static readonly float[] _w2 = [0f, 0.125f, 0.25f, 0.375f, 0.5f, 0.625f];
    private static readonly float[] _b2 = [1.5f, -2.5f];

    private readonly string _folder = Directory.CreateTempSubdirectory("autograd-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Names_are_unique_in_nested_modules_and_shared_parameters_appear_once()
    {
        Linear<float> first = new(2, 2, seed: 1);
        Sequential<float> inner = new(first, new BatchNorm<float>(2), first, new Dropout<float>(0.5, seed: 1));
        Sequential<float> model = new(inner, new Linear<float>(first.Weight, Parameter<float>.Zeros("own", [2])), new Mlp<float>([2, 2], Activation.Relu, seed: 1));
        Assert.Equal(
            ["0.0.weight", "0.0.bias", "0.1.weight", "0.1.bias", "1.own", "2.W1", "2.b1", "0.1.running mean", "0.1.running variance"],
            model.State.Select(entry => entry.Key));
        Assert.Equal([.. model.Parameters, .. model.Buffers], model.State.Select(entry => entry.Value));
        Assert.Equal(["W1", "b1", "W2", "b2"], Perceptron().State.Select(entry => entry.Key));
        Assert.Equal(["encoder.weight", "encoder.bias", "w", "w.2", "w.2.2"], new Named().State.Select(entry => entry.Key));
    }

    [Fact]
    public void What_is_saved_is_loaded_bit_for_bit()
    {
        Sequential<double> model = Mixed(seed: 1);
        Sequential<double> other = Mixed(seed: 2);
        ((Linear<double>)model.Modules[0]).Weight.Update()[0] = double.NaN;
        model.Forward(new Tape<double>().Constant([1, 2, 3, 4], [2, 2]));
        model.Save(At("model.npz"));
        other.Load(At("model.npz"));
        Assert.Equal(Bits(model), Bits(other));

        // Dropout and the statistics of batch norm go on where they were.
        double[] expected = model.Forward(new Tape<double>().Constant([1, 2, 3, 4], [2, 2])).ToArray();
        Assert.Equal(expected, other.Forward(new Tape<double>().Constant([1, 2, 3, 4], [2, 2])).ToArray());
        Assert.Equal(Bits(model), Bits(other));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Arrays_are_written_as_numpy_writes_them()
    {
        Known().Save(At("known.npz"));
        using ZipArchive numpy = ZipFile.OpenRead(Saved("numpy-savez.npz"));
        using ZipArchive ours = ZipFile.OpenRead(At("known.npz"));
        Assert.Equal(numpy.Entries.Select(entry => entry.FullName), ours.Entries.Select(entry => entry.FullName));
        Assert.All(numpy.Entries, entry => Assert.Equal(Bytes(entry), Bytes(ours.GetEntry(entry.FullName)!)));

        static byte[] Bytes(ZipArchiveEntry entry)
        {
            using MemoryStream copy = new();
            using Stream stream = entry.Open();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
    }

    [Fact]
    public void The_same_numbers_are_the_same_file()
    {
        Known().Save(At("one.npz"));
        Known().Save(At("other.npz"));
        Assert.Equal(File.ReadAllBytes(At("one.npz")), File.ReadAllBytes(At("other.npz")));
    }

    [Theory]
    [InlineData("sv-SE")]
    [InlineData("tr-TR")]
    [InlineData("hu-HU")]
    public void Files_do_not_depend_on_the_culture(string culture)
    {
        Known().Save(At("one.npz"));
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Known().Save(At("other.npz"));
            Perceptron().Load(At("one.npz"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal(File.ReadAllBytes(At("one.npz")), File.ReadAllBytes(At("other.npz")));
    }

    /// <summary>The compressed one has doubles, columns first, big-endian numbers and another order of the arrays.</summary>
    [Theory]
    [InlineData("numpy-savez.npz")]
    [InlineData("numpy-savez-compressed.npz")]
    public void Files_of_numpy_are_loaded(string file)
    {
        Mlp<float> model = Perceptron();
        model.Load(Saved(file));
        Assert.Equal<float>([.. _w1, .. _b1, .. _w2, .. _b2], Values(model));
        Mlp<Half> half = new([2, 3, 2], Activation.Relu, seed: 1);
        half.Load(Saved(file));
        Assert.Equal((Half)(1f / 3f), half.Layers[0].Bias!.Values[1]);
        half.Save(At("half.npz"));
        model.Load(At("half.npz"));
        Assert.Equal((float)(Half)(1f / 3f), model.Layers[0].Bias!.Values[1]);
    }

    [Fact]
    public void A_file_of_another_model_is_refused_whole_with_all_that_differs()
    {
        new Sequential<float>(new Linear<float>(2, 3, seed: 1)).Save(At("other.npz"));
        Refused(Perceptron(), At("other.npz"), "'0.weight' is unknown, '0.bias' is unknown, 'W1' [2, 3] is missing, 'b1' [3] is missing, 'W2' [3, 2] is missing, 'b2' [2] is missing");
        new Mlp<float>([2, 4, 2], Activation.Relu, seed: 1).Save(At("wide.npz"));
        Refused(Perceptron(), At("wide.npz"), "'W1' is [2, 4] in the file, but [2, 3] here, 'b1' is [4] in the file, but [3] here, 'W2' is [4, 2] in the file, but [3, 2] here");
    }

    [Fact]
    public void Foreign_empty_and_missing_files_are_refused()
    {
        File.WriteAllText(At("text.npz"), "no model");
        File.WriteAllBytes(At("empty.npz"), []);
        Refused(Perceptron(), At("text.npz"), "text.npz was not loaded");
        Refused(Perceptron(), At("empty.npz"), "empty.npz was not loaded");
        Assert.Throws<FileNotFoundException>(() => Perceptron().Load(At("none.npz")));
    }

    [Fact]
    public void A_truncated_file_is_refused_wherever_it_ends()
    {
        Known().Save(At("whole.npz"));
        byte[] whole = File.ReadAllBytes(At("whole.npz"));
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(At("part.npz"), whole[..length]);
            Refused(Perceptron(), At("part.npz"), "part.npz was not loaded");
        }
    }

    /// <summary>A flipped bit is refused, or is in a place that has no meaning, such as a time.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("numpy-savez-compressed.npz")]
    public void A_flipped_bit_never_changes_a_number(string? file)
    {
        Known().Save(At("whole.npz"));
        byte[] whole = File.ReadAllBytes(file is null ? At("whole.npz") : Saved(file));
        float[] expected = Values(Known());
        int refused = 0;
        for (int place = 0; place < whole.Length; place++)
        {
            byte[] flipped = [.. whole];
            flipped[place] ^= (byte)(1 << (place % 8));
            File.WriteAllBytes(At("flipped.npz"), flipped);
            Mlp<float> model = Perceptron();
            float[] before = Values(model);
            try
            {
                model.Load(At("flipped.npz"));
                Assert.Equal(expected, Values(model));
            }
            catch (InvalidDataException)
            {
                refused++;
                Assert.Equal(before, Values(model));
            }
        }

        Assert.True(refused > whole.Length / 2, $"{refused} of {whole.Length}");
    }

    /// <summary>Sizes are not believed: what is allocated follows from the model, not from the file.</summary>
    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647), }", "[2147483647, 2147483647] in the file")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 3), }", "header has the shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 3), }", "header has the shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", "ends too early")]
    [InlineData("{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3), }", "numbers of type i4")]
    [InlineData("{'descr': '|O8', 'fortran_order': False, 'shape': (2, 3), }", "does not describe an array of numbers")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3), }", "does not describe an array of numbers")]
    [InlineData("nonsense", "does not describe an array of numbers")]
    [InlineData(null, "announces 4294967295 bytes")]
    public void A_header_with_false_sizes_costs_nothing(string? header, string complaint)
    {
        byte[] npy = header is null
            ? [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF]
            : [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header), 0, 0, 0, 0];
        using (ZipArchive archive = ZipFile.Open(At("false.npz"), ZipArchiveMode.Create))
        {
            using Stream entry = archive.CreateEntry("W1.npy").Open();
            entry.Write(npy);
        }

        Mlp<float> model = Perceptron();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(model, At("false.npz"), complaint);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4_000_000);
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_the_old_one()
    {
        Known().Save(At("model.npz"));
        byte[] old = File.ReadAllBytes(At("model.npz"));
        Assert.ThrowsAny<IOException>(() => Known().Save(Path.Combine(_folder, "no such folder", "model.npz")));
        Strange strange = new();
        Assert.Throws<NotSupportedException>(() => strange.Save(At("model.npz")));
        Assert.Equal(old, File.ReadAllBytes(At("model.npz")));
        Assert.Single(Directory.GetFiles(_folder));
    }

    private static Mlp<float> Perceptron() => new([2, 3, 2], Activation.Relu, seed: 1);

    private static Mlp<float> Known()
    {
        Mlp<float> model = Perceptron();
        model.Parameters[0].Assign(_w1);
        model.Parameters[1].Assign(_b1);
        model.Parameters[2].Assign(_w2);
        model.Parameters[3].Assign(_b2);
        return model;
    }

    private static Sequential<double> Mixed(int seed) =>
        new(new Linear<double>(2, 3, seed), new BatchNorm<double>(3), new Dropout<double>(0.5, seed), new Linear<double>(3, 1, seed));

    private static float[] Values(Mlp<float> model) => [.. model.State.SelectMany(entry => entry.Value.Values.ToArray())];

    private static long[] Bits(Module<double> model) =>
        [.. model.State.SelectMany(entry => entry.Value.Values.ToArray()).Select(BitConverter.DoubleToInt64Bits)];

    private static string Saved(string file) => Path.Combine(AppContext.BaseDirectory, "Nn", "Saved", file);

    private string At(string file) => Path.Combine(_folder, file);

    private static void Refused(Mlp<float> model, string path, string complaint)
    {
        float[] before = Values(model);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => model.Load(path));
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ModuleStateTests), error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Values(model));
    }

    private sealed class Named : Module<float>
    {
        public Named()
        {
            Register(new Linear<float>(1, 1, seed: 1), "encoder");
            Register(Parameter<float>.Zeros("w", []));
            Register(Parameter<float>.Zeros("w", []));
            Register(Parameter<float>.Zeros("w.2", []));
        }

        public override Variable<float> Forward(Variable<float> x) => x;
    }

    private sealed class Strange : Module<System.Runtime.InteropServices.NFloat>
    {
        public Strange() => Register(Parameter<System.Runtime.InteropServices.NFloat>.Zeros("w", [2]));

        public override Variable<System.Runtime.InteropServices.NFloat> Forward(Variable<System.Runtime.InteropServices.NFloat> x) => x;
    }
}
