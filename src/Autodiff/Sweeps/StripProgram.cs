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

    // What is worth a thread's while. Each part has buffers of its own.
    private const int LeastPart = 16 * 1024;

    private Step[] _steps = new Step[32];
    private int _count;
    private int[] _free = new int[16];
    private int _freeCount;
    private int _buffers;
    private Place _summed;
    private bool _isSummed;

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
        _isSummed = false;
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
        Number = T.CreateTruncating(factor),
        Target = target,
        Accumulate = accumulate,
    });

    /// <summary>Appends: the same number everywhere.</summary>
    public void AddFill(T number, Place target) => Add(new() { Kind = StepKind.Fill, Number = number, Target = target });

    /// <summary>Runs all steps over arrays of this length, on several threads where that pays.</summary>
    public void Run(int length) => Run(length, null);

    /// <summary>Runs all steps, and gives the sum of what is in a place after the last, times a scale.</summary>
    public T RunAndSum(int length, Place summed, T scale)
    {
        (_summed, _isSummed) = (summed, true);
        Span<T> results = tape.RentSpan(BlockSums.ResultLength<T>(length));
        try
        {
            fixed (T* sums = results)
            {
                Run(length, sums);
            }

            return BlockSums.Total<T>(results, scale);
        }
        finally
        {
            tape.ReturnSpan(results);
        }
    }

    private void Run(int length, T* sums)
    {
        // One step alone shares nothing with others.
        int strip = _count == 1 && _buffers == 0 && !_isSummed ? length : Math.Min(length, StripLength());
        Division division = new(length, tape.Threads, LeastPart, LeastPart);
        Span<T> buffers = tape.RentSpan(Math.Max(1, division.Parts * _buffers * strip));
        try
        {
            fixed (T* memory = buffers)
            {
                Workers.Run(tape.Threads, division.Parts, new Part(this, division, memory, strip, sums));
            }
        }
        finally
        {
            tape.ReturnSpan(buffers);
        }
    }

    private int StripLength()
    {
        // A sum wants whole blocks.
        int shortest = _isSummed ? BlockSums.BlockLength<T>() : ShortestStrip;
        int strip = Math.Max(LongestStrip, shortest);
        while (strip > shortest && _buffers * strip * sizeof(T) > BufferBytes)
        {
            strip /= 2;
        }

        return strip;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunStrip(int offset, int length, T* buffers, int stride)
    {
        foreach (ref readonly Step step in _steps.AsSpan(0, _count))
        {
            Span<T> target = step.Target.Strip(offset, length, buffers, stride);
            if (step.Kind <= StepKind.Pull)
            {
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
                    Span<T> seed = step.Seed.Strip(offset, length, buffers, stride);
                    Span<T> output = step.Output.Strip(offset, length, buffers, stride);
                    operation.PullStrip(in node, step.Operand, seed, x, y, output, target, step.Accumulate);
                }
            }
            else if (step.Kind == StepKind.Scale)
            {
                Scale(step.Seed.Strip(offset, length, buffers, stride), step.Number, target, step.Accumulate);
            }
            else if (step.Kind == StepKind.Fill)
            {
                target.Fill(step.Number);
            }
            else
            {
                tape.BorrowedBy(in tape.NodeAt(step.Node)).Slice(offset, length).CopyTo(target);
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
        Fill,
        Copy,
    }

    private struct Step
    {
        public StepKind Kind;
        public int Node;
        public int Operand;
        public bool Accumulate;
        public T Number;
        public Place Seed;
        public Place X;
        public Place Y;
        public Place Output;
        public Place Target;
    }

    /// <summary>The strips of a part of the arrays.</summary>
    private readonly struct Part(StripProgram<T> program, Division division, T* buffers, int strip, T* sums) : IWork
    {
        private readonly T* _buffers = buffers;
        private readonly T* _sums = sums;

        public void Run(int part)
        {
            T* memory = _buffers + ((nint)part * program._buffers * strip);
            int end = (int)(division.Start(part) + division.Length(part));
            for (int offset = (int)division.Start(part); offset < end; offset += strip)
            {
                int length = Math.Min(strip, end - offset);
                program.RunStrip(offset, length, memory, strip);
                if (program._isSummed)
                {
                    int results = BlockSums.ResultLength<T>(length);
                    BlockSums.Reduce<T>(
                        program._summed.Strip(offset, length, memory, strip), new(_sums + BlockSums.ResultLength<T>(offset), results));
                }
            }
        }
    }
}
