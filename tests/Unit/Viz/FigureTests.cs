using System.Text.Json.Nodes;
using AutoGrad.Viz;
using static AutoGrad.Tests.Unit.Viz.ReportFiles;

namespace AutoGrad.Tests.Unit.Viz;

public sealed class FigureTests
{
    [Fact]
    public void Lines_hold_the_numbers_of_each_series()
    {
        Figure figure = Figure.Lines(
            "Loss", [new Series("plain", [0, 1, 2], [0.1, 1.0 / 3.0, 5e-324]), new Series("dashed", [7.5, -1e300]) { Style = SeriesStyle.Dashes }], "step", "E", logX: true);
        Assert.Equal("Loss", figure.Title);
        Assert.Equal(2, figure.Traces.Count);
        Assert.Equal([0.0, 1.0, 2.0], Numbers(figure.Traces[0]!["x"]));
        Assert.Equal([0.1, 1.0 / 3.0, 5e-324], Numbers(figure.Traces[0]!["y"]));
        Assert.Equal([0.0, 1.0], Numbers(figure.Traces[1]!["x"]));
        Assert.Equal([7.5, -1e300], Numbers(figure.Traces[1]!["y"]));
        Assert.Equal(["lines", "lines"], figure.Traces.Select(trace => (string?)trace!["mode"]));
        Assert.Equal("dash", (string?)figure.Traces[1]!["line"]!["dash"]);
        Assert.Equal(("log", "linear"), ((string?)figure.Layout["xaxis"]!["type"], (string?)figure.Layout["yaxis"]!["type"]));
        Assert.Equal(("step", "E"), ((string?)figure.Layout["xaxis"]!["title"]!["text"], (string?)figure.Layout["yaxis"]!["title"]!["text"]));
    }

    [Fact]
    public void Ranges_are_exponents_on_a_logarithmic_axis()
    {
        JsonObject layout = Figure.Lines("", [], logY: true, xRange: (-2.5, 4), yRange: (0.01, 1000)).Layout;
        Assert.Equal([-2.5, 4.0], Numbers(layout["xaxis"]!["range"]));
        Assert.Equal([-2.0, 3.0], Numbers(layout["yaxis"]!["range"]));
    }

    [Fact]
    public void What_is_no_number_is_a_gap()
    {
        Figure figure = Figure.Lines("", [new Series("a", [1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, 1e300])]);
        Assert.Equal("[1,null,null,null,null,1E+300]", figure.Traces[0]!["y"]!.ToJsonString());
    }

    [Fact]
    public void A_series_keeps_the_numbers_it_was_given()
    {
        double[] y = [1, 2];
        Series series = new("a", y);
        y[0] = 9;
        Assert.Equal([1.0, 2.0], series.Y);
    }

    [Fact]
    public void Texts_are_no_markup_for_plotly()
    {
        Figure figure = Figure.Lines("<b>title</b>", [new Series("<b>x</b> &lt;", [1])], "<i>");
        Assert.Equal("<b>title</b>", figure.Title);
        Assert.Equal("&lt;b&gt;x&lt;/b&gt; &amp;lt;", (string?)figure.Traces[0]!["name"]);
        Assert.Equal("&lt;i&gt;", (string?)figure.Layout["xaxis"]!["title"]!["text"]);
    }

    [Fact]
    public void A_boundary_is_the_contour_at_zero()
    {
        Grid grid = Grid.Of([0, 1, 2], [10, 20], (x, y) => x - (y / 10.0));
        Figure figure = Figure.Scatter("", [new Series("class 0", [1.5], [2.5])], boundary: grid);
        Assert.Equal("markers", (string?)figure.Traces[0]!["mode"]);
        JsonNode boundary = figure.Traces[1]!;
        Assert.Equal("[[-1,0,1],[-2,-1,0]]", boundary["z"]!.ToJsonString());
        Assert.Equal([0.0, 1.0, 2.0], Numbers(boundary["x"]));
        Assert.Equal([10.0, 20.0], Numbers(boundary["y"]));
        Assert.Equal((0, 0), ((int?)boundary["contours"]!["start"], (int?)boundary["contours"]!["end"]));
    }

