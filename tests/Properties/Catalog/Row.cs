using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>
/// One operation of the catalog: what it takes, where its operands may lie, how exact it is, and how it is applied at any
/// number type. A class that derives from it is all that an operation needs: every property of the suite then runs on it.
/// </summary>
internal abstract class Row(string name, ShapeFamily shapes, params Domain[] domains)
{
    public string Name { get; } = name;

    public ShapeFamily Shapes { get; } = shapes;

    /// <summary>One domain for each operand.</summary>
    public IReadOnlyList<Domain> Domains { get; } = domains;

    public int Arity => Domains.Count;

    /// <summary>How many forms there are: overloads, axes, flags. A case draws one.</summary>
    public virtual int Variants => 1;

    /// <summary>Whether element i of the result depends on element i of the operands alone.</summary>
    public virtual bool IsElementwise => false;

    /// <summary>Whether there are operands without elements.</summary>
    public virtual bool AllowsEmpty => Shapes.AllowEmpty;

    /// <summary>Relative error against central differences in float64, also of the second order.</summary>
    public virtual double Tolerance => 1e-7;

    /// <summary>Relative error of float against double, value and gradient.</summary>
    public virtual double FloatTolerance => 2e-5;

    /// <summary>Relative error of the value in Half against double.</summary>
    public virtual double HalfTolerance => 3e-2;

    /// <summary>Whether operands may be constants, and one variable may be two operands. A derivative towards an operand excludes both.</summary>
    public virtual bool OperandsAreFree => true;

    /// <summary>Further conditions on the shapes, for the variants that have some.</summary>
    public virtual bool Fits(int[][] shapes, int variant) => Shapes.Fits(shapes, variant);

    public abstract Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
        where T : unmanaged, IFloatingPointIeee754<T>;

    public sealed override string ToString() => Name;
}

/// <summary>A row whose operation works element by element, with broadcasting.</summary>
internal abstract class ElementwiseRow(string name, params Domain[] domains) : Row(name, ShapeFamily.Broadcasting, domains)
{
    public sealed override bool IsElementwise => true;
}
