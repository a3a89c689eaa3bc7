using System.Globalization;
using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// Holds derivatives against central differences in float64, with steps in proportion to the value that is moved. Use it with
/// double; with a coarser type the tolerance is coarser too. Keep away from kinks, where no difference quotient is right. The forward mode
/// is held against the reverse mode along one direction. The function must give the same values each time: random masks must be drawn again.
/// </summary>
public static partial class GradientCheck
{
    /// <summary>Compares all partial derivatives of a function, scalar or vector, and throws if one is wrong.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where to compare.</param>
    /// <param name="tolerance">The relative error that passes; by default 1e-6 for double, 1e-2 for float.</param>
    /// <exception cref="GradientMismatchException">An entry disagrees; the message names the worst one.</exception>
    public static void Verify<T>(Func<Variable<T>, Variable<T>> f, ReadOnlySpan<T> x, double? tolerance = null)
        where T : unmanaged, IFloatingPointIeee754<T> => ThrowUnlessPassed(Compare(f, x, tolerance));

    /// <summary>Compares the derivatives of a loss with respect to parameters and throws if one is wrong.</summary>
    /// <param name="parameters">The parameters; they hold their numbers again afterwards.</param>
    /// <param name="loss">Records the loss on the tape that it is given.</param>
    /// <param name="tolerance">The relative error that passes; by default 1e-6 for double, 1e-2 for float.</param>
    /// <exception cref="GradientMismatchException">An entry disagrees; the message names the worst one.</exception>
    public static void Verify<T>(IReadOnlyList<Parameter<T>> parameters, Func<Tape<T>, Variable<T>> loss, double? tolerance = null)
        where T : unmanaged, IFloatingPointIeee754<T> => ThrowUnlessPassed(Compare(parameters, loss, tolerance));

    /// <summary>Compares all partial derivatives of a function, scalar or vector, and reports the worst entry.</summary>
    /// <inheritdoc cref="Verify{T}(Func{Variable{T}, Variable{T}}, ReadOnlySpan{T}, double?)"/>
    public static GradientReport Compare<T>(Func<Variable<T>, Variable<T>> f, ReadOnlySpan<T> x, double? tolerance = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(f);
        Parameter<T> point = new("x", x, [x.Length]);
        return Compare([point], tape => f(tape.Variable(point)), tolerance);
    }

    /// <summary>Compares the derivatives of a loss with respect to parameters and reports the worst entry.</summary>
    /// <inheritdoc cref="Verify{T}(IReadOnlyList{Parameter{T}}, Func{Tape{T}, Variable{T}}, double?)"/>
    public static GradientReport Compare<T>(IReadOnlyList<Parameter<T>> parameters, Func<Tape<T>, Variable<T>> loss, double? tolerance = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(loss);
        CheckTolerance(tolerance);
        Tape<T> tape = new();
        CheckRepeats(tape, loss);
        List<Entry> entries = [];
        List<Entry> forward = [];
        double largestValue = 0.0;
        foreach (Parameter<T> parameter in parameters)
        {
            double[][] differentiated = Differentiated(tape, parameter, loss, forward);
            T[] values = parameter.Values.ToArray();
            for (int index = 0; index < values.Length; index++)
            {
                int moved = index;
                double[] numerical;
                try
                {
                    numerical = new CentralDifference(
                        value => Evaluate(tape, parameter, moved, value, loss, ref largestValue),
                        double.CreateTruncating(values[index]),
                        value => double.CreateTruncating(T.CreateTruncating(value))).Derivatives();
                }
                finally
                {
                    parameter.Assign(values);
                }

                for (int output = 0; output < numerical.Length; output++)
                {
                    entries.Add(new(parameter.Name, parameter.Shape, index, numerical.Length > 1 ? output : null, differentiated[output][index], numerical[output]));
                }
            }
        }

        GradientReport report = Worst<T>(entries, tolerance ?? DefaultTolerance<T>(), largestValue);
        GradientReport ofForward = Worst<T>(forward, report.Tolerance, 0.0);
        return report.Passed && !ofForward.Passed ? ofForward : report;
    }

