using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>The forward sweep over recorded statements of scalars: tangents in values, from those of the leaves.</summary>
internal readonly unsafe ref struct ScalarTangents<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ScalarRecorder<T> _recorder;
    private readonly T* _tangents;

    /// <summary>Tangents for what is recorded up to now, all of them zero.</summary>
    public ScalarTangents(ScalarRecorder<T> recorder)
    {
        _recorder = recorder;
        _tangents = recorder.Memory.RentAdjoints(recorder.Count);
    }

    /// <summary>The tangent of a scalar; a constant has that of place 0, which stays zero.</summary>
    public ref T this[Scalar<T> scalar] => ref _tangents[(int)scalar.Place];

    /// <summary>The tangents of all statements from those of the leaves, each from those before it.</summary>
    public void Push()
    {
        foreach (ref readonly ScalarSegment<T> segment in _recorder.Segments)
        {
            Push(segment.Origin, _tangents, segment.First, segment.End);
        }
    }

    public void Dispose() => _recorder.Memory.ReturnAdjoints(_tangents);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Push(Statement<T>* origin, T* tangents, int first, int end)
    {
        for (int index = first; index < end; index++)
        {
            Statement<T>* statement = origin + index;
            T tangent = StrongZero.Product(statement->SlopeB, tangents[statement->B]);
            if (statement->A >= 0)
            {
                tangent += StrongZero.Product(statement->SlopeA, tangents[statement->A]);
            }
            else
            {
                // The result of several statements is the sum of those before it.
                for (int part = index + statement->A; part < index; part++)
                {
                    tangent += tangents[part];
                }
            }

            tangents[index] = tangent;
        }
    }
}
