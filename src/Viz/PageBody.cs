using System.Text;

namespace AutoGrad.Viz;

/// <summary>Writes what is read on the page; the places of the figures are filled by the script, from the page's data, in their order.</summary>
internal sealed class PageBody(TextWriter page)
{
    private const int DeepestListed = 2;

    /// <summary>The table of contents, where it has more than one entry.</summary>
    public void Contents(IReadOnlyList<Section> sections)
    {
        HeadingSection[] headings = [.. sections.OfType<HeadingSection>()];
        if (headings.Count(heading => heading.Level <= DeepestListed) < 2)
        {
            return;
        }

        page.WriteLine("<nav><ul>");
        for (int i = 0; i < headings.Length; i++)
        {
            if (headings[i].Level <= DeepestListed)
            {
                page.WriteLine($"<li class=\"level{headings[i].Level}\"><a href=\"#heading{i}\">{ReportPage.Escape(headings[i].Text)}</a></li>");
            }
        }

        page.WriteLine("</ul></nav>");
    }

    public void Sections(IReadOnlyList<Section> sections)
    {
        int headings = 0;
        foreach (Section section in sections)
        {
            switch (section)
            {
                case HeadingSection heading:
                    // The page's title is the h1.
                    page.WriteLine($"<h{heading.Level + 1} id=\"heading{headings++}\">{ReportPage.Escape(heading.Text)}</h{heading.Level + 1}>");
                    break;
                case TextSection text:
                    page.WriteLine($"<p>{ReportPage.Escape(text.Text)}</p>");
                    break;
                case TableSection table:
                    Table(table);
                    break;
                case ListingSection listing:
                    Listing(listing);
                    break;
                case FigureSection figure:
                    Figure(figure.Figure.Title);
                    break;
                case FramesSection frames:
                    Figure(frames.Title);
                    break;
            }
        }
    }

    private void Figure(string title) => page.WriteLine($"<figure class=\"plot\"><figcaption>{ReportPage.Escape(title)}</figcaption></figure>");

    private void Table(TableSection table)
    {
        page.WriteLine("<div class=\"table\"><table>");
        page.WriteLine($"<thead><tr>{Cells(table.Columns, "th")}</tr></thead>");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            page.WriteLine($"<tr>{Cells(row, "td")}</tr>");
        }

        page.WriteLine("</table></div>");
    }

    private static string Cells(IReadOnlyList<string> cells, string tag) =>
        string.Concat(cells.Select(cell => $"<{tag}>{ReportPage.Escape(cell)}</{tag}>"));

    private void Listing(ListingSection listing)
    {
        page.WriteLine($"<figure class=\"listing\"><figcaption>{ReportPage.Escape(listing.Title)}<button type=\"button\">copy</button></figcaption>");
        if (listing.Svg is { } svg)
        {
            // As an image, in which no script runs.
            string data = Convert.ToBase64String(Encoding.UTF8.GetBytes(svg));
            page.WriteLine($"<img alt=\"{ReportPage.Escape(listing.Title)}\" src=\"data:image/svg+xml;base64,{data}\">");
        }

        // A line break after <pre> is not part of the text.
        page.WriteLine($"<pre>\n{ReportPage.Escape(listing.Text)}</pre></figure>");
    }
}
