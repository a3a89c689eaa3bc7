using System.Numerics;

namespace GenericMath;

/// <summary>The two-body problem in its plane.</summary>
public static class Kepler
{
    /// <summary>Solves E - e sin E = M for the eccentric anomaly E by Newton's method.</summary>
    public static T EccentricAnomaly<T>(T meanAnomaly, T eccentricity)
        where T : INumber<T>, ITrigonometricFunctions<T>
    {
        T tolerance = T.CreateChecked(1e-14);
        T anomaly = eccentricity > T.CreateChecked(0.8) ? T.Pi : meanAnomaly;
        T step;
        int steps = 0;
        do
        {
            (T sin, T cos) = T.SinCos(anomaly);
            step = (anomaly - (eccentricity * sin) - meanAnomaly) / (T.One - (eccentricity * cos));
            anomaly -= step;
        }
        while (T.Abs(step) > tolerance && ++steps < 50);
        return anomaly;
    }

    /// <summary>Where a body is that has gone round for a time: (a, e, n t) to (x, y).</summary>
    public static void Position<T>(ReadOnlySpan<T> elements, Span<T> position)
        where T : INumber<T>, ITrigonometricFunctions<T>, IRootFunctions<T>
    {
        (T axis, T eccentricity) = (elements[0], elements[1]);
        T anomaly = EccentricAnomaly(elements[2], eccentricity);
        position[0] = axis * (T.Cos(anomaly) - eccentricity);
        position[1] = axis * T.Sqrt(T.One - (eccentricity * eccentricity)) * T.Sin(anomaly);
    }
}
