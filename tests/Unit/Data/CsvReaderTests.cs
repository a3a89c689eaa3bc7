using System.Globalization;
using System.Text;
using AutoGrad.Data;

namespace AutoGrad.Tests.Unit.Data;

public sealed class CsvReaderTests
{
    private static Dataset Read(string text, CsvOptions? options = null) => CsvReader.Read(SampleFiles.Text(text), "sample.csv", options);

    private static DataFormatException Refused(string text, CsvOptions? options = null) =>
        Assert.Throws<DataFormatException>(() => Read(text, options));

    [Fact]
    public void Rows_of_numbers_with_the_label_last()
    {
        Dataset dataset = Read("1.5,-2e-1,0\n 3 ,\"4\",2\n");

        Assert.Equal(2, dataset.Count);
        Assert.Equal(3, dataset.ClassCount);
        Assert.Equal([2], dataset.FeatureShape.ToArray());
        Assert.Equal([1.5f, -0.2f], dataset.Input(0).ToArray());
        Assert.Equal([3f, 4f], dataset.Input(1).ToArray());
        Assert.Equal(2, dataset.Label(1));
    }

    [Theory]
    [InlineData("1,2,0\r\n3,4,1\r\n")]
    [InlineData("1,2,0\n3,4,1")]
    [InlineData("\n1,2,0\n\n  \r\n3,4,1\n\n")]
    [InlineData("\uFEFF1,2,0\n3,4,1\n")]
    [InlineData("a,b,class\n1,2,0\n3,4,1\n")]
    [InlineData("\"a\",\"b, \"\"or\"\" so\",class\n1,2,0\n3,4,1\n")]
    [InlineData("1,2,0.0\n3,4,1.00e0\n")]
    public void Line_ends_empty_lines_marks_and_headers_do_not_matter(string text)
    {
        Dataset dataset = Read(text);
        Assert.Equal(2, dataset.Count);
        Assert.Equal([3f, 4f], dataset.Input(1).ToArray());
        Assert.Equal(0, dataset.Label(0));
        Assert.Equal(1, dataset.Label(1));
    }

    [Fact]
    public void The_label_column_can_be_chosen()
    {
        Assert.Equal([2f, 3f], Read("1,2,3\n", new CsvOptions { LabelColumn = 0 }).Input(0).ToArray());
        Assert.Equal([1f, 3f], Read("1,2,3\n", new CsvOptions { LabelColumn = ^2 }).Input(0).ToArray());
        Assert.Equal([1f, 3f], Read("a,b,c\n1,2,3\n", new CsvOptions { LabelName = "b" }).Input(0).ToArray());
        Assert.Equal(2, Read("a,b,c\n1,2,3\n", new CsvOptions { LabelName = "b" }).Label(0));

        Assert.Contains("a column named \"d\"", Refused("a,b,c\n1,2,3\n", new CsvOptions { LabelName = "d" }).Message, StringComparison.Ordinal);
        Assert.Contains("no header", Refused("1,2,3\n", new CsvOptions { LabelName = "d" }).Message, StringComparison.Ordinal);
        Assert.Equal(1, Refused("1,2,3\n", new CsvOptions { LabelColumn = 3 }).Line);
    }

    [Fact]
    public void A_header_can_be_demanded_and_denied()
    {
        Assert.Equal(1, Read("1,2,0\n3,4,1\n", new CsvOptions { HasHeader = true }).Count);
        DataFormatException refusal = Refused("a,b,c\n3,4,1\n", new CsvOptions { HasHeader = false });
        Assert.Equal((1L, 1), (refusal.Line, refusal.Column));
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData(' ')]
    [InlineData('|')]
    public void The_separator_can_be_chosen(char separator)
    {
        Dataset dataset = Read("1,\"2\",0\n3,4,1\n".Replace(',', separator), new CsvOptions { Separator = separator });
        Assert.Equal([1f, 2f], dataset.Input(0).ToArray());
        Assert.Equal(1, dataset.Label(1));
    }

    [Fact]
    public void A_separator_that_may_be_part_of_a_number_is_refused()
    {
        foreach (char separator in "1.-+e\"\n\u00A7")
        {
            Assert.Throws<ArgumentException>(() => Read("1,2,0\n", new CsvOptions { Separator = separator }));
        }
    }

