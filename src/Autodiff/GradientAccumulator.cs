using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad.Autodiff;

/// <summary>
/// Sums of gradients that outlive the recordings they come from: for batches that are too large for one recording, or for
/// gradients from several tapes.
/// </summary>
/// <remarks>Made once for a list of parameters; adding allocates nothing. For one thread at a time.</remarks>
public sealed class GradientAccumulator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Squares within it, and sums of as many, have all their bits in float too.
    private const double SafeSquare = 1e30;
    private const int Part = 256;

    private readonly Dictionary<Parameter<T>, int> _index = [];
    private readonly T[][] _sums;
    private readonly bool[] _touched;

    /// <summary>Sums of zero for the given parameters.</summary>
    /// <param name="parameters">The parameters; one that is named twice has one sum.</param>
    public GradientAccumulator(IReadOnlyList<Parameter<T>> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (Parameter<T> parameter in parameters)
        {
            _index.TryAdd(parameter, _index.Count);
        }

        _sums = new T[_index.Count][];
        _touched = new bool[_index.Count];
        foreach ((Parameter<T> parameter, int index) in _index)
        {
            _sums[index] = new T[parameter.Length];
        }
    }

    /// <summary>How many gradients were added since the last <see cref="Clear"/>.</summary>
    public int Count { get; private set; }

    /// <summary>That of the tape whose gradients came last.</summary>
    internal int MaxDegreeOfParallelism { get; private set; } = 1;

    /// <summary>The sum for a parameter, row-major, of the parameter's shape.</summary>
    /// <exception cref="KeyNotFoundException">The accumulator was not made for this parameter.</exception>
    public ReadOnlySpan<T> this[Parameter<T> parameter]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(parameter);
            return _index.TryGetValue(parameter, out int index)
                ? _sums[index]
                : throw new KeyNotFoundException(CallerLocation.Append($"The accumulator was not made for parameter '{parameter.Name}' {parameter.Shape}."));
        }
    }

    /// <summary>Adds the gradients of one recording, each times <paramref name="scale"/>; parameters that took no part are left as they are.</summary>
    /// <param name="gradients">The gradients.</param>
    /// <param name="scale">A factor, such as one over the number of batches.</param>
    public void Add(Gradients<T> gradients, double scale = 1.0)
    {
        T factor = T.CreateTruncating(scale);
        MaxDegreeOfParallelism = gradients.Tape.MaxDegreeOfParallelism;
        foreach ((Parameter<T> parameter, int index) in _index)
        {
            if (gradients.TryGet(parameter, out ReadOnlySpan<T> gradient))
            {
                TensorPrimitives.MultiplyAdd(gradient, factor, _sums[index], _sums[index]);
                _touched[index] = true;
            }
        }

        Count++;
    }

    /// <summary>Whether a parameter took part in any recording that was added.</summary>
    public bool Contains(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return _index.TryGetValue(parameter, out int index) && _touched[index];
    }

    /// <summary>
    /// Makes all sums together no longer than <paramref name="maximum"/>, by one factor for all of them; shorter ones stay as they are.
    /// </summary>
    /// <param name="maximum">The greatest Euclidean norm of all sums as one vector.</param>
    /// <returns>The norm before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not positive and finite.</exception>
    /// <exception cref="ArithmeticException">The norm is NaN or infinite; the sums stay as they are.</exception>
    public double ClipNorm(double maximum)
    {
        CheckMaximum(nameof(ClipNorm), maximum);
        double norm = Norm();
        if (!double.IsFinite(norm))
        {
            throw new ArithmeticException(CallerLocation.Append(
                string.Create(CultureInfo.InvariantCulture, $"ClipNorm: the norm of the gradients is {norm}; they were left as they are.")));
        }

        if (norm > maximum)
        {
            Shorten(norm, maximum);
        }

        return norm;
    }

    /// <summary>Brings every entry of the sums into [-<paramref name="maximum"/>, <paramref name="maximum"/>]: infinite ones too, while NaN stays NaN.</summary>
    /// <param name="maximum">The greatest magnitude of an entry.</param>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not positive and finite.</exception>
    public void ClipValue(double maximum)
    {
        CheckMaximum(nameof(ClipValue), maximum);
        T bound = T.CreateTruncating(maximum);
        foreach (T[] sum in _sums)
        {
            TensorPrimitives.Clamp(sum, -bound, bound, sum);
        }
    }

    /// <summary>Sets all sums to zero.</summary>
    public void Clear()
    {
        foreach (T[] sum in _sums)
        {
            Array.Clear(sum);
        }

        Array.Clear(_touched);
        Count = 0;
    }

    private static void CheckMaximum(string operation, double maximum)
    {
        if (!(maximum > 0.0 && double.IsFinite(maximum)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(maximum), CallerLocation.Append(string.Create(CultureInfo.InvariantCulture, $"{operation}: the maximum {maximum} must be positive and finite.")));
        }
    }

    private void Shorten(double norm, double maximum)
    {
        T factor = T.CreateTruncating(maximum / norm);
        foreach (T[] sum in _sums)
        {
            if (double.CreateTruncating(factor) > 1.0 / SafeSquare)
            {
                TensorPrimitives.Multiply(sum, factor, sum);
                continue;
            }

            // The factor alone has too few bits, or none.
            foreach (ref T entry in sum.AsSpan())
            {
                entry = T.CreateTruncating(double.CreateTruncating(entry) / norm * maximum);
            }
        }
    }

    private double Norm()
    {
        double squares = 0.0;
        foreach (T[] sum in _sums)
        {
            for (int start = 0; start < sum.Length; start += Part)
            {
                squares += double.CreateTruncating(TensorPrimitives.SumOfSquares<T>(sum.AsSpan(start, Math.Min(Part, sum.Length - start))));
            }
        }

        return squares is > 1.0 / SafeSquare and < SafeSquare ? Math.Sqrt(squares) : ScaledNorm();
    }

    // In units of the greatest entry, whose square is out of range.
    private double ScaledNorm()
    {
        double greatest = 0.0;
        foreach (T[] sum in _sums)
        {
            foreach (T entry in sum)
            {
                // Of NaN too, unlike a comparison.
                greatest = Math.Max(greatest, Math.Abs(double.CreateTruncating(entry)));
            }
        }

        if (greatest == 0.0 || !double.IsFinite(greatest))
        {
            return greatest;
        }

        double squares = 0.0;
        foreach (T[] sum in _sums)
        {
            foreach (T entry in sum)
            {
                double part = double.CreateTruncating(entry) / greatest;
                squares += part * part;
            }
        }

        return greatest * Math.Sqrt(squares);
    }
}
