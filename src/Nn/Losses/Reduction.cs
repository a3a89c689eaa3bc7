namespace AutoGrad.Nn;

/// <summary>What a loss does with the losses of the elements (or of the rows).</summary>
public enum Reduction
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their sum: the mean times their number.</summary>
    Sum,

    /// <summary>Nothing: one loss for each.</summary>
    None,
}