    [Fact]
    public void Contours_take_logarithms_where_asked_and_paths_lie_on_top()
    {
        Grid grid = new([0, 1], [0, 1], new double[,] { { 1, 100 }, { 0, -1 } });
        Figure plain = Figure.Contours("", grid);
        Figure logarithmic = Figure.Contours("", grid, [new Series("Adam", [0, 0.5], [1, 0.5])], logLevels: true);
        Assert.Equal("[[1,100],[0,-1]]", plain.Traces[0]!["z"]!.ToJsonString());
        Assert.Equal("[[0,2],[null,null]]", logarithmic.Traces[0]!["z"]!.ToJsonString());
        Assert.Equal([1.0, 0.5], Numbers(logarithmic.Traces[1]!["y"]));
        Assert.Equal([0.0, 1.0], Numbers(logarithmic.Layout["xaxis"]!["range"]));
    }

    [Fact]
    public void A_heat_map_of_both_signs_is_centred_at_zero()
    {
        JsonNode signed = Figure.HeatMap("", new[,] { { -0.5, 2 }, { double.NaN, 1 } }).Traces[0]!;
        JsonNode amounts = Figure.HeatMap("", new[,] { { 0.5, 2 } }).Traces[0]!;
        JsonNode nothing = Figure.HeatMap("", new double[,] { { 0 } }).Traces[0]!;
        Assert.Equal("[[-0.5,2],[null,1]]", signed["z"]!.ToJsonString());
        Assert.Equal((-2.0, 2.0), ((double)signed["zmin"]!, (double)signed["zmax"]!));
        Assert.Equal((0.0, 2.0), ((double)amounts["zmin"]!, (double)amounts["zmax"]!));
        Assert.Equal((0.0, 1.0), ((double)nothing["zmin"]!, (double)nothing["zmax"]!));
    }

    [Fact]
    public void Labels_stand_at_their_rows_and_thin_out()
    {
        string[] rows = [.. Enumerable.Range(0, 100).Select(i => $"r{i}")];
        JsonNode axis = Figure.HeatMap("", new double[100, 1], rows).Layout["yaxis"]!;
        Assert.Equal(Enumerable.Range(0, 34).Select(i => 3.0 * i), Numbers(axis["tickvals"]));
        Assert.Equal("r99", (string?)axis["ticktext"]![33]);
        Assert.Equal("reversed", (string?)axis["autorange"]);
    }

    [Fact]
    public void A_confusion_matrix_has_the_actual_class_down_and_the_predicted_across()
    {
        Figure figure = Figure.ConfusionMatrix("", new[,] { { 5, 1 }, { 0, 7 } });
        Assert.Equal("[[5,1],[0,7]]", figure.Traces[0]!["z"]!.ToJsonString());
        Assert.Equal(("predicted", "actual"), ((string?)figure.Layout["xaxis"]!["title"]!["text"], (string?)figure.Layout["yaxis"]!["title"]!["text"]));
        Assert.Equal("[\"0\",\"1\"]", figure.Layout["yaxis"]!["ticktext"]!.ToJsonString());
    }

    [Theory]
    [InlineData(new[] { 0.0, 0.5, 1.0, 1.0, 2.0, 4.0 }, 4, new[] { 0.5, 1.5, 2.5, 3.5 }, new[] { 2.0, 2.0, 1.0, 1.0 })]
    [InlineData(new[] { 3.0, 3.0 }, 2, new[] { 3.5, 4.5 }, new[] { 2.0, 0.0 })]
    [InlineData(new[] { -1e308, 1e308 }, 2, new[] { double.NaN, double.NaN }, new[] { 1.0, 1.0 })]
    [InlineData(new double[0], 1, new[] { 0.5 }, new[] { 0.0 })]
    public void A_histogram_counts_every_value_once(double[] values, int bins, double[] centres, double[] counts)
    {
        JsonNode bars = Figure.Histogram("", values, bins).Traces[0]!;
        Assert.Equal(centres, Numbers(bars["x"]));
        Assert.Equal(counts, bars["y"]!.AsArray().Select(count => (double)(int)count!));
    }

