namespace AutoGrad.Autodiff;

/// <summary>Which second derivatives of a statement may differ from zero, whatever the numbers are.</summary>
internal enum Curvature
{
    /// <summary>All.</summary>
    Any,

    /// <summary>None: a sum, a product with a constant, the piece that a maximum takes.</summary>
    Linear,

    /// <summary>Those of the first operand with the second: x y.</summary>
    Product,

    /// <summary>Those of the first operand with the second, and of the second with itself: x / y.</summary>
    Quotient,
}
