namespace AutoGrad.Bench;

/// <summary><c>ratios</c>: the tables go to the output, a line a row; everything else goes to the error output.</summary>
internal static class RatioRunner
{
    /// <summary>Runs what the options say.</summary>
    /// <returns>The exit code: 1 if gradients differ or a size allocates, 2 for wrong options, 3 if the peer is not installed.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        RatioOptions options;
        try
        {
            options = RatioOptions.Parse(arguments);
        }
        catch (ArgumentException exception)
        {
            return Fail($"{exception.Message}\n{RatioOptions.Usage}", 2);
        }

        try
        {
            return options.Blas ? BlasComparison.Run(options) : options.Scale ? Scale(options) : Ratios(options);
        }
        catch (PeerMissingException exception)
        {
            return Fail(exception.Message, 3);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            return Fail(exception.Message, 1);
        }
    }

    private static int Ratios(RatioOptions options)
    {
        List<RatioRow> rows = [];
        void Write(RatioRow row)
        {
            rows.Add(row);
            Console.Out.WriteLine(row);
        }

        if (options.Torch)
        {
            TorchRatios.Run(options, Write);
        }
        else
        {
            if (!options.Adolc)
            {
                ManualRatios.Run(options, Write);
            }

            ScalarRatios.Run(options, Write);
        }

        if (rows.Count == 0)
        {
            return NothingMatches(options);
        }

        if (options.JsonFile is { } file)
        {
            RatioReport.Write(file, options, rows);
        }

        return 0;
    }

    private static int Scale(RatioOptions options)
    {
        List<ScaleRow> rows = [];
        ScaleTables.Run(options, row =>
        {
            rows.Add(row);
            Console.Out.WriteLine(row);
        });
        if (rows.Count == 0)
        {
            return NothingMatches(options);
        }

        if (options.JsonFile is { } file)
        {
            RatioReport.Write(file, options, rows);
        }

        return rows.TrueForAll(row => row.BytesPerStep == 0.0) ? 0 : Fail("A step allocates.", 1);
    }

    private static int NothingMatches(RatioOptions options) => Fail($"No case contains '{options.Filter}'; bench/README.md names them.", 2);

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}
