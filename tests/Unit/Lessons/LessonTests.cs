using AutoGrad.Lessons;
using AutoGrad.Viz;

namespace AutoGrad.Tests.Unit.Lessons;

public class LessonTests
{
    [Fact]
    public void A_missed_figure_ends_with_1_and_both_numbers()
    {
        string file = Path.GetTempFileName();
        try
        {
            Assert.Equal(1, Lesson.Run(["--figures", file], "A lesson", "For a test.", lesson => lesson.Figures.AtLeast("reach", 1.0, 2.0)));
            Assert.Equal("reach\t1\tat least 2\tno", Assert.Single(File.ReadAllLines(file)));
            Assert.Equal(0, Lesson.Run(["--figures", file], "A lesson", "For a test.", lesson => lesson.Figures.AtLeast("reach", 2.0, 2.0)));
            Assert.Equal("reach\t2\tat least 2\tyes", Assert.Single(File.ReadAllLines(file)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_options_reach_the_lesson()
    {
        (int, bool, int) seen = default;
        Lesson.Run(["--seed", "7", "--quick"], "A lesson", "For a test.", lesson => seen = (lesson.Seed, lesson.IsQuick, lesson.Random.Next()));
        Assert.Equal((7, true, new Random(7).Next()), seen);
    }

    [Fact]
    public void The_report_is_written_where_it_was_asked_for()
    {
        string file = Path.GetTempFileName();
        try
        {
            bool without = false;
            Lesson.Run([], "A lesson", "For a test.", lesson => without = lesson.Report is null);
            Assert.True(without);
            Lesson.Run(["--report", file], "A <lesson>", "For a test.", lesson => lesson.Table(["n", "n < 2"], [1, true]));
            Assert.Equal("A <lesson>", Report.Load(file).Title);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Steps_count_from_0() =>
        Lesson.Run([], "A lesson", "For a test.", lesson => Assert.Equal([0, 1, 2], lesson.Steps("counting", 3)));
}
