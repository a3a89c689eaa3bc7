namespace AutoGrad.Lessons;

/// <summary>
/// The perceptron: f(x) = 1[theta'x > 0] with x0 = 1, and theta_i += (y - f(x)) x_i. <c>perceptron.cs</c> shows the rule step for step;
/// here it is for the lessons that use it.
/// </summary>
/// <param name="inputs">How many inputs there are beside x0.</param>
public sealed class Perceptron(int inputs)
{
    private readonly double[] _theta = new double[inputs + 1];

    /// <summary>The weights; the first belongs to x0, the bias.</summary>
    public ReadOnlySpan<double> Theta => _theta;

    /// <summary>theta'x.</summary>
    public double WeightedSum(ReadOnlySpan<double> x)
    {
        double sum = _theta[0];
        for (int i = 0; i < x.Length; i++)
        {
            sum += _theta[i + 1] * x[i];
        }

        return sum;
    }

    /// <summary>f(x), 0 or 1.</summary>
    public int Output(ReadOnlySpan<double> x) => WeightedSum(x) > 0.0 ? 1 : 0;

    /// <summary>theta_i += (y - f(x)) x_i.</summary>
    /// <returns>Whether the weights changed: whether the example was misclassified.</returns>
    public bool Learn(ReadOnlySpan<double> x, int y)
    {
        int error = y - Output(x);
        if (error == 0)
        {
            return false;
        }

        _theta[0] += error;
        for (int i = 0; i < x.Length; i++)
        {
            _theta[i + 1] += error * x[i];
        }

        return true;
    }

    /// <summary>Goes through the examples until no weight changes any more.</summary>
    /// <param name="x">The examples, row by row.</param>
    /// <param name="y">The class of each, 0 or 1.</param>
    /// <param name="epochs">How often to go through them at most.</param>
    /// <returns>How often it went through them; whether it stopped by itself says <see cref="Errors"/> = 0.</returns>
    public int Train(ReadOnlySpan<double> x, ReadOnlySpan<int> y, int epochs)
    {
        bool changed = true;
        int epoch = 0;
        for (; changed && epoch < epochs; epoch++)
        {
            changed = false;
            for (int row = 0; row < y.Length; row++)
            {
                changed |= Learn(x.Slice(row * inputs, inputs), y[row]);
            }
        }

        return epoch;
    }

    /// <summary>How many examples are misclassified.</summary>
    public int Errors(ReadOnlySpan<double> x, ReadOnlySpan<int> y)
    {
        int errors = 0;
        for (int row = 0; row < y.Length; row++)
        {
            errors += Output(x.Slice(row * inputs, inputs)) == y[row] ? 0 : 1;
        }

        return errors;
    }
}
