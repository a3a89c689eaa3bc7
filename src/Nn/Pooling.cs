using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>The greatest number of each window over the last two axes; see <see cref="Variable{T}.MaxPool2d"/>.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <param name="kernel">The height and width of the windows.</param>
/// <param name="stride">How far a window lies from the next; the kernel's size where none is given.</param>
/// <param name="padding">How much is put before and behind each axis; 0 where none is given.</param>
public sealed class MaxPool2d<T>(Extent2d kernel, Extent2d? stride = null, Extent2d? padding = null) : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Variable<T> Forward(Variable<T> x) => x.MaxPool2d(kernel, stride, padding);
}

/// <summary>The average of each window over the last two axes; see <see cref="Variable{T}.AveragePool2d"/>.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <param name="kernel">The height and width of the windows.</param>
/// <param name="stride">How far a window lies from the next; the kernel's size where none is given.</param>
/// <param name="padding">How many zeros are put before and behind each axis; 0 where none is given.</param>
/// <param name="countPadding">Whether places in the padding count.</param>
public sealed class AveragePool2d<T>(Extent2d kernel, Extent2d? stride = null, Extent2d? padding = null, bool countPadding = true) : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Variable<T> Forward(Variable<T> x) => x.AveragePool2d(kernel, stride, padding, countPadding);
}
