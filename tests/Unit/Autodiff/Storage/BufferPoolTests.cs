using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Storage;

public sealed unsafe class BufferPoolTests
{
    [Fact]
    public void Blocks_in_use_never_overlap_and_are_aligned()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            BufferPool pool = new(new Arena());
            List<(nint Start, nint Bytes, byte Mark)> used = [];
            for (int step = 0; step < 2000; step++)
            {
                if (used.Count > 0 && random.Next(5) < 2)
                {
                    int index = random.Next(used.Count);
                    (nint start, nint bytes, byte mark) = used[index];
                    Assert.Equal(-1, new Span<byte>((void*)start, (int)bytes).IndexOfAnyExcept(mark));
                    pool.Return((void*)start, bytes);
                    used.RemoveAt(index);
                    continue;
                }

                nint wanted = random.Next(4) == 0 ? random.Next(100_000) : random.Next(3000);
                nint block = (nint)pool.Rent(wanted);
                Assert.Equal(0, block % 64);
                new Span<byte>((void*)block, (int)wanted).Fill((byte)step);
                used.Add((block, wanted, (byte)step));
            }

            ArenaTests.Apart([.. used.Select(block => (block.Start, block.Bytes))]);
        }
    }

    [Fact]
    public void A_returned_block_serves_the_next_request_of_its_size()
    {
        BufferPool pool = new(new Arena());
        for (nint bytes = 0; bytes < 5000; bytes += 37)
        {
            void* first = pool.Rent(bytes);
            void* other = pool.Rent(bytes);
            pool.Return(first, bytes);
            Assert.Equal((nint)first, (nint)pool.Rent(bytes));
            pool.Return(first, bytes);
            pool.Return(other, bytes);
            Assert.Equal((nint)other, (nint)pool.Rent(bytes));
            Assert.Equal((nint)first, (nint)pool.Rent(bytes));
            Assert.NotEqual((nint)first, (nint)pool.Rent(bytes));
        }
    }

    [Fact]
    public void A_block_is_large_enough_for_every_size_of_its_class_and_wastes_little()
    {
        Arena arena = new();
        BufferPool pool = new(arena);
        Random random = new(3);
        for (int step = 0; step < 20_000; step++)
        {
            nint bytes = step < 3000 ? step : (nint)(1L << random.Next(11, 40)) + random.Next(-100, 100);

            // The size is what the arena would have to give; so that nothing of 1 TB is asked for, it is found by the class alone.
            nint size = SizeOf(bytes);
            Assert.True(size >= bytes);
            Assert.Equal(0, size % 64);
            Assert.True(size <= 64 || size - bytes < Math.Max(64, bytes / 4 + 64), $"{bytes} takes {size}");
        }

        nint SizeOf(nint bytes)
        {
            if (bytes > 1 << 20)
            {
                return Rounded(bytes);
            }

            arena.Clear();
            pool.Clear();
            nint start = (nint)pool.Rent(bytes);
            nint next = (nint)pool.Rent(64);
            Assert.Equal(Rounded(bytes), next - start);
            return next - start;
        }

        // Lines of 64 up to 1 KB, then four classes an octave.
        static nint Rounded(nint bytes)
        {
            nint lines = Math.Max(1, (bytes + 63) / 64);
            nint step = 1;
            while (lines > 16 && lines > 8 * step)
            {
                step *= 2;
            }

            return lines <= 16 ? lines * 64 : (lines + step - 1) / step * step * 64;
        }
    }

    [Fact]
    public void Sizes_of_one_class_share_blocks_and_sizes_of_two_do_not()
    {
        BufferPool pool = new(new Arena());
        void* block = pool.Rent(2000);
        pool.Return(block, 2000);
        Assert.NotEqual((nint)block, (nint)pool.Rent(3000));
        Assert.Equal((nint)block, (nint)pool.Rent(2048));
        pool.Return(block, 2048);
        pool.Clear();
        Assert.NotEqual((nint)block, (nint)pool.Rent(2000));
    }

    [Fact]
    public void Large_blocks_come_back()
    {
        BufferPool pool = new(new Arena());
        nint bytes = (40 << 20) + 5;
        byte* block = (byte*)pool.Rent(bytes);
        block[bytes - 1] = 7;
        pool.Return(block, bytes);
        Assert.Equal((nint)block, (nint)pool.Rent(bytes));
        Assert.Equal(7, block[bytes - 1]);
    }
}
