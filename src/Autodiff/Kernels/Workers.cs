using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// One small pool of threads for the whole process. Each thread begins with a share of the parts of its own, the same one for works of
/// the same division, because what it wrote last is in its cache, and then takes what others have not begun. So nothing waits for
/// a thread that is late: the caller does everything itself if need be, and at once if another caller has the pool.
/// </summary>
/// <remarks>
/// A worker that has nothing to do spins for a moment, because the next work of a training step is a few microseconds away, lets
/// other threads of its core go first, and then parks. There are never more of them than a caller asked for.
/// </remarks>
internal static unsafe class Workers
{
    /// <summary>More threads than that are not used.</summary>
    public const int MaxDegree = 64;

    private const int Line = 128;
    private const int SpinsBetweenYields = 16;

    // How long a worker looks for work before it parks: longer than what lies between two works of a training step.
    private static readonly long _patience = Stopwatch.Frequency / 5000;

    private static readonly Worker?[] _workers = new Worker?[MaxDegree - 1];
    private static Board _board;
    private static Shares _shares;
    private static ExceptionDispatchInfo? _failure;

    /// <summary>Runs all parts, on the calling thread and up to <paramref name="degree"/> - 1 others; done when it returns.</summary>
    /// <param name="degree">How many threads may be busy; 1 or less runs everything here.</param>
    /// <param name="parts">How many parts there are.</param>
    /// <param name="work">The work; it is copied, and may hold spans, and pointers to what stays where it is until the return.</param>
    /// <exception cref="Exception">What a part threw; every part that was begun has ended then.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TWork>(int degree, int parts, TWork work)
        where TWork : struct, IWork, allows ref struct
    {
        int threads = Math.Min(Math.Min(degree, parts), MaxDegree);

        // Held by another caller, or by the one whose part this is: no one waits.
        if (threads < 2 || Interlocked.CompareExchange(ref _board.Held, 1, 0) != 0)
        {
            for (int part = 0; part < parts; part++)
            {
                work.Run(part);
            }

            return;
        }

        try
        {
            Offer(&Invoke<TWork>, Unsafe.AsPointer(ref work), parts, threads);
            Take(0);
        }
        finally
        {
            Close();
        }
    }

