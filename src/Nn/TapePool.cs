using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>
/// Tapes that wait for the next evaluation. As many are kept as are likely to run at once; any number can be rented. No locks,
/// and no thread-bound state: a tape may be used by one thread now and by another later.
/// </summary>
internal sealed class TapePool<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Tape<T>?[] _waiting = new Tape<T>?[2 * Environment.ProcessorCount];

    public Tape<T> Rent()
    {
        Tape<T>?[] waiting = _waiting;
        for (int slot = 0; slot < waiting.Length; slot++)
        {
            if (waiting[slot] is not null && Interlocked.Exchange(ref waiting[slot], null) is { } tape)
            {
                return tape;
            }
        }

        return new();
    }

    /// <summary>Gives a tape back, emptied whatever happened on it.</summary>
    public void Return(Tape<T> tape)
    {
        tape.Reset();
        Tape<T>?[] waiting = _waiting;
        for (int slot = 0; slot < waiting.Length; slot++)
        {
            if (waiting[slot] is null && Interlocked.CompareExchange(ref waiting[slot], tape, null) is null)
            {
                return;
            }
        }
    }
}