    private static void CheckTolerance(double? tolerance)
    {
        if (tolerance is <= 0.0 or double.NaN)
        {
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, CallerLocation.Append("GradientCheck: the tolerance must be positive."));
        }
    }

    private static void CheckRepeats<T>(Tape<T> tape, Func<Tape<T>, Variable<T>> loss)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] first = loss(tape).ToArray();
        tape.Reset();
        T[] second = loss(tape).ToArray();
        for (int index = 0; index < Math.Min(first.Length, second.Length); index++)
        {
            CheckSame(first[index], second[index]);
        }
    }

    // No difference of random numbers is a derivative.
    private static void CheckSame<T>(T first, T second)
    {
        if (!EqualityComparer<T>.Default.Equals(first, second))
        {
            throw new InvalidOperationException(CallerLocation.Append(string.Create(
                CultureInfo.InvariantCulture,
                $"GradientCheck: the function gave {first} and then {second} at the same point. Dropout draws a new mask each time: set the State of its stream at the start of the function.")));
        }
    }

    private static double DefaultTolerance<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => typeof(T) == typeof(double) ? 1e-6 : typeof(T) == typeof(float) ? 1e-2 : 0.1;

    /// <summary>The gradient of each output; and each output's derivative along a direction by the forward sweep, to be held against it.</summary>
    private static double[][] Differentiated<T>(Tape<T> tape, Parameter<T> parameter, Func<Tape<T>, Variable<T>> loss, List<Entry> forward)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        tape.Reset();
        Variable<T> input = tape.Variable(parameter);
        Variable<T> result = loss(tape);
        T[] seed = new T[result.Length];
        double[][] rows = new double[seed.Length][];
        for (int output = 0; output < rows.Length; output++)
        {
            seed[output] = T.One;
            Gradients<T> gradients = result.Gradients(seed);
            seed[output] = T.Zero;
            rows[output] = Array.ConvertAll(gradients[input].ToArray(), double.CreateTruncating);
            gradients.Release();
        }

        double[] direction = [.. Enumerable.Range(0, parameter.Length).Select(index => 1.0 + (0.5 * Math.Cos(index)))];
        T[] tangent = result.JacobianVectorProduct(input, tape.Constant(Array.ConvertAll(direction, T.CreateTruncating), parameter.Shape)).ToArray();
        for (int output = 0; output < rows.Length; output++)
        {
            double[] terms = [.. rows[output].Zip(direction, (slope, along) => slope * along)];
            forward.Add(new(parameter.Name, parameter.Shape, 0, rows.Length > 1 ? output : null, double.CreateTruncating(tangent[output]), terms.Sum())
            {
                ForwardScale = terms.Sum(Math.Abs),
            });
        }

        return rows;
    }

    private static double[] Evaluate<T>(
        Tape<T> tape, Parameter<T> parameter, int index, double value, Func<Tape<T>, Variable<T>> loss, ref double largest)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        parameter.Update()[index] = T.CreateTruncating(value);
        tape.Reset();
        double[] outputs = Array.ConvertAll(loss(tape).ToArray(), double.CreateTruncating);
        foreach (double output in outputs)
        {
            largest = double.IsFinite(output) ? Math.Max(largest, Math.Abs(output)) : largest;
        }

        return outputs;
    }

    private static GradientReport Worst<T>(List<Entry> entries, double tolerance, double largestValue)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Differences of values cannot be more exact than the values: that much is no error.
        double noise = 100.0 * double.CreateTruncating(T.BitIncrement(T.One) - T.One) * largestValue;
        double largest = entries.Select(entry => Math.Abs(entry.Numerical)).Where(double.IsFinite).DefaultIfEmpty().Max();
        Entry? worst = null;
        double worstError = double.NegativeInfinity;
        foreach (Entry entry in entries)
        {
            double difference = Math.Abs(entry.Differentiated - entry.Numerical);
            double scale = entry.ForwardScale is { } terms ? Math.Max(terms, double.Epsilon) : Math.Max(Math.Max(Math.Abs(entry.Differentiated), Math.Abs(entry.Numerical)), Math.Max(0.01 * largest, noise / tolerance));
            double error = difference == 0.0 ? 0.0 : difference / scale;
            error = double.IsNaN(error) ? double.PositiveInfinity : error;
            if (error > worstError)
            {
                (worst, worstError) = (entry, error);
            }
        }

        return worst is null
            ? new("none", 0.0, 0.0, 0.0, tolerance, 0)
            : new(worst.ToString(), worst.Differentiated, worst.Numerical, worstError, tolerance, entries.Count);
    }

    private static void ThrowUnlessPassed(GradientReport report)
    {
        if (!report.Passed)
        {
            throw new GradientMismatchException(report);
        }
    }

    private sealed record Entry(string Name, Shape Shape, int Index, int? Output, double Differentiated, double Numerical)
    {
        /// <summary>Of an entry of the forward sweep: the sum of the sizes of the terms that it is the sum of.</summary>
        public double? ForwardScale { get; init; }

        public override string ToString()
        {
            if (ForwardScale is not null)
            {
                return $"dy{(Output is { } row ? $"[{row.ToString(CultureInfo.InvariantCulture)}]" : string.Empty)} along a direction of {Name} in forward mode, against the reverse mode";
            }

            int[] place = new int[Shape.Rank];
            int rest = Index;
            for (int axis = place.Length - 1; axis >= 0; axis--)
            {
                (rest, place[axis]) = Math.DivRem(rest, Shape[axis]);
            }

            string output = Output is { } number ? string.Create(CultureInfo.InvariantCulture, $"[{number}]") : string.Empty;
            return $"dy{output}/d{Name}{(place.Length == 0 ? string.Empty : Autodiff.Shape.Format(place))}";
        }
    }
}
