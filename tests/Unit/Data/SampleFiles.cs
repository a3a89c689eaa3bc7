using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AutoGrad.Tests.Unit.Data;

/// <summary>Files made in memory.</summary>
internal static class SampleFiles
{
    public static byte[] Idx(byte type, int[] dimensions, params ReadOnlySpan<byte> elements)
    {
        byte[] file = new byte[4 + (4 * dimensions.Length) + elements.Length];
        file[2] = type;
        file[3] = (byte)dimensions.Length;
        for (int i = 0; i < dimensions.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + (4 * i)), dimensions[i]);
        }

        elements.CopyTo(file.AsSpan(4 + (4 * dimensions.Length)));
        return file;
    }

    /// <summary>Pictures of ascending bytes.</summary>
    public static byte[] IdxImages(int count, int height, int width)
    {
        byte[] pixels = new byte[count * height * width];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)i;
        }

        return Idx(0x08, [count, height, width], pixels);
    }

    public static byte[] Gzip(ReadOnlySpan<byte> contents)
    {
        using var file = new MemoryStream();
        using (var zip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
        {
            zip.Write(contents);
        }

        return file.ToArray();
    }

    public static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>A stream that gives one byte at a time, as a slow connection does.</summary>
    public sealed class Trickle(byte[] contents) : MemoryStream(contents)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }
}
