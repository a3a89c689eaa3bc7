namespace AutoGrad.Autodiff;

/// <summary>Which second derivatives of a statement may differ from zero, whatever the numbers are.</summary>
internal enum Curvature
{
    /// <summary>None: a sum, a difference, a product with a constant, a branch taken.</summary>
    Linear,

    /// <summary>Those of one operand with the other: x y.</summary>
    Product,

    /// <summary>Those of one operand with the other and of the second with itself: x / y.</summary>
    Quotient,

    /// <summary>All.</summary>
    Any,
}
