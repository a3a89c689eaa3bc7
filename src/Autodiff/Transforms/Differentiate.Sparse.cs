using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

// Derivatives that are mostly zero: the pattern from one recording, the entries from few products.
public static partial class Differentiate
{
    /// <summary>
    /// The Jacobian of a vector function of which most entries are zero. Which are not is found from the recording; then columns that share no row go together into
    /// one forward sweep, or rows that share no column into one reverse sweep, whichever are fewer: 3 sweeps for a tridiagonal matrix of any size.
    /// </summary>
    /// <param name="f">The function. What it does not write counts as 0.</param>
    /// <param name="x">Where to differentiate. The pattern is that of the branches taken here.</param>
    /// <param name="resultLength">How many numbers the function writes.</param>
    /// <exception cref="RecordingException">A result is of another tape, or the path leads through variables.</exception>
    public static SparseMatrix<T> SparseJacobian<T>(SpanVectorFunction<Scalar<T>> f, ReadOnlySpan<T> x, int resultLength)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckLength(nameof(SparseJacobian), resultLength);
        Tape<T> tape = new();
        Scalar<T>[] inputs = new Scalar<T>[x.Length];
        Scalar<T>[] results = new Scalar<T>[resultLength];
        Record(tape, f, x, inputs, results);
        ScalarDependencies dependencies = Dependencies(nameof(SparseJacobian), tape, x.Length, curvatures: null);
        SparseMatrix<T> jacobian = new(SparsityDetection.Jacobian(dependencies.Graph, Array.ConvertAll(results, dependencies.NodeOf)));
        Fill(tape, inputs, results, jacobian);
        return jacobian;
    }

    /// <summary>The Jacobian of a vector function with a known pattern: that of an earlier result, say.</summary>
    /// <param name="f">The function; it writes as many numbers as the pattern has rows.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="pattern">All entries that may differ from zero. If one is missing, others are wrong.</param>
    /// <exception cref="ShapeException">The pattern has not as many columns as x numbers.</exception>
    /// <exception cref="RecordingException">A result is of another tape.</exception>
    public static SparseMatrix<T> SparseJacobian<T>(SpanVectorFunction<Scalar<T>> f, ReadOnlySpan<T> x, SparsityPattern pattern)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SparseMatrix<T> jacobian = new(pattern);
        SparseJacobian(new Tape<T>(), f, x, jacobian);
        return jacobian;
    }

    /// <summary>The Jacobian of a vector function with a known pattern, on a tape and into a matrix of the caller: in a loop nothing is allocated.</summary>
    /// <param name="tape">The tape; it is Reset, and holds the recording afterwards.</param>
    /// <param name="f">The function; it writes as many numbers as the matrix has rows.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="jacobian">Where the entries are written. If its pattern misses one that is not zero, others are wrong.</param>
    /// <exception cref="ShapeException">The matrix has not as many columns as x numbers.</exception>
    /// <exception cref="RecordingException">A result is of another tape.</exception>
    public static void SparseJacobian<T>(Tape<T> tape, SpanVectorFunction<Scalar<T>> f, ReadOnlySpan<T> x, SparseMatrix<T> jacobian)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(jacobian);
        CheckPattern(nameof(SparseJacobian), jacobian.Pattern, x.Length);
        using Rented<Scalar<T>> inputs = new(x.Length);
        using Rented<Scalar<T>> results = new(jacobian.RowCount);
        Record(tape, f, x, inputs.Span, results.Span);
        Fill(tape, inputs.Span, results.Span, jacobian);
    }

    /// <summary>The Jacobian of a vector function with a known pattern, in forward mode: one evaluation for each group of columns that share no row.</summary>
    /// <param name="f">The function; it writes as many numbers as the pattern has rows.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="pattern">All entries that may differ from zero. If one is missing, others are wrong.</param>
    /// <exception cref="ShapeException">The pattern has not as many columns as x numbers.</exception>
    [OverloadResolutionPriority(-1)]
    public static SparseMatrix<T> SparseJacobian<T>(SpanVectorFunction<Dual<T>> f, ReadOnlySpan<T> x, SparsityPattern pattern)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SparseMatrix<T> jacobian = new(pattern);
        CheckPattern(nameof(SparseJacobian), pattern, x.Length);
        Coloring coloring = pattern.ColumnColoring;
        T[] v = new T[x.Length];
        T[] product = new T[pattern.RowCount];
        for (int color = 0; color < coloring.Count; color++)
        {
            Fill(v, coloring.Members(color), T.One);
            JacobianVectorProduct(f, x, v, product);
            Fill(v, coloring.Members(color), T.Zero);
            coloring.Read<T>(color, product, jacobian.Entries);
        }

        return jacobian;
    }

    /// <summary>
    /// The Hessian of a function of which most entries are zero. Which are not is found from one recording: sums do not bend, products bend in one operand with the
    /// other, and so on. Then come a few Hessian-vector products, from which each entry is read: 3 for a tridiagonal matrix of any size, 2 for an
    /// arrow.
    /// </summary>
    /// <param name="f">The function. A result that does not depend on x has a Hessian of zeros.</param>
    /// <param name="x">Where to differentiate. The pattern is that of the branches taken here.</param>
    /// <exception cref="RecordingException">The result is of another tape, or the path leads through variables.</exception>
    public static SparseMatrix<T> SparseHessian<T>(SpanFunction<Scalar<Dual<T>>> f, ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tape<Dual<T>> tape = new();
        CurvatureLog curvatures = new();
        tape.ScalarRecorder.Curvatures = curvatures;
        Dual<T>[] point = new Dual<T>[x.Length];
        Seed(point, x, default);
        Scalar<Dual<T>> result = Record(tape, f, point, new Scalar<Dual<T>>[x.Length]);
        tape.ScalarRecorder.Curvatures = null;
        ScalarDependencies dependencies = Dependencies(nameof(SparseHessian), tape, x.Length, curvatures);
        SparseMatrix<T> hessian = new(SparsityDetection.Hessian(dependencies.Graph, dependencies.NodeOf(result)));
        SparseHessian(tape, f, x, hessian);
        return hessian;
    }

    /// <summary>The Hessian of a function with a known pattern: that of an earlier result, say.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="pattern">All entries that may differ from zero, and so symmetric. If one is missing, others are wrong.</param>
    /// <exception cref="ShapeException">The pattern is not symmetric or has not as many columns as x numbers.</exception>
    /// <exception cref="RecordingException">The result is of another tape.</exception>
    public static SparseMatrix<T> SparseHessian<T>(SpanFunction<Scalar<Dual<T>>> f, ReadOnlySpan<T> x, SparsityPattern pattern)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SparseMatrix<T> hessian = new(pattern);
        SparseHessian(new Tape<Dual<T>>(), f, x, hessian);
        return hessian;
    }

    /// <summary>The Hessian of a function with a known pattern, on a tape and into a matrix of the caller: in a loop nothing is allocated.</summary>
    /// <param name="tape">The tape; it is Reset, and holds the last recording afterwards.</param>
    /// <param name="f">The function.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="hessian">Where the entries are written. If its pattern misses one that is not zero, others are wrong.</param>
    /// <exception cref="ShapeException">The matrix is not symmetric or has not as many columns as x numbers.</exception>
    /// <exception cref="RecordingException">The result is of another tape.</exception>
    public static void SparseHessian<T>(Tape<Dual<T>> tape, SpanFunction<Scalar<Dual<T>>> f, ReadOnlySpan<T> x, SparseMatrix<T> hessian)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(hessian);
        CheckPattern(nameof(SparseHessian), hessian.Pattern, x.Length);
        Coloring coloring = hessian.Pattern.SymmetricColoring;
        using Rented<T> v = new(x.Length);
        using Rented<T> product = new(x.Length);
        for (int color = 0; color < coloring.Count; color++)
        {
            Fill(v.Span, coloring.Members(color), T.One);
            HessianVectorProduct(tape, f, x, v.Span, product.Span);
            Fill(v.Span, coloring.Members(color), T.Zero);
            coloring.Read<T>(color, product.Span, hessian.Entries);
        }
    }

    private static ScalarDependencies Dependencies<T>(string operation, Tape<T> tape, int inputCount, CurvatureLog? curvatures)
        where T : unmanaged, IFloatingPointIeee754<T> => tape.NewestRead < 0
        ? ScalarDependencies.Of(tape.ScalarRecorder, inputCount, curvatures)
        : throw new RecordingException($"{operation}: the function reads scalars from a variable, and patterns are found in scalar code only. Give the pattern.");

    private static void Fill<T>(Tape<T> tape, ReadOnlySpan<Scalar<T>> inputs, ReadOnlySpan<Scalar<T>> results, SparseMatrix<T> jacobian)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Coloring columns = jacobian.Pattern.ColumnColoring;
        Coloring rows = jacobian.Pattern.RowColoring;
        if (columns.Count < rows.Count && tape.NewestRead < 0)
        {
            FillByColumns(tape, inputs, results, columns, jacobian.Entries);
        }
        else
        {
            FillByRows(tape, inputs, results, rows, jacobian.Entries);
        }
    }

    private static void FillByColumns<T>(Tape<T> tape, ReadOnlySpan<Scalar<T>> inputs, ReadOnlySpan<Scalar<T>> results, Coloring coloring, Span<T> entries)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using ScalarTangents<T> tangents = new(tape.ScalarRecorder);
        using Rented<T> product = new(results.Length);
        for (int color = 0; color < coloring.Count; color++)
        {
            foreach (int column in coloring.Members(color))
            {
                tangents[inputs[column]] = T.One;
            }

            tangents.Push();
            for (int row = 0; row < results.Length; row++)
            {
                product.Span[row] = tangents[results[row]];
            }

            foreach (int column in coloring.Members(color))
            {
                tangents[inputs[column]] = T.Zero;
            }

            coloring.Read<T>(color, product.Span, entries);
        }
    }

    private static void FillByRows<T>(Tape<T> tape, ReadOnlySpan<Scalar<T>> inputs, ReadOnlySpan<Scalar<T>> results, Coloring coloring, Span<T> entries)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using Rented<Scalar<T>> members = new(results.Length);
        using Rented<T> product = new(inputs.Length);
        for (int color = 0; color < coloring.Count; color++)
        {
            int count = 0;
            foreach (int row in coloring.Members(color))
            {
                members.Span[count++] = results[row];
            }

            Pull(Fused.Sum<Scalar<T>>(members.Span[..count]), inputs, product.Span);
            coloring.Read<T>(color, product.Span, entries);
        }
    }

    private static void Fill<T>(Span<T> v, ReadOnlySpan<int> members, T value)
    {
        foreach (int member in members)
        {
            v[member] = value;
        }
    }

    private static void CheckPattern(string operation, SparsityPattern pattern, int length)
    {
        if (pattern.ColumnCount != length)
        {
            throw new ShapeException($"{operation} needs a pattern of {length} columns and was given one of {pattern.RowCount} x {pattern.ColumnCount}.");
        }
    }
}
