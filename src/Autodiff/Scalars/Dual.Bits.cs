using System.Numerics;

namespace AutoGrad.Autodiff;

// The members that write a number's bits: they have no derivative and say so.
public readonly partial struct Dual<T>
{
    int IFloatingPoint<Dual<T>>.GetExponentByteCount() => throw ScalarRefusal.Bits("Dual", "GetExponentByteCount");

    int IFloatingPoint<Dual<T>>.GetExponentShortestBitLength() => throw ScalarRefusal.Bits("Dual", "GetExponentShortestBitLength");

    int IFloatingPoint<Dual<T>>.GetSignificandBitLength() => throw ScalarRefusal.Bits("Dual", "GetSignificandBitLength");

    int IFloatingPoint<Dual<T>>.GetSignificandByteCount() => throw ScalarRefusal.Bits("Dual", "GetSignificandByteCount");

    bool IFloatingPoint<Dual<T>>.TryWriteExponentBigEndian(Span<byte> destination, out int bytesWritten) =>
        throw ScalarRefusal.Bits("Dual", "TryWriteExponentBigEndian");

    bool IFloatingPoint<Dual<T>>.TryWriteExponentLittleEndian(Span<byte> destination, out int bytesWritten) =>
        throw ScalarRefusal.Bits("Dual", "TryWriteExponentLittleEndian");

    bool IFloatingPoint<Dual<T>>.TryWriteSignificandBigEndian(Span<byte> destination, out int bytesWritten) =>
        throw ScalarRefusal.Bits("Dual", "TryWriteSignificandBigEndian");

    bool IFloatingPoint<Dual<T>>.TryWriteSignificandLittleEndian(Span<byte> destination, out int bytesWritten) =>
        throw ScalarRefusal.Bits("Dual", "TryWriteSignificandLittleEndian");
}
