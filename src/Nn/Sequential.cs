using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>Modules one behind the other: the output of each is the input of the next. Without modules it is the identity.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class Sequential<T> : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Module<T>[] _modules;

    /// <summary>The given modules one behind the other.</summary>
    /// <param name="modules">The modules, the first one first.</param>
    public Sequential(params ReadOnlySpan<Module<T>> modules)
        : base(modules)
    {
        _modules = modules.ToArray();
        Modules = _modules.AsReadOnly();
    }

    /// <summary>The modules, the first one first.</summary>
    public IReadOnlyList<Module<T>> Modules { get; }

    /// <summary>The output of the last module; x itself without modules.</summary>
    /// <param name="x">The input of the first module.</param>
    public override Variable<T> Forward(Variable<T> x)
    {
        foreach (Module<T> module in _modules)
        {
            x = module.Forward(x);
        }

        return x;
    }

    /// <summary>The modules.</summary>
    public override string ToString() => $"Sequential({string.Join(", ", (object[])_modules)})";
}
