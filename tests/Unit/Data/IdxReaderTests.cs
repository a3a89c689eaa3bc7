using System.Buffers.Binary;
using AutoGrad.Data;

namespace AutoGrad.Tests.Unit.Data;

public sealed class IdxReaderTests
{
    private static IdxArray Read(byte[] file) => IdxReader.Read(new MemoryStream(file), "sample");

    private static DataFormatException Refused(byte[] file) => Assert.Throws<DataFormatException>(() => Read(file));

    [Fact]
    public void The_header_of_the_MNIST_training_images_is_read()
    {
        // As it stands in train-images-idx3-ubyte, with two rows instead of 60,000.
        byte[] file = [0x00, 0x00, 0x08, 0x03, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x1C, 0x00, 0x00, 0x00, 0x1C, .. new byte[2 * 784]];
        file[16] = 255;
        file[^1] = 51;

        IdxArray images = Read(file);
        float[] pixels = new float[images.Length];
        images.CopyTo(pixels, 1f / 255f);

        Assert.Equal(IdxElementType.UnsignedByte, images.ElementType);
        Assert.Equal([2, 28, 28], images.Shape.ToArray());
        Assert.Equal(1f, pixels[0]);
        Assert.Equal(0.2f, pixels[^1], 1e-6f);
        Assert.Equal(2, pixels.Count(pixel => pixel != 0));
    }

    [Fact]
    public void Every_element_type_is_read_in_big_endian()
    {
        byte[] singles = new byte[8];
        BinaryPrimitives.WriteSingleBigEndian(singles, -1.5f);
        BinaryPrimitives.WriteSingleBigEndian(singles.AsSpan(4), 3e38f);
        byte[] doubles = new byte[16];
        BinaryPrimitives.WriteDoubleBigEndian(doubles, 0.1);
        BinaryPrimitives.WriteDoubleBigEndian(doubles.AsSpan(8), -1e300);

        Assert.Equal([0.0, 255.0], Values(SampleFiles.Idx(0x08, [2], 0x00, 0xFF)));
        Assert.Equal([-128.0, 127.0], Values(SampleFiles.Idx(0x09, [2], 0x80, 0x7F)));
        Assert.Equal([-2.0, 258.0], Values(SampleFiles.Idx(0x0B, [2], 0xFF, 0xFE, 0x01, 0x02)));
        Assert.Equal([-2147483648.0, 16909060.0], Values(SampleFiles.Idx(0x0C, [2], 0x80, 0, 0, 0, 1, 2, 3, 4)));
        Assert.Equal([-1.5, 3e38f], Values(SampleFiles.Idx(0x0D, [2], singles)));
        Assert.Equal([0.1, -1e300], Values(SampleFiles.Idx(0x0E, [2], doubles)));

        static double[] Values(byte[] file)
        {
            IdxArray array = Read(file);
            double[] values = new double[array.Length];
            array.CopyTo(values);
            float[] narrow = new float[array.Length];
            array.CopyTo(narrow);
            Assert.Equal(values.Select(value => (float)value), narrow);
            return values;
        }
    }

    [Fact]
    public void A_file_that_ends_at_any_byte_is_refused_at_that_byte()
    {
        byte[] file = SampleFiles.IdxImages(3, 2, 2);
        for (int length = 0; length < file.Length; length++)
        {
            DataFormatException refusal = Refused(file[..length]);
            Assert.Equal("sample", refusal.File);
            Assert.Equal(length, refusal.Offset);
            Assert.Contains($"sample, byte {length}: expected", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("the end of the file", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("IdxReaderTests.cs:line ", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal(12, Read(file).Length);
    }

    [Fact]
    public void A_compressed_file_that_ends_at_any_byte_is_refused()
    {
        byte[] file = SampleFiles.Gzip(SampleFiles.IdxImages(3, 5, 7));
        for (int length = 0; length < file.Length; length++)
        {
            Refused(file[..length]);
        }

        Assert.Equal(105, Read(file).Length);
    }

    [Fact]
    public void Any_flipped_bit_is_refused_or_changes_no_more_than_it_says()
    {
        byte[] file = SampleFiles.IdxImages(3, 2, 2);
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            byte[] damaged = [.. file];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                // The type code's sign bit and the elements themselves cannot be told from intended ones.
                Assert.Equal(12, Read(damaged).Length);
                Assert.True(bit / 8 == 2 || bit / 8 >= 16, $"bit {bit} of the header went unnoticed");
            }
            catch (DataFormatException refusal)
            {
                Assert.True(bit / 8 < 16, refusal.Message);
            }
        }
    }

    [Fact]
    public void Any_flipped_bit_of_a_compressed_file_is_refused_or_harmless()
    {
        byte[] contents = SampleFiles.IdxImages(3, 5, 7);
        byte[] file = SampleFiles.Gzip(contents);
        float[] expected = new float[105];
        Read(contents).CopyTo(expected);
        float[] found = new float[105];
        int refusals = 0;
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            byte[] damaged = [.. file];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Read(damaged).CopyTo(found);
                Assert.Equal(expected, found);
            }
            catch (DataFormatException)
            {
                refusals++;
            }
        }

        // Only the header's date, flags and system are free.
        Assert.InRange(refusals, 8 * (file.Length - 10), 8 * file.Length);
    }

