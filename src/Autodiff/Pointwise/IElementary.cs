namespace AutoGrad.Autodiff;

/// <summary>What the slope of an elementary function is computed from: a kernel loads nothing else.</summary>
[Flags]
public enum Reads
{
    /// <summary>The slope is a constant.</summary>
    None = 0,

    /// <summary>The slope reads the input.</summary>
    Input = 1,

    /// <summary>The slope reads the output.</summary>
    Output = 2,
}

/// <summary>
/// A function that states its slope because a closed form is cheaper than what would follow from <see cref="IPointwise.Value"/>
/// (tanh: 1 - y^2). The one statement serves the derivative kernel, <see cref="Tangent{N}"/> and the recorded derivative.
/// </summary>
public interface IElementary : IPointwise
{
    /// <summary>The name in <see cref="Tape{T}.Describe()"/> and in messages.</summary>
    static abstract string Name { get; }

    /// <summary>What <see cref="Slope"/> reads; the argument that it does not read may hold anything.</summary>
    static abstract Reads Reads { get; }

    /// <summary>dy/dx at input <paramref name="x"/> with output <paramref name="y"/>.</summary>
    N Slope<N>(N x, N y)
        where N : struct, IReal<N>;

    /// <summary>The equation's right-hand side, as text.</summary>
    string Format(string x);
}

/// <summary>A function of two numbers that states its slopes. See <see cref="IElementary"/>.</summary>
public interface IElementary2 : IPointwise2
{
    /// <inheritdoc cref="IElementary.Name"/>
    static abstract string Name { get; }

    /// <summary>What the slopes read; the arguments that they do not read may hold anything.</summary>
    static virtual Reads Reads => Reads.Input | Reads.Output;

    /// <summary>dz/dx where it is the same number everywhere: then nothing is multiplied. Else null.</summary>
    static virtual double? ConstantSlopeX => null;

    /// <summary>dz/dy where it is the same number everywhere, else null.</summary>
    static virtual double? ConstantSlopeY => null;

    /// <summary>dz/dx at (<paramref name="x"/>, <paramref name="y"/>) with output <paramref name="z"/>.</summary>
    N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N>;

    /// <summary>dz/dy at (<paramref name="x"/>, <paramref name="y"/>) with output <paramref name="z"/>.</summary>
    N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N>;

    /// <summary>The equation's right-hand side, as text.</summary>
    string Format(string x, string y);
}
