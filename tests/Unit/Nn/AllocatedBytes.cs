namespace AutoGrad.Tests.Unit.Nn;

/// <summary>What something allocates in the steady state.</summary>
internal static class AllocatedBytes
{
    /// <summary>The least of a few runs after a first one: the runtime itself may allocate when it recompiles a method.</summary>
    public static long Of(Action action)
    {
        action();
        long least = long.MaxValue;
        for (int run = 0; run < 5 && least > 0; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
