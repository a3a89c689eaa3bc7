using System.Numerics;

namespace AutoGrad.Autodiff;

// The members that write a number's bits: they have no derivative and say so.
public readonly partial struct Dual<T>
{
    int IFloatingPoint<Dual<T>>.GetExponentByteCount() => throw NoDerivative.Bits("Dual", "GetExponentByteCount");

    int IFloatingPoint<Dual<T>>.GetExponentShortestBitLength() => throw NoDerivative.Bits("Dual", "GetExponentShortestBitLength");

    int IFloatingPoint<Dual<T>>.GetSignificandBitLength() => throw NoDerivative.Bits("Dual", "GetSignificandBitLength");

    int IFloatingPoint<Dual<T>>.GetSignificandByteCount() => throw NoDerivative.Bits("Dual", "GetSignificandByteCount");

    bool IFloatingPoint<Dual<T>>.TryWriteExponentBigEndian(Span<byte> destination, out int bytesWritten) =>
        throw NoDerivative.Bits("Dual", "TryWriteExponentBigEndian");

    bool IFloatingPoint<Dual<T>>.TryWriteExponentLittleEndian(Span<byte> destination, out int bytesWritten) =>
        throw NoDerivative.Bits("Dual", "TryWriteExponentLittleEndian");

    bool IFloatingPoint<Dual<T>>.TryWriteSignificandBigEndian(Span<byte> destination, out int bytesWritten) =>
        throw NoDerivative.Bits("Dual", "TryWriteSignificandBigEndian");

    bool IFloatingPoint<Dual<T>>.TryWriteSignificandLittleEndian(Span<byte> destination, out int bytesWritten) =>
        throw NoDerivative.Bits("Dual", "TryWriteSignificandLittleEndian");
}
