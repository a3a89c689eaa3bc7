using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>
/// Elementwise steps that run over arrays of one length strip by strip, all of them on one strip before the next: what a step leaves in a
/// strip buffer the following ones find in the first-level cache.
/// </summary>
internal sealed unsafe class StripProgram<T>(Tape<T> tape)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // All buffers together lie in the first-level cache beside the arrays that are read and written, unless there are very many.
    private const int BufferBytes = 48 * 1024;
    private const int ShortestStrip = 1024;
    private const int LongestStrip = 2048;

    private Step[] _steps = new Step[32];
    private int _count;
    private int[] _free = new int[16];
    private int _freeCount;
    private int _buffers;

    /// <summary>Where the numbers of a step are: in an array, or in a strip buffer.</summary>
    public readonly struct Place
    {
        private readonly T* _memory;
        private readonly int _buffer;

        private Place(T* memory, int buffer)
        {
            _memory = memory;
            _buffer = buffer;
        }

        public bool IsBuffer => _memory == null;

        public int Buffer => _buffer;

        public static Place Of(T* memory) => new(memory, 0);

        public static Place OfBuffer(int buffer) => new(null, buffer);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Span<T> Strip(int offset, int length, T* buffers, int stride) =>
            new(_memory != null ? _memory + offset : buffers + ((nint)_buffer * stride), length);
    }

    public void Clear()
    {
        _count = 0;
        _freeCount = 0;
        _buffers = 0;
    }

    /// <summary>A strip buffer, which is the program's until it is given back with <see cref="Release"/>.</summary>
    public Place Take() => Place.OfBuffer(_freeCount > 0 ? _free[--_freeCount] : _buffers++);

    /// <summary>Lets later steps use a buffer again; does nothing with an array.</summary>
    public void Release(Place place)
    {
        if (!place.IsBuffer)
        {
            return;
        }

        if (_freeCount == _free.Length)
        {
            Array.Resize(ref _free, 2 * _freeCount);
        }

        _free[_freeCount++] = place.Buffer;
    }

    /// <summary>Appends: a copy of borrowed memory, which has no address.</summary>
    public void AddCopy(int borrowed, Place target) => Add(new() { Kind = StepKind.Copy, Node = borrowed, Target = target });

    /// <summary>Appends: the value of a node.</summary>
    public void AddValue(int node, Place x, Place y, Place target) =>
        Add(new() { Kind = StepKind.Value, Node = node, X = x, Y = y, Target = target });

    /// <summary>Appends: the contribution of a node to an operand's adjoint.</summary>
    public void AddPull(int node, int operand, Place seed, Place x, Place y, Place output, Place target, bool accumulate) => Add(new()
    {
        Kind = StepKind.Pull,
        Node = node,
        Operand = operand,
        Seed = seed,
        X = x,
        Y = y,
        Output = output,
        Target = target,
        Accumulate = accumulate,
    });

    /// <summary>Appends: the seed times a number, contributed to an operand's adjoint.</summary>
    public void AddScaled(Place seed, double factor, Place target, bool accumulate) => Add(new()
    {
        Kind = StepKind.Scale,
        Seed = seed,
        Factor = factor,
        Target = target,
        Accumulate = accumulate,
    });

    /// <summary>Runs all steps over arrays of this length.</summary>
    public void Run(int length)
    {
        // One step alone has nothing to share.
        int strip = _count == 1 && _buffers == 0 ? length : Math.Min(length, StripLength());
        Span<T> buffers = tape.RentSpan(Math.Max(1, _buffers) * strip);
        try
        {
            fixed (T* memory = buffers)
            {
                for (int offset = 0; offset < length; offset += strip)
                {
                    Run(offset, Math.Min(strip, length - offset), memory, strip);
                }
            }
        }
        finally
        {
            tape.ReturnSpan(buffers);
        }
    }

    private int StripLength()
    {
        int strip = LongestStrip;
        while (strip > ShortestStrip && _buffers * strip * sizeof(T) > BufferBytes)
        {
            strip /= 2;
        }

        return strip;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(int offset, int length, T* buffers, int stride)
    {
        foreach (ref readonly Step step in _steps.AsSpan(0, _count))
        {
            Span<T> target = step.Target.Strip(offset, length, buffers, stride);
            if (step.Kind == StepKind.Copy)
            {
                tape.BorrowedBy(in tape.NodeAt(step.Node)).Slice(offset, length).CopyTo(target);
                continue;
            }

            Span<T> seed = step.Seed.Strip(offset, length, buffers, stride);
            if (step.Kind == StepKind.Scale)
            {
                Scale(seed, T.CreateTruncating(step.Factor), target, step.Accumulate);
                continue;
            }

            ref readonly Node<T> node = ref tape.NodeAt(step.Node);
            var operation = Unsafe.As<ElementwiseOperation<T>>(node.Operation!);
            Span<T> x = step.X.Strip(offset, length, buffers, stride);
            Span<T> y = step.Y.Strip(offset, length, buffers, stride);
            if (step.Kind == StepKind.Value)
            {
                operation.ComputeStrip(in node, x, y, target);
            }
            else
            {
                Span<T> output = step.Output.Strip(offset, length, buffers, stride);
                operation.PullStrip(in node, step.Operand, seed, x, y, output, target, step.Accumulate);
            }
        }
    }

    private static void Scale(ReadOnlySpan<T> seed, T factor, Span<T> target, bool accumulate)
    {
        if (accumulate)
        {
            Accumulation.AddScaledTo(seed, factor, target);
        }
        else
        {
            Accumulation.Scale(seed, factor, target);
        }
    }

    private void Add(in Step step)
    {
        if (_count == _steps.Length)
        {
            Array.Resize(ref _steps, 2 * _count);
        }

        _steps[_count++] = step;
    }

    private enum StepKind
    {
        Value,
        Pull,
        Scale,
        Copy,
    }

    private struct Step
    {
        public StepKind Kind;
        public int Node;
        public int Operand;
        public bool Accumulate;
        public double Factor;
        public Place Seed;
        public Place X;
        public Place Y;
        public Place Output;
        public Place Target;
    }
}
