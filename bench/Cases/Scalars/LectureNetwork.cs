using System.Numerics;

namespace AutoGrad.Bench;

/// <summary>
/// The seven neurons of the lecture: a1 = x1, a2 = x2; z3 = a1 w13 + a2 w23, z4 = a2 w24, z5 = a3 w35, z6 = a3 w36 + a4 w46, each
/// a = tanh(z); z7 = a5 w57 + a6 w67; E = max(0, -z7 t).
/// </summary>
/// <remarks>The weights stand in this order; the constants are x1, x2 and t.</remarks>
internal readonly struct LectureNetwork : IScalarFunction
{
    /// <inheritdoc/>
    public static T Value<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> constants)
        where T : IFloatingPointIeee754<T>
    {
        (T w13, T w23, T w24, T w35, T w36, T w46, T w57, T w67) = (x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]);
        (T a1, T a2, T t) = (constants[0], constants[1], constants[2]);
        T a3 = T.Tanh((a1 * w13) + (a2 * w23));
        T a4 = T.Tanh(a2 * w24);
        T a5 = T.Tanh(a3 * w35);
        T a6 = T.Tanh((a3 * w36) + (a4 * w46));
        T z7 = (a5 * w57) + (a6 * w67);
        return T.Max(T.Zero, -z7 * t);
    }

    /// <inheritdoc/>
    /// <remarks>As in the lecture: delta7 is dE/dz7, the others dE/da; here slope is dE/dz.</remarks>
    public static double Backpropagate(ReadOnlySpan<double> x, ReadOnlySpan<double> constants, Span<double> gradient)
    {
        (double w13, double w23, double w24, double w35, double w36, double w46, double w57, double w67) = (x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]);
        (double a1, double a2, double t) = (constants[0], constants[1], constants[2]);
        double a3 = Math.Tanh((a1 * w13) + (a2 * w23));
        double a4 = Math.Tanh(a2 * w24);
        double a5 = Math.Tanh(a3 * w35);
        double a6 = Math.Tanh((a3 * w36) + (a4 * w46));
        double z7 = (a5 * w57) + (a6 * w67);

        double delta7 = -z7 * t > 0.0 ? -t : 0.0;
        double delta6 = delta7 * w67;
        double delta5 = delta7 * w57;
        double slope6 = delta6 * (1.0 - (a6 * a6));
        double slope5 = delta5 * (1.0 - (a5 * a5));
        double delta4 = slope6 * w46;
        double delta3 = (slope6 * w36) + (slope5 * w35);
        double slope4 = delta4 * (1.0 - (a4 * a4));
        double slope3 = delta3 * (1.0 - (a3 * a3));
        gradient[0] = slope3 * a1;
        gradient[1] = slope3 * a2;
        gradient[2] = slope4 * a2;
        gradient[3] = slope5 * a3;
        gradient[4] = slope6 * a3;
        gradient[5] = slope6 * a4;
        gradient[6] = delta7 * a5;
        gradient[7] = delta7 * a6;
        return Math.Max(0.0, -z7 * t);
    }
}
