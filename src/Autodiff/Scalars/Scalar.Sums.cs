namespace AutoGrad.Autodiff;

// One operation of any number of operands: a row of statements, of which the last is the result.
public readonly unsafe partial struct Scalar<T> : IFusedSums<Scalar<T>>
{
    Scalar<T> IFusedSums<Scalar<T>>.Dot(ReadOnlySpan<Scalar<T>> x, ReadOnlySpan<Scalar<T>> y)
    {
        ScalarRecorder<T>? recorder = FirstRecorder(x) ?? FirstRecorder(y);
        if (recorder is null)
        {
            return Dot(x, y);
        }

        if (recorder.Frozen is { } frozen)
        {
            return frozen.Dot(Dot(x, y), x, y);
        }

        Statement<T>* statements = recorder.MakeRoom(x.Length + 1);
        T sum = recorder.WriteProducts(x, y, statements);
        if (recorder.Limit == 0)
        {
            return recorder.Finish("Dot", sum, statements, x.Length, Curvature.Product);
        }

        return new(sum, recorder, recorder.Finish(statements, x.Length));
    }

    Scalar<T> IFusedSums<Scalar<T>>.Sum(ReadOnlySpan<Scalar<T>> x)
    {
        T sum = T.Zero;
        foreach (ref readonly Scalar<T> scalar in x)
        {
            sum += scalar._value;
        }

        if (FirstRecorder(x) is not { } recorder)
        {
            return sum;
        }

        recorder.Check(x, "Sum");
        if (recorder.Frozen is { } frozen)
        {
            return frozen.Sum(sum, x);
        }

        int count = (x.Length + 1) / 2;
        Statement<T>* statements = recorder.MakeRoom(count + 1);
        for (int index = 0; index < count; index++)
        {
            int second = (2 * index) + 1;
            statements[index] = new()
            {
                A = (int)x[second - 1]._place,
                B = second < x.Length ? (int)x[second]._place : 0,
                SlopeA = T.One,
                SlopeB = T.One,
            };
        }

        return recorder.Finish("Sum", sum, statements, count, Curvature.Linear);
    }

    Scalar<T> IFusedSums<Scalar<T>>.Polynomial(ReadOnlySpan<Scalar<T>> coefficients, Scalar<T> x)
    {
        T value = T.Zero;
        T slope = T.Zero;
        for (int index = coefficients.Length - 1; index >= 0; index--)
        {
            slope = (slope * x._value) + value;
            value = (value * x._value) + coefficients[index]._value;
        }

        if ((FirstRecorder(coefficients) ?? x._recorder) is not { } recorder)
        {
            return value;
        }

        recorder.Check(coefficients, "Polynomial");
        recorder.Check(x, "Polynomial");
        if (recorder.Frozen is { } frozen)
        {
            return frozen.Polynomial(value, coefficients, x);
        }

        int count = (coefficients.Length / 2) + 1;
        Statement<T>* statements = recorder.MakeRoom(count + 1);
        T power = T.One;
        for (int index = 0; index < count; index++)
        {
            // The coefficients one after another, and x behind them.
            Statement<T> statement = default;
            (statement.A, statement.SlopeA) = Operand(coefficients, 2 * index, x, ref power, slope);
            (statement.B, statement.SlopeB) = Operand(coefficients, (2 * index) + 1, x, ref power, slope);
            statements[index] = statement;
        }

        return recorder.Finish("Polynomial", value, statements, count, Curvature.Any);

        static (int Operand, T Slope) Operand(ReadOnlySpan<Scalar<T>> coefficients, int index, Scalar<T> x, ref T power, T slope)
        {
            if (index >= coefficients.Length)
            {
                return index == coefficients.Length ? ((int)x._place, slope) : (0, T.Zero);
            }

            T own = power;
            power *= x._value;
            return ((int)coefficients[index]._place, own);
        }
    }

    private static T Dot(ReadOnlySpan<Scalar<T>> x, ReadOnlySpan<Scalar<T>> y)
    {
        T sum = T.Zero;
        for (int index = 0; index < x.Length; index++)
        {
            sum += x[index]._value * y[index]._value;
        }

        return sum;
    }

    private static ScalarRecorder<T>? FirstRecorder(ReadOnlySpan<Scalar<T>> scalars)
    {
        foreach (ref readonly Scalar<T> scalar in scalars)
        {
            if (scalar._recorder is not null)
            {
                return scalar._recorder;
            }
        }

        return null;
    }
}
