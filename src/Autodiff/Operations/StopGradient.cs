using System.Numerics;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The same numbers as a constant: nothing is differentiated through it, to any order and in either direction.</summary>
    /// <remarks>Nothing is copied. To compute without recording at all, open <see cref="Tape{T}.Inference"/>.</remarks>
    public Variable<T> StopGradient() => StopGradientOperation<T>.Record(this);
}

/// <summary>The identity without a derivative. Its nodes are constants, so that no sweep ever comes to the rule.</summary>
internal sealed class StopGradientOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly StopGradientOperation<T> _instance = new();

    public override string Name => "stopgradient";

    public static Variable<T> Record(Variable<T> x)
    {
        Tape<T> tape = x.Tape;
        tape.Operand(x, _instance);
        return tape.PushView(_instance, x.Id, tape.SizesAt(x.Id), NodeKind.None);
    }

    public override void Pull(ref Pullback<T> pull)
    {
    }
}
