using System.Text.Json.Serialization;

namespace AutoGrad.Viz;

/// <summary>All that a report says: what its file holds as JSON.</summary>
internal sealed record ReportContent(string Title, IReadOnlyList<Section> Sections);

/// <summary>Reads and writes <see cref="ReportContent"/> without reflection; what is missing, or null where it may not be, is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ReportContent))]
internal sealed partial class ReportJson : JsonSerializerContext;
