using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// The reverse sweep over statements of scalars, the newest first, in stretches: the sweep over the nodes asks for those that come after a place where
/// scalars were read from an array or stacked into one.
/// </summary>
internal sealed unsafe class ScalarSweep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private ScalarRecorder<T> _recorder = null!;
    private int _segment;
    private int _count;
    private int _next;

    /// <summary>The adjoint of each scalar, by its index; zeros until something contributes.</summary>
    public T* Adjoints { get; private set; }

    /// <summary>Starts a sweep, with adjoints of its own.</summary>
    public void Begin(ScalarRecorder<T> recorder, int count)
    {
        _recorder = recorder;
        _segment = recorder.Segments.Length - 1;
        _count = count;
        _next = count;
        Adjoints = recorder.Memory.RentAdjoints(count);
    }

    /// <summary>Sweeps what is left, if a sweep is under way, and gives its adjoints, which stay until the recording ends.</summary>
    public T* Finish(out int count)
    {
        T* adjoints = Adjoints;
        count = adjoints == null ? 0 : _count;
        if (adjoints != null)
        {
            Run(1);
        }

        Adjoints = null;
        return adjoints;
    }

    /// <summary>Ends a sweep that goes no further.</summary>
    public void Forget() => Adjoints = null;

    /// <summary>Sweeps the statements with this index and greater ones that have not been swept.</summary>
    public void Run(int from)
    {
        ReadOnlySpan<ScalarSegment<T>> segments = _recorder.Segments;
        while (_next > from && _segment >= 0)
        {
            ref readonly ScalarSegment<T> segment = ref segments[_segment];
            int end = Math.Min(segment.End, _next);
            int start = Math.Max(segment.First, from);
            if (end > start)
            {
                Pull(segment.Origin, Adjoints, start, end - 1);
            }

            if (segment.First < from)
            {
                break;
            }

            _next = Math.Min(_next, segment.First);
            _segment--;
        }

        _next = Math.Min(_next, from);
    }

    // A zero adjoint is not passed on: what the result does not depend on may have slopes that are infinite or not numbers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pull(Statement<T>* origin, T* adjoints, int first, int last)
    {
        for (int index = last; index >= first; index--)
        {
            T seed = adjoints[index];
            if (StrongZero.Is(seed))
            {
                continue;
            }

            Statement<T>* statement = origin + index;
            int a = statement->A;
            if (a < 0)
            {
                // The result of several statements: those before it share its seed. Backwards, as all the rest, which is how the processor fetches ahead.
                a = 0;
                Statement<T>* end = statement + statement->A;
                for (Statement<T>* part = statement - 1; part >= end; part--)
                {
                    adjoints[part->A] = T.MultiplyAddEstimate(part->SlopeA, seed, adjoints[part->A]);
                    adjoints[part->B] = T.MultiplyAddEstimate(part->SlopeB, seed, adjoints[part->B]);
                }
            }

            int b = statement->B;
            adjoints[a] = T.MultiplyAddEstimate(statement->SlopeA, seed, adjoints[a]);
            adjoints[b] = T.MultiplyAddEstimate(statement->SlopeB, seed, adjoints[b]);
        }
    }
}
