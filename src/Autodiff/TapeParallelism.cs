namespace AutoGrad.Autodiff;

public sealed partial class Tape<T>
{
    /// <summary>How many threads a large operation of this tape may use: all processors if nothing else is set, 1 for the calling thread alone.</summary>
    /// <remarks>
    /// Results do not depend on it, not by a bit. Work of a few microseconds stays on the calling thread. All tapes of a process share one small
    /// pool of threads; an operation that finds it busy runs alone. At most 64 are used. A function of your own that reads static fields of a class
    /// must not run within that class's static constructor on more than one thread: the others would wait for the constructor to end.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaxDegreeOfParallelism
    {
        get => Threads;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Threads = value;
        }
    }

    /// <summary><see cref="MaxDegreeOfParallelism"/>, for the kernels.</summary>
    internal int Threads { get; private set; } = Environment.ProcessorCount;
}
