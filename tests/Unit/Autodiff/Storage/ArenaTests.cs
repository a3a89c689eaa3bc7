using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Storage;

public sealed unsafe class ArenaTests
{
    private static readonly nint[] Sizes = [0, 1, 8, 15, 16, 17, 63, 64, 65, 100, 1000, 4096, 65_535, 65_536, 65_537, 300_000, 1_000_000];

    [Fact]
    public void Blocks_are_aligned_and_do_not_overlap()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            Arena arena = new();
            List<(nint Start, nint Bytes)> blocks = [];
            for (int index = 0; index < 200; index++)
            {
                nint bytes = Sizes[random.Next(Sizes.Length)];
                nint start = (nint)arena.Allocate(bytes);
                Assert.NotEqual(0, start);
                Assert.Equal(0, start % (bytes < 64 ? 16 : 64));
                blocks.Add((start, bytes));
            }

            Apart(blocks);
        }
    }

    [Fact]
    public void What_is_written_stays_until_the_rewind()
    {
        Arena arena = new();
        List<(nint Start, int Bytes, byte Value)> blocks = [];
        Random random = new(1);
        for (int index = 0; index < 500; index++)
        {
            int bytes = random.Next(5000);
            byte value = (byte)index;
            nint start = (nint)arena.Allocate(bytes);
            new Span<byte>((void*)start, bytes).Fill(value);
            blocks.Add((start, bytes, value));
        }

        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        foreach ((nint start, int bytes, byte value) in blocks)
        {
            Assert.Equal(-1, new Span<byte>((void*)start, bytes).IndexOfAnyExcept(value));
        }
    }

    [Fact]
    public void The_same_requests_after_a_clear_get_the_same_memory_and_allocate_nothing()
    {
        Arena arena = new();
        Random random = new(2);
        nint[] requests = [.. Enumerable.Range(0, 300).Select(_ => Sizes[random.Next(Sizes.Length)])];
        nint[] first = new nint[requests.Length];
        long least = long.MaxValue;
        for (int round = 0; round < 10; round++)
        {
            arena.Clear();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int index = 0; index < requests.Length; index++)
            {
                nint start = (nint)arena.Allocate(requests[index]);
                first[index] = round == 0 ? start : first[index];
                if (start != first[index])
                {
                    Assert.Fail($"request {index} of round {round} took other memory");
                }
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void A_rewind_returns_to_its_mark_and_keeps_what_lies_before()
    {
        Arena arena = new();
        Arena.Mark empty = arena.Position;
        byte* kept = (byte*)arena.Allocate(100);
        new Span<byte>(kept, 100).Fill(42);
        for (int round = 0; round < 5; round++)
        {
            Arena.Mark mark = arena.Position;
            nint first = (nint)arena.Allocate(1000);
            for (int index = 0; index < 20; index++)
            {
                new Span<byte>(arena.Allocate(50_000), 50_000).Clear();
            }

            arena.Rewind(mark);
            Assert.Equal(mark, arena.Position);
            Assert.Equal(first, (nint)arena.Allocate(1000));
            Assert.Equal(-1, new Span<byte>(kept, 100).IndexOfAnyExcept((byte)42));
            arena.Rewind(mark);
        }

        arena.Rewind(empty);
        Assert.Equal((nint)kept, (nint)arena.Allocate(100));
    }

    [Fact]
    public void A_block_larger_than_any_slab_gets_one_of_its_own()
    {
        Arena arena = new();
        void* small = arena.Allocate(100);
        nint bytes = 100 * 1024 * 1024;
        byte* big = (byte*)arena.Allocate(bytes);
        big[0] = 1;
        big[bytes - 1] = 2;
        byte* next = (byte*)arena.Allocate(100);
        next[99] = 3;
        Assert.Equal(0, (nint)big % 64);
        Assert.Equal(2, big[bytes - 1]);
        Apart([((nint)small, 100), ((nint)big, bytes), ((nint)next, 100)]);
        arena.Clear();
        Assert.Equal((nint)small, (nint)arena.Allocate(100));
        Assert.Equal((nint)big, (nint)arena.Allocate(bytes));
    }

    internal static void Apart(List<(nint Start, nint Bytes)> blocks)
    {
        (nint Start, nint Bytes)[] sorted = [.. blocks.Where(block => block.Bytes > 0).OrderBy(block => block.Start)];
        for (int index = 1; index < sorted.Length; index++)
        {
            Assert.True(
                sorted[index - 1].Start + sorted[index - 1].Bytes <= sorted[index].Start,
                $"{sorted[index - 1].Bytes} bytes overlap {sorted[index].Bytes} bytes");
        }
    }
}