    /// <summary>Runs a range, cut for several threads where that pays.</summary>
    /// <param name="degree">How many threads may be busy.</param>
    /// <param name="length">The length of the range.</param>
    /// <param name="least">The least that is worth a thread's while: some microseconds.</param>
    /// <param name="unit">What the length of each part but the last is a multiple of.</param>
    /// <param name="range">The work.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunRange<TRange>(int degree, nint length, nint least, nint unit, ref TRange range)
        where TRange : struct, IRange<TRange>, allows ref struct
    {
        if (degree < 2 || length < 2 * least)
        {
            range.Run();
        }
        else
        {
            Cut(degree, length, least, unit, range);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Cut<TRange>(int degree, nint length, nint least, nint unit, TRange range)
        where TRange : struct, IRange<TRange>, allows ref struct
    {
        Division division = new(length, degree, least, unit);
        Run(degree, division.Parts, new Slices<TRange>(range, division));
    }

    private static void Invoke<TWork>(void* work, int part)
        where TWork : struct, IWork, allows ref struct => Unsafe.AsRef<TWork>(work).Run(part);

    private static void Offer(delegate*<void*, int, void> invoke, void* work, int parts, int threads)
    {
        _board.Invoke = invoke;
        _board.Work = work;
        _board.Threads = threads;
        for (int thread = 0; thread < threads; thread++)
        {
            _shares[thread].Next = (int)((long)parts * thread / threads);
            _shares[thread].End = (int)((long)parts * (thread + 1) / threads);
        }

        // A full fence: a worker that goes to sleep sees the offer, or is seen asleep below.
        _board.Number++;
        Interlocked.Exchange(ref _board.Open, 1);
        for (int index = 1; index < threads; index++)
        {
            (_workers[index - 1] ??= new(index)).Wake();
        }
    }

    /// <summary>Runs parts until none is left: those of a thread's own share first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Take(int thread)
    {
        delegate*<void*, int, void> invoke = _board.Invoke;
        void* work = _board.Work;
        int threads = _board.Threads;
        for (int step = 0; step < threads; step++)
        {
            ref Share share = ref _shares[(thread + step) % threads];
            int end = share.End;
            while (Volatile.Read(ref share.Next) < end)
            {
                int part = Interlocked.Increment(ref share.Next) - 1;
                if (part < end)
                {
                    invoke(work, part);
                }
            }
        }
    }

    /// <summary>Lets no worker in any more, waits for those that are, and lets the next caller in.</summary>
    private static void Close()
    {
        Interlocked.Exchange(ref _board.Open, 0);
        SpinWait spin = default;
        while (Volatile.Read(ref _board.Inside) != 0)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        Volatile.Write(ref _board.Held, 0);
        failure?.Throw();
    }

    private readonly ref struct Slices<TRange>(TRange range, Division division) : IWork
        where TRange : struct, IRange<TRange>, allows ref struct
    {
        private readonly TRange _range = range;

        public void Run(int part) => _range.Slice(division.Start(part), division.Length(part)).Run();
    }

    /// <summary>What all threads look at. Who counts does not disturb who waits: they are on lines of their own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 5 * Line)]
    private struct Board
    {
        [FieldOffset(Line)]
        public int Held;

        /// <summary>Whether there is work.</summary>
        [FieldOffset(2 * Line)]
        public int Open;

        /// <summary>Tells one work from the next.</summary>
        [FieldOffset((2 * Line) + 4)]
        public int Number;

        [FieldOffset((2 * Line) + 8)]
        public int Threads;

        [FieldOffset((2 * Line) + 16)]
        public delegate*<void*, int, void> Invoke;

        [FieldOffset((2 * Line) + 24)]
        public void* Work;

        /// <summary>How many workers may be reading the offer.</summary>
        [FieldOffset(3 * Line)]
        public int Inside;
    }

    /// <summary>The parts that a thread begins with.</summary>
    [StructLayout(LayoutKind.Explicit, Size = Line)]
    private struct Share
    {
        [FieldOffset(0)]
        public int Next;

        [FieldOffset(4)]
        public int End;
    }

    [InlineArray(MaxDegree)]
    private struct Shares
    {
        private Share _first;
    }

    private sealed class Worker
    {
        private readonly int _index;
        private readonly object _gate = new();
        private int _parked;
        private int _seen;

        public Worker(int index)
        {
            _index = index;
            _seen = _board.Number - 1;
            new Thread(Live) { IsBackground = true, Name = $"AutoGrad worker {index}" }.Start();
        }

        private bool HasWork =>
            Volatile.Read(ref _board.Open) != 0 && Volatile.Read(ref _board.Number) != _seen && _index < Volatile.Read(ref _board.Threads);

        public void Wake()
        {
            if (Volatile.Read(ref _parked) != 0)
            {
                lock (_gate)
                {
                    _parked = 0;
                    Monitor.Pulse(_gate);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Live()
        {
            while (true)
            {
                if (!Await())
                {
                    Park();
                }

                Attend();
            }
        }

        private void Attend()
        {
            // Counted first, then looked: after the caller has closed, and found no one inside, nobody reads the offer.
            Interlocked.Increment(ref _board.Inside);
            try
            {
                if (HasWork)
                {
                    _seen = _board.Number;
                    Take(_index);
                }
            }
            catch (Exception exception)
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
            }
            finally
            {
                Interlocked.Decrement(ref _board.Inside);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private bool Await()
        {
            long end = Stopwatch.GetTimestamp() + _patience;
            do
            {
                for (int spin = 0; spin < SpinsBetweenYields; spin++)
                {
                    if (HasWork)
                    {
                        return true;
                    }

                    Thread.SpinWait(1);
                }

                Thread.Yield();
            }
            while (Stopwatch.GetTimestamp() < end);

            return false;
        }

        private void Park()
        {
            lock (_gate)
            {
                // A full fence, then a look: an offer that came before is seen here, one that comes after sees who is parked.
                Interlocked.Exchange(ref _parked, 1);
                while (_parked != 0 && !HasWork)
                {
                    Monitor.Wait(_gate);
                }

                _parked = 0;
            }
        }
    }
}
