namespace AutoGrad.Data;

/// <summary>
/// 1,797 real handwritten digits of 8 x 8 pixels, built into the assembly: enough to see a network learn in seconds, with
/// nothing to download.
/// </summary>
/// <remarks>
/// They are the test part of <em>Optical Recognition of Handwritten Digits</em> by E. Alpaydin and C. Kaynak (1998), UCI Machine
/// Learning Repository, doi 10.24432/C50P49, licensed under CC BY 4.0.
/// </remarks>
public static class Digits
{
    private const string Resource = "AutoGrad.Data.digits.csv.gz";

    /// <summary>
    /// Reads the digits: 64 features a row, the pixels of the picture row by row, from 0 (paper) to 1 (ink), which are the file's
    /// values 0 to 16 divided by 16; and 10 classes, the digits 0 to 9.
    /// </summary>
    public static Dataset Load()
    {
        using Stream stream = typeof(Digits).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {Resource}.");
        return CsvReader.Read(stream, "digits", new CsvOptions { HasHeader = false, Scale = 1f / 16f, ClassCount = 10 });
    }
}