    [Fact]
    public void A_histogram_names_what_it_left_out()
    {
        Figure figure = Figure.Histogram("", [1, double.NaN, double.PositiveInfinity], 1, "slope");
        Assert.Equal("slope (2 of 3 values are not finite)", (string?)figure.Layout["xaxis"]!["title"]!["text"]);
    }

    [Fact]
    public void Images_lie_in_rows_with_gaps_between()
    {
        Figure figure = Figure.Images("", [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]], width: 2, columns: 2, captions: ["<a>", "b", "c"]);
        const string expected =
            "[[null,null,null,null,null,null],[null,1,2,null,5,6],[null,3,4,null,7,8],"
            + "[null,null,null,null,null,null],[null,9,10,null,null,null],[null,11,12,null,null,null]]";
        JsonNode trace = figure.Traces[0]!;
        Assert.Equal(expected, trace["z"]!.ToJsonString());
        Assert.Equal(7, Numbers(trace["x"]).Length);
        Assert.Equal(7, Numbers(trace["y"]).Length);
        double[] across = Numbers(trace["x"]);
        Assert.Equal(1.0, across[2] - across[1], 1e-12);
        Assert.Equal(2.0, across[6] - across[4], 1e-12);
        JsonArray captions = figure.Layout["annotations"]!.AsArray();
        Assert.Equal(["&lt;a&gt;", "b", "c"], captions.Select(caption => (string?)caption!["text"]));
        Assert.Equal((across[4] + across[6]) / 2.0, (double)captions[1]!["x"]!, 1e-12);
        Assert.Equal(Numbers(trace["y"])[4], (double)captions[2]!["y"]!, 1e-12);
    }

    [Fact]
    public void Images_without_any_image_are_an_empty_figure() => Assert.Equal("[]", Figure.Images("", [], 8).Traces[0]!["z"]!.ToJsonString());

    [Fact]
    public void Evenly_spaced_numbers_meet_both_ends()
    {
        double[] numbers = Grid.Evenly(-0.1, 0.3, 5);
        Assert.Equal(-0.1, numbers[0]);
        Assert.Equal(0.1, numbers[2], 1e-15);
        Assert.Equal(0.3, numbers[4]);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        Refused("Series 'a': x has 1 entries and y 2", () => new Series("a", [1], [1, 2]));
        Refused("z is 1 x 2", () => new Grid([1], [1], new double[1, 2]));
        Refused("Figure.HeatMap: there are 2 rows and 1 labels", () => Figure.HeatMap("", new double[2, 1], ["a"]));
        Refused("counts are 1 x 2, not square", () => Figure.ConfusionMatrix("", new int[1, 2]));
        Refused("multiple of the width 2", () => Figure.Images("", [[1, 2, 3]], 2));
        Refused("same number of pixels", () => Figure.Images("", [[1, 2], [1]], 1));
        Refused("Figure.Images: there are 1 images and 0 labels", () => Figure.Images("", [[1]], 1, captions: []));
        Refused("bins must be at least 1, but is 0", () => Figure.Histogram("", [], 0));
        Refused("columns must be at least 1, but is 0", () => Figure.Images("", [], 1, 0));
        Refused("count must be at least 2, but is 1", () => Grid.Evenly(0, 1, 1));
    }

    private static void Refused(string message, Action action)
    {
        ArgumentException refusal = Assert.ThrowsAny<ArgumentException>(action);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(FigureTests), refusal.Message, StringComparison.Ordinal);
    }
}