    [Theory]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue, 4)]
    [InlineData(60_000, 60_000, 1, 8)]
    [InlineData(60_000, 28, 28, 16)]
    [InlineData(2_000_000_000, 1, 1, 16)]
    public void A_length_beyond_the_file_is_refused_without_believing_it(int count, int height, int width, long offset)
    {
        byte[] file = SampleFiles.Idx(0x08, [count, height, width]);
        Refused(file);

        long before = GC.GetAllocatedBytesForCurrentThread();
        DataFormatException refusal = Refused(file);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(offset, refusal.Offset);
        Assert.InRange(allocated, 0, 1 << 20);
    }

    [Theory]
    [InlineData(-1, 4)]
    [InlineData(int.MinValue, 4)]
    [InlineData(0, 4)]
    public void A_dimension_below_one_is_refused(int dimension, long offset)
    {
        DataFormatException refusal = Refused(SampleFiles.Idx(0x08, [dimension, 2], 1, 2));
        Assert.Equal(offset, refusal.Offset);
        Assert.Contains(dimension.ToString(System.Globalization.CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreign_files_are_refused()
    {
        Assert.Equal(0, Refused([.. "PNG, or so"u8]).Offset);
        Assert.Equal(2, Refused(SampleFiles.Idx(0x0A, [1], 1)).Offset);
        Assert.Equal(3, Refused(SampleFiles.Idx(0x08, [])).Offset);
        Assert.Equal(9, Refused(SampleFiles.Idx(0x08, [1], 1, 2)).Offset);
    }

    [Fact]
    public void More_behind_a_compressed_file_is_refused()
    {
        byte[] file = SampleFiles.Gzip(SampleFiles.IdxImages(1, 2, 2));
        Refused([.. file, .. "more than eight bytes"u8]);
        Refused([.. file, .. file]);
    }

    [Fact]
    public void A_stream_that_gives_one_byte_at_a_time_is_read()
    {
        byte[] file = SampleFiles.IdxImages(3, 2, 2);
        Assert.Equal(12, IdxReader.Read(new SampleFiles.Trickle(file), "slow").Length);
        Assert.Equal(12, IdxReader.Read(new SampleFiles.Trickle(SampleFiles.Gzip(file)), "slow").Length);
    }

    [Fact]
    public void A_large_file_is_read_whole()
    {
        byte[] file = SampleFiles.IdxImages(1000, 28, 28);
        IdxArray array = Read(SampleFiles.Gzip(file));
        float[] values = new float[array.Length];
        array.CopyTo(values);
        for (int i = 0; i < values.Length; i++)
        {
            Assert.Equal((byte)i, values[i]);
        }
    }

    [Fact]
    public void A_pair_of_files_is_a_data_set()
    {
        string images = Path.GetTempFileName();
        string labels = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(images, SampleFiles.Gzip(SampleFiles.IdxImages(3, 2, 2)));
            File.WriteAllBytes(labels, SampleFiles.Idx(0x08, [3], 7, 0, 2));

            Dataset dataset = IdxReader.ReadDataset(images, labels, classCount: 10);

            Assert.Equal(3, dataset.Count);
            Assert.Equal(10, dataset.ClassCount);
            Assert.Equal([2, 2], dataset.FeatureShape.ToArray());
            Assert.Equal([4 * (1f / 255f), 5 * (1f / 255f), 6 * (1f / 255f), 7 * (1f / 255f)], dataset.Input(1).ToArray());
            Assert.Equal(7, dataset.Label(0));
            Assert.Equal(8, IdxReader.ReadDataset(images, labels).ClassCount);
            Assert.Equal(4f, IdxReader.ReadDataset(images, labels, scale: 1f).Input(1)[0]);
            Assert.Equal(8, Assert.Throws<DataFormatException>(() => IdxReader.ReadDataset(images, labels, classCount: 2)).Offset);
        }
        finally
        {
            File.Delete(images);
            File.Delete(labels);
        }
    }

    [Fact]
    public void Files_that_do_not_belong_together_are_refused()
    {
        IdxArray images = Read(SampleFiles.IdxImages(3, 2, 2));
        IdxArray labels = Read(SampleFiles.Idx(0x08, [2], 1, 2));
        IdxArray vector = Read(SampleFiles.Idx(0x08, [3], 1, 2, 3));
        IdxArray negative = Read(SampleFiles.Idx(0x09, [3], 1, 0xFF, 3));

        DataFormatException mismatch = Assert.Throws<DataFormatException>(() => IdxReader.ToDataset(images, labels));
        Assert.Equal(4, mismatch.Offset);
        Assert.Contains("expected 3 labels", mismatch.Message, StringComparison.Ordinal);
        Assert.Contains("found 2", mismatch.Message, StringComparison.Ordinal);
        Assert.Equal(3, Assert.Throws<DataFormatException>(() => IdxReader.ToDataset(vector, vector)).Offset);
        Assert.Equal(3, Assert.Throws<DataFormatException>(() => IdxReader.ToDataset(images, images)).Offset);
        Assert.Equal(9, Assert.Throws<DataFormatException>(() => IdxReader.ToDataset(images, negative)).Offset);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        string path = Path.Combine(Path.GetTempPath(), "no-such-file-idx3-ubyte");
        FileNotFoundException missing = Assert.Throws<FileNotFoundException>(() => IdxReader.Read(path));
        Assert.Contains("no-such-file-idx3-ubyte", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_destination_that_is_too_short_is_refused()
    {
        IdxArray array = Read(SampleFiles.Idx(0x08, [3], 1, 2, 3));
        Assert.Throws<ArgumentException>(() => array.CopyTo(new float[2]));
        Assert.Throws<ArgumentException>(() => array.CopyTo(new double[2]));
    }
}
