using System.Numerics;
using System.Runtime.InteropServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Bench;

/// <summary>The matrices of a case, one behind the other on cache lines, as a tape has them; a C for us and one for each peer.</summary>
internal sealed unsafe class BlasOperands<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Line = 64;

    private readonly BlasCase _case;
    private readonly T* _memory;
    private readonly T* _a;
    private readonly T* _b;
    private readonly T*[] _c;
    private readonly T* _workspace;
    private readonly int _workspaceLength;

    public BlasOperands(BlasCase item, int peers, int threads)
    {
        _case = item;
        _workspaceLength = MatrixProduct.WorkspaceLength<T>(item.Rows, item.Columns, item.Depth, item.TransposeA, item.TransposeB, threads);
        nint lengthA = InLines(item.Rows * item.Depth);
        nint lengthB = InLines(item.Depth * item.Columns);
        nint lengthC = InLines(item.Rows * item.Columns);
        nint length = lengthA + lengthB + ((peers + 1) * lengthC) + InLines(_workspaceLength);
        _memory = (T*)NativeMemory.AlignedAlloc((nuint)(length * sizeof(T)), Line);
        _a = _memory;
        _b = _a + lengthA;
        _c = new T*[peers + 1];
        for (int index = 0; index <= peers; index++)
        {
            _c[index] = _b + lengthB + (index * lengthC);
        }

        _workspace = _b + lengthB + ((peers + 1) * lengthC);
        new Span<T>(_c[0], (int)(length - lengthA - lengthB)).Clear();
        Random random = new(1);
        foreach (ref T value in new Span<T>(_a, (int)(lengthA + lengthB)))
        {
            value = T.CreateChecked(random.NextDouble() - 0.5);
        }
    }

    public void Ours(int threads) => MatrixProduct.Multiply(
        _case.Rows,
        _case.Columns,
        _case.Depth,
        new ReadOnlySpan<T>(_a, _case.Rows * _case.Depth),
        _case.TransposeA,
        new ReadOnlySpan<T>(_b, _case.Depth * _case.Columns),
        _case.TransposeB,
        Result(0),
        false,
        [],
        new Span<T>(_workspace, _workspaceLength),
        threads);

    /// <summary>The product of a peer; the first has number 1.</summary>
    public void Peer(BlasProduct product, int number) => product.Multiply(_case, _a, _b, _c[number]);

    /// <summary>Computes both and compares.</summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public void Verify(BlasProduct product, int number)
    {
        Ours(1);
        Peer(product, number);
        double tolerance = _case.Depth * double.CreateChecked(T.BitIncrement(T.One) - T.One);
        for (int index = 0; index < _case.Rows * _case.Columns; index++)
        {
            double difference = double.CreateChecked(T.Abs(Result(0)[index] - Result(number)[index]));
            if (!(difference <= tolerance))
            {
                throw new InvalidOperationException($"{_case}: {product.Name} has {Result(number)[index]} where we have {Result(0)[index]}.");
            }
        }
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    private static nint InLines(int length) => (((nint)length * sizeof(T)) + Line - 1) / Line * (Line / sizeof(T));

    private Span<T> Result(int index) => new(_c[index], _case.Rows * _case.Columns);
}
