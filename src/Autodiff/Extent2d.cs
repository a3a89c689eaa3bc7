using System.Globalization;

namespace AutoGrad.Autodiff;

/// <summary>A number for the height and one for the width: <c>2</c> for both, <c>(2, 1)</c> for each.</summary>
/// <param name="Height">The number along the height.</param>
/// <param name="Width">The number along the width.</param>
public readonly record struct Extent2d(int Height, int Width)
{
    /// <summary>The same number for height and width.</summary>
    public static implicit operator Extent2d(int both) => new(both, both);

    /// <summary>A number for the height and one for the width.</summary>
    public static implicit operator Extent2d((int Height, int Width) each) => new(each.Height, each.Width);

    /// <summary>The numbers as <c>(2, 1)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({Height}, {Width})");
}
