using System.Buffers;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>Zeros from the shared pool for the length of a call, so that a loop of calls allocates nothing.</summary>
/// <param name="length">How many numbers.</param>
internal readonly ref struct Rented<N>(int length) : IDisposable
{
    private readonly N[] _array = Zeroed(length);

    public Span<N> Span => _array.AsSpan(0, length);

    public void Dispose() => ArrayPool<N>.Shared.Return(_array, RuntimeHelpers.IsReferenceOrContainsReferences<N>());

    private static N[] Zeroed(int length)
    {
        N[] array = ArrayPool<N>.Shared.Rent(length);
        array.AsSpan(0, length).Clear();
        return array;
    }
}
