using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

/// <summary>The pool of threads: every part once, on no more threads than asked for, also when parts throw or callers compete.</summary>
public sealed unsafe class WorkersTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(2, 1000)]
    [InlineData(4, 3)]
    [InlineData(4, 1000)]
    [InlineData(100, 1000)]
    public void Every_part_runs_once(int degree, int parts)
    {
        int[] counts = new int[parts];
        for (int repetition = 1; repetition <= 200; repetition++)
        {
            Workers.Run(degree, parts, new Count(counts));
            Assert.All(counts, count => Assert.Equal(repetition, count));
        }
    }

    [Fact]
    public void Parts_run_on_no_more_threads_than_asked_for()
    {
        Workers.Run(4, 64, new Count(new int[64]));
        HashSet<int> threads = [];
        for (int repetition = 0; repetition < 50; repetition++)
        {
            int[] ran = new int[256];
            Workers.Run(2, ran.Length, new Where(ran));
            threads.UnionWith(ran);
        }

        Assert.InRange(threads.Count, 1, 2);
        Assert.Contains(Environment.CurrentManagedThreadId, threads);
    }

    [Fact]
    public void An_exception_of_a_part_reaches_the_caller_and_leaves_the_pool_usable()
    {
        for (int failing = 0; failing < 16; failing++)
        {
            Assert.Throws<InvalidTimeZoneException>(() => Workers.Run(3, 16, new Fail(failing)));
        }

        Every_part_runs_once(3, 100);
    }

    [Fact]
    public void A_part_that_runs_work_of_its_own_runs_it_alone()
    {
        int[] counts = new int[8 * 100];
        Workers.Run(4, 8, new Nested(counts));
        Assert.All(counts, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Several_callers_at_once_all_finish()
    {
        int[][] counts = [.. Enumerable.Range(0, 6).Select(_ => new int[50])];
        Thread[] callers = [.. counts.Select(mine => new Thread(() =>
        {
            for (int repetition = 0; repetition < 500; repetition++)
            {
                Workers.Run(3, mine.Length, new Count(mine));
            }
        }))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
        Assert.All(counts, mine => Assert.All(mine, count => Assert.Equal(500, count)));
    }

    [Fact]
    public void Parked_workers_wake_up()
    {
        // Longer than a worker spins. That it parks is not seen here; that nothing is lost when it does, is.
        for (int repetition = 0; repetition < 20; repetition++)
        {
            Thread.Sleep(2);
            Every_part_runs_once(2, 8);
        }
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        int[] counts = new int[64];
        Workers.Run(2, 64, new Count(counts));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int repetition = 0; repetition < 1000; repetition++)
        {
            Workers.Run(2, 64, new Count(counts));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(1_000_000, 4, 8192, 256)]
    [InlineData(16_385, 2, 8192, 256)]
    [InlineData(100, 3, 7, 1)]
    [InlineData(17, 8, 1, 16)]
    [InlineData(5, 1, 1, 1)]
    [InlineData(7, 2, 8, 4)]
    public void A_division_covers_its_length_without_gap_or_overlap(int length, int degree, int least, int unit)
    {
        Division division = new(length, degree, least, unit);
        nint next = 0;
        for (int part = 0; part < division.Parts; part++)
        {
            Assert.Equal(next, division.Start(part));
            Assert.InRange(division.Length(part), 1, length);
            Assert.True(part == division.Parts - 1 || division.Length(part) % unit == 0);
            next += division.Length(part);
        }

        Assert.Equal(length, next);
        Assert.True(division.Parts == 1 || division.Length(0) >= least);
    }

    private readonly struct Count(int[] counts) : IWork
    {
        public void Run(int part) => Interlocked.Increment(ref counts[part]);
    }

    private readonly struct Where(int[] threads) : IWork
    {
        public void Run(int part)
        {
            threads[part] = Environment.CurrentManagedThreadId;
            Thread.SpinWait(100);
        }
    }

    private readonly struct Fail(int failing) : IWork
    {
        public void Run(int part)
        {
            if (part == failing)
            {
                throw new InvalidTimeZoneException();
            }
        }
    }

    private readonly struct Nested(int[] counts) : IWork
    {
        public void Run(int part) => Workers.Run(4, 100, new Within(counts, part * 100));
    }

    private readonly struct Within(int[] counts, int start) : IWork
    {
        public void Run(int part) => Interlocked.Increment(ref counts[start + part]);
    }
}