    [Theory]
    [InlineData("hu-HU")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void The_culture_of_the_machine_does_not_matter(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.Equal([1.5f, -0.25f], Read("WIDTH,HEIGHT,ID\n1.5,-2.5E-1,3\n", new CsvOptions { LabelName = "ID" }).Input(0).ToArray());

            // A decimal comma is no number, whoever sits before the machine.
            DataFormatException refusal = Refused("1.5;2;0\n1;2,5;0\n", new CsvOptions { Separator = ';' });
            Assert.Equal((2L, 2), (refusal.Line, refusal.Column));
            Assert.StartsWith("sample.csv, line 2, column 2: expected a finite number, written with a point, found \"2,5\".", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("is 1.5", Assert.Throws<ArgumentOutOfRangeException>(() => Digits.Load().Split(train: 1.5, seed: 1)).Message, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("1,2,0\n3,x,1\n", 2, 2)]
    [InlineData("1,2,0\n3,,1\n", 2, 2)]
    [InlineData("1,2,0\n\nNaN,4,1\n", 3, 1)]
    [InlineData("1,2,0\n3,Infinity,1\n", 2, 2)]
    [InlineData("1,2,0\n3,1e39,1\n", 2, 2)]
    [InlineData("1,2,0\n3,4,-1\n", 2, 3)]
    [InlineData("1,2,0\n3,4,0.5\n", 2, 3)]
    [InlineData("1,2,0\n3,4,1e30\n", 2, 3)]
    [InlineData("1,2,0\n3,4,NaN\n", 2, 3)]
    [InlineData("1,2,0\n3,4,\n", 2, 3)]
    [InlineData("1,2,0\n3,\"4,1\n", 2, 2)]
    [InlineData("1,2,0\n3,\"4\"x,1\n", 2, 2)]
    [InlineData("1,x,0\n", 1, 2)]
    public void What_is_no_number_is_refused_at_its_line_and_column(string text, int line, int column)
    {
        DataFormatException refusal = Refused(text);
        Assert.Equal("sample.csv", refusal.File);
        Assert.Equal(line, refusal.Line);
        Assert.Equal(column, refusal.Column);
        Assert.Contains($"sample.csv, line {line}, column {column}: expected", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("CsvReaderTests.cs:line ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("\n\n", 2)]
    [InlineData("a,b,c\n", 1)]
    [InlineData("1,2,0\n3,4\n", 2)]
    [InlineData("1,2,0\n3,4,5,1\n", 2)]
    [InlineData("1\n2\n", 1)]
    [InlineData("1,2,0\n3,\0,1\n", 2)]
    public void What_is_no_table_is_refused_at_its_line(string text, int line)
    {
        DataFormatException refusal = Refused(text);
        Assert.Equal(line, refusal.Line);
        Assert.Null(refusal.Column);
    }

    [Fact]
    public void A_label_beyond_the_classes_is_refused_at_its_place()
    {
        DataFormatException refusal = Refused("1,2,0\n3,4,3\n", new CsvOptions { ClassCount = 3 });
        Assert.Equal((2L, 3), (refusal.Line, refusal.Column));
        Assert.Contains("from 0 to 2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compressed_text_is_read_and_its_damage_noticed()
    {
        byte[] file = SampleFiles.Gzip(Encoding.UTF8.GetBytes("1,2,0\n3,4,1\n5,6,1\n"));
        Assert.Equal(3, CsvReader.Read(new MemoryStream(file), "sample.csv.gz").Count);
        Assert.Equal(3, CsvReader.Read(new SampleFiles.Trickle(file), "sample.csv.gz").Count);
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<DataFormatException>(() => CsvReader.Read(new MemoryStream(file[..length]), "sample.csv.gz"));
        }
    }

    [Fact]
    public void Long_lines_and_many_lines_are_read()
    {
        const int Columns = 50_000;
        string wide = string.Join(',', Enumerable.Range(0, Columns)) + ",1\n";
        Dataset dataset = Read(wide + wide + wide);
        Assert.Equal(3, dataset.Count);
        for (int column = 0; column < Columns; column++)
        {
            Assert.Equal(column, dataset.Input(2)[column]);
        }

        var tall = new StringBuilder();
        for (int row = 0; row < 50_000; row++)
        {
            tall.Append(CultureInfo.InvariantCulture, $"{row},{row % 7}\n");
        }

        dataset = Read(tall.ToString());
        Assert.Equal(50_000, dataset.Count);
        for (int row = 0; row < dataset.Count; row++)
        {
            Assert.Equal(row, dataset.Input(row)[0]);
            Assert.Equal(row % 7, dataset.Label(row));
        }
    }

    [Fact]
    public void A_file_without_line_ends_does_not_fill_the_memory()
    {
        byte[] endless = new byte[(1 << 24) + 1];
        endless.AsSpan().Fill((byte)'1');
        DataFormatException refusal = Assert.Throws<DataFormatException>(() => CsvReader.Read(new MemoryStream(endless), "sample.csv"));
        Assert.Equal(1, refusal.Line);
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Read("1,2,0\n", new CsvOptions { Scale = float.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Read("1,2,0\n", new CsvOptions { ClassCount = -1 }));
        Assert.Equal([0.5f, 1f], Read("1,2,0\n", new CsvOptions { Scale = 0.5f }).Input(0).ToArray());
    }
}
