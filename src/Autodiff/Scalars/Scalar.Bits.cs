using System.Numerics;

namespace AutoGrad.Autodiff;

// The members that write a number's bits: they have no derivative and say so.
public readonly partial struct Scalar<T>
{
    int IFloatingPoint<Scalar<T>>.GetExponentByteCount() => throw NoDerivative.Bits("Scalar", "GetExponentByteCount");

    int IFloatingPoint<Scalar<T>>.GetExponentShortestBitLength() => throw NoDerivative.Bits("Scalar", "GetExponentShortestBitLength");

    int IFloatingPoint<Scalar<T>>.GetSignificandBitLength() => throw NoDerivative.Bits("Scalar", "GetSignificandBitLength");

    int IFloatingPoint<Scalar<T>>.GetSignificandByteCount() => throw NoDerivative.Bits("Scalar", "GetSignificandByteCount");

    bool IFloatingPoint<Scalar<T>>.TryWriteExponentBigEndian(Span<byte> destination, out int bytesWritten) =>
        throw NoDerivative.Bits("Scalar", "TryWriteExponentBigEndian");

    bool IFloatingPoint<Scalar<T>>.TryWriteExponentLittleEndian(Span<byte> destination, out int bytesWritten) =>
        throw NoDerivative.Bits("Scalar", "TryWriteExponentLittleEndian");

    bool IFloatingPoint<Scalar<T>>.TryWriteSignificandBigEndian(Span<byte> destination, out int bytesWritten) =>
        throw NoDerivative.Bits("Scalar", "TryWriteSignificandBigEndian");

    bool IFloatingPoint<Scalar<T>>.TryWriteSignificandLittleEndian(Span<byte> destination, out int bytesWritten) =>
        throw NoDerivative.Bits("Scalar", "TryWriteSignificandLittleEndian");
}
