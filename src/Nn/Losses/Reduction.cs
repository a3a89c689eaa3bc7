namespace AutoGrad.Nn;

/// <summary>What a loss does with the losses of the elements (or of the rows).</summary>
/// <remarks>Each but <see cref="None"/> is the same sum, divided by a number.</remarks>
public enum Reduction
{
    /// <summary>Their mean; where classes have weights, the sum over the sum of the labels' weights.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Nothing: one loss for each.</summary>
    None,

    /// <summary>Their sum over the number of examples, which is the size of the first axis (1 without axes).</summary>
    BatchMean,
}
