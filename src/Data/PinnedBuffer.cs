using System.Runtime.InteropServices;

namespace AutoGrad.Data;

/// <summary>
/// Memory that the collector does not move and that starts on a cache line, so that a tape may borrow it and vector loads
/// do not straddle lines.
/// </summary>
internal static class PinnedBuffer
{
    private const int Alignment = 64;

    public static Memory<T> Allocate<T>(int length)
        where T : unmanaged
    {
        int spare = Alignment / Marshal.SizeOf<T>();
        if (length > Array.MaxLength - spare)
        {
            return GC.AllocateArray<T>(length, pinned: true);
        }

        T[] array = GC.AllocateArray<T>(length + spare, pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        int skipped = (int)((Alignment - (address % Alignment)) % Alignment) / Marshal.SizeOf<T>();
        return MemoryMarshal.CreateFromPinnedArray(array, skipped, length);
    }
}
