using System.Numerics;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

/// <summary>Random arrays and shapes for kernels, and what to compare them by.</summary>
internal static class KernelData
{
    public static T[] Numbers<T>(this Random random, int length, double spread = 1.0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var numbers = new T[length];
        for (var i = 0; i < length; i++)
        {
            numbers[i] = T.CreateChecked((random.NextDouble() * 2.0 - 1.0) * spread);
        }

        return numbers;
    }

    /// <summary>A shape of rank 0 to 6, now and then with an axis of size 1 or 0.</summary>
    public static int[] Shape(this Random random, bool emptyAxes = true)
    {
        var dims = new int[random.Next(7)];
        for (var axis = 0; axis < dims.Length; axis++)
        {
            var kind = random.Next(12);
            dims[axis] = kind < 3 ? 1 : kind == 3 && emptyAxes && random.Next(4) == 0 ? 0 : random.Next(2, dims.Length < 3 ? 41 : 7);
        }

        return dims;
    }

    public static int Length(ReadOnlySpan<int> dims)
    {
        var length = 1;
        foreach (var size in dims)
        {
            length *= size;
        }

        return length;
    }

    /// <summary>The position along each axis of the element at <paramref name="index"/> of a row-major array.</summary>
    public static int[] Position(int index, ReadOnlySpan<int> dims)
    {
        var position = new int[dims.Length];
        for (var axis = dims.Length - 1; axis >= 0; axis--)
        {
            position[axis] = index % dims[axis];
            index /= dims[axis];
        }

        return position;
    }

    /// <summary>The inverse of <see cref="Position"/>.</summary>
    public static int Index(ReadOnlySpan<int> position, ReadOnlySpan<int> dims)
    {
        var index = 0;
        for (var axis = 0; axis < dims.Length; axis++)
        {
            index = index * dims[axis] + position[axis];
        }

        return index;
    }

    public static double[] Doubles<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var doubles = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            doubles[i] = double.CreateChecked(x[i]);
        }

        return doubles;
    }

    /// <summary>A few units in the last place of numbers around 1.</summary>
    public static double Tolerance<T>(double units = 16.0)
        where T : unmanaged, IFloatingPointIeee754<T>
        => units * double.CreateChecked(T.BitIncrement(T.One) - T.One);

    public static void Near<T>(ReadOnlySpan<double> expected, ReadOnlySpan<T> actual, double tolerance, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var value = double.CreateChecked(actual[i]);
            var near = Math.Abs(value - expected[i]) <= tolerance * Math.Max(1.0, Math.Abs(expected[i]));
            Assert.True(near || value.Equals(expected[i]), $"{what}: element {i} is {value}, should be {expected[i]}");
        }
    }
}
