using System.Text.Json.Serialization;

namespace AutoGrad.Viz;

/// <summary>A part of a report, as its JSON has it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(HeadingSection), "heading")]
[JsonDerivedType(typeof(TextSection), "text")]
[JsonDerivedType(typeof(TableSection), "table")]
[JsonDerivedType(typeof(ListingSection), "listing")]
[JsonDerivedType(typeof(FigureSection), "figure")]
[JsonDerivedType(typeof(FramesSection), "frames")]
internal abstract record Section;

/// <summary>A heading of level 1, 2, ...</summary>
internal sealed record HeadingSection(string Text, int Level) : Section;

/// <summary>A paragraph.</summary>
internal sealed record TextSection(string Text) : Section;

/// <summary>A table under its column's names.</summary>
internal sealed record TableSection(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : Section;

/// <summary>Text in fixed width, to be copied, with a picture of it where there is one.</summary>
internal sealed record ListingSection(string Title, string Text, string? Svg) : Section;

/// <summary>A figure.</summary>
internal sealed record FigureSection(Figure Figure) : Section;

/// <summary>Figures of which a slider shows one.</summary>
internal sealed record FramesSection(string Title, IReadOnlyList<Frame> Frames) : Section;
