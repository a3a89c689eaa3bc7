namespace AutoGrad;

/// <summary>The checksum of gzip and zip files: CRC-32 with the reflected polynomial 0xEDB88320 (RFC 1952).</summary>
internal static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of what <paramref name="checksum"/> covers and <paramref name="bytes"/> behind it; 0 covers nothing.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint remainder = ~checksum;
        foreach (byte value in bytes)
        {
            remainder = Table[(byte)(remainder ^ value)] ^ (remainder >> 8);
        }

        return ~remainder;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint remainder = i;
            for (int bit = 0; bit < 8; bit++)
            {
                remainder = (remainder & 1) == 0 ? remainder >> 1 : 0xEDB88320 ^ (remainder >> 1);
            }

            table[i] = remainder;
        }

        return table;
    }
}
