using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad.Autodiff;

// What is recorded by a call: operations that are out of the ordinary, and those of three and more operands.
internal sealed unsafe partial class ScalarRecorder<T>
{
    private bool DetectsAnomalies => Tape.DetectsAnomalies && Tape.IsDifferentiable;

    /// <summary>Records a function of one scalar in the careful way.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Scalar<T> Append<TRule>(TRule rule, Scalar<T> x)
        where TRule : struct, IScalarRule<T>
    {
        Check(x, TRule.Name);
        T value = rule.Value(x.Number, out T slope);
        if (DetectsAnomalies)
        {
            CheckNumbers(TRule.Name, value, (int)x.Place, slope);
        }

        _curvatures?.Note(Count, CurvatureLog.Of<T, TRule>());
        return Frozen is { } frozen
            ? frozen.Append(ScalarOperation<T>.Of(rule), value, x)
            : Append(value, x, slope, default, T.Zero);
    }

    /// <summary>Records a function of two scalars in the careful way.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Scalar<T> Append<TRule>(TRule rule, Scalar<T> x, Scalar<T> y)
        where TRule : struct, IScalarRule2<T>
    {
        Check(x, TRule.Name);
        Check(y, TRule.Name);
        T value = rule.Value(x.Number, y.Number, out T slopeX, out T slopeY);
        if (DetectsAnomalies)
        {
            CheckNumbers(TRule.Name, value, (int)x.Place, slopeX);
            CheckNumbers(TRule.Name, value, (int)y.Place, slopeY);
        }

        _curvatures?.Note(Count, CurvatureLog.Of<T, TRule>());
        return Frozen is { } frozen
            ? frozen.Append(ScalarOperation<T>.Of2(rule), value, x, y)
            : Append(value, x, slopeX, y, slopeY);
    }

    /// <summary>Records a function of three scalars: two statements.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Scalar<T> Append<TRule>(TRule rule, Scalar<T> x, Scalar<T> y, Scalar<T> z)
        where TRule : struct, IScalarRule3<T>
    {
        Check(x, TRule.Name);
        Check(y, TRule.Name);
        Check(z, TRule.Name);
        T value = rule.Value(x.Number, y.Number, z.Number, out T slopeX, out T slopeY, out T slopeZ);
        if (DetectsAnomalies)
        {
            CheckNumbers(TRule.Name, value, (int)x.Place, slopeX);
            CheckNumbers(TRule.Name, value, (int)y.Place, slopeY);
            CheckNumbers(TRule.Name, value, (int)z.Place, slopeZ);
        }

        if (Frozen is { } frozen)
        {
            return frozen.Append(ScalarOperation<T>.Of3(rule), value, x, y, z);
        }

        if (!Tape.IsDifferentiable)
        {
            return new(value);
        }

        _curvatures?.Note(Count, CurvatureLog.Of<T, TRule>(), parts: 1);
        Statement<T>* statements = MakeRoom(2);
        statements[0] = new() { A = (int)x.Place, B = (int)y.Place, SlopeA = slopeX, SlopeB = slopeY };
        statements[1] = new() { A = -1, B = (int)z.Place, SlopeA = T.Zero, SlopeB = slopeZ };
        Place += 2;
        return new(value, this, Place - 1);
    }

    /// <summary>
    /// The statements of a sum of products, and their sum, from the first to the last. A pair of factors fills a statement: each is the other's slope.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public T WriteProducts(ReadOnlySpan<Scalar<T>> x, ReadOnlySpan<Scalar<T>> y, Statement<T>* statements)
    {
        T sum = T.Zero;
        ulong places = 0;
        bool hasOthers = false;
        ref Scalar<T> left = ref MemoryMarshal.GetReference(x);
        ref Scalar<T> right = ref MemoryMarshal.GetReference(y);
        for (Statement<T>* end = statements + x.Length; statements < end; statements++)
        {
            // Nothing is called within the loop, so that it stays in registers.
            if (!ReferenceEquals(left.Recorder, this) || !ReferenceEquals(right.Recorder, this))
            {
                hasOthers = true;
            }

            places |= left.Place | right.Place;
            sum += left.Number * right.Number;
            statements->A = (int)left.Place;
            statements->B = (int)right.Place;
            statements->SlopeA = right.Number;
            statements->SlopeB = left.Number;
            left = ref Unsafe.Add(ref left, 1);
            right = ref Unsafe.Add(ref right, 1);
        }

        if (hasOthers | places > Newest)
        {
            Check(x, "Dot");
            Check(y, "Dot");
        }

        return sum;
    }

    /// <summary>Records an operation of many operands, which stand in statements at <see cref="Place"/>, before the one that becomes its result.</summary>
    public Scalar<T> Finish(string operation, T value, Statement<T>* operands, int count, Curvature curvature)
    {
        if (!Tape.IsDifferentiable)
        {
            return new(value);
        }

        if (Tape.DetectsAnomalies)
        {
            for (int index = 0; index < count; index++)
            {
                CheckNumbers(operation, value, operands[index].A, operands[index].SlopeA);
                CheckNumbers(operation, value, operands[index].B, operands[index].SlopeB);
            }
        }

        _curvatures?.Note(Count, curvature, count);
        return new(value, this, Finish(operands, count));
    }

    /// <summary>Writes the statement of the result behind those of the operands, and gives its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Finish(Statement<T>* operands, int count)
    {
        Statement<T>* result = operands + count;
        result->A = -count;
        result->B = 0;
        result->SlopeA = T.Zero;
        result->SlopeB = T.Zero;
        ulong place = Place + (ulong)count;
        Place = place + 1;
        return place;
    }

    private static void CheckNumbers(string operation, T value, int operand, T slope)
    {
        if (T.IsNaN(value) || (operand != 0 && T.IsNaN(slope)))
        {
            throw new AnomalyException($"{operation} gives {value}, and the slope {(operand == 0 ? T.Zero : slope)} towards an operand.");
        }
    }

    private Scalar<T> Append(T value, Scalar<T> x, T slopeX, Scalar<T> y, T slopeY)
    {
        if (!Tape.IsDifferentiable)
        {
            return new(value);
        }

        *MakeRoom(1) = new() { A = (int)x.Place, B = (int)y.Place, SlopeA = slopeX, SlopeB = slopeY };
        return new(value, this, Place++);
    }
}
