using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// The sizes of an array along its axes, row-major: the last axis is contiguous. A shape without axes is a scalar and holds
/// one number; a size of 0 makes an empty array. Write it as a collection expression: <c>[2, 3]</c>.
/// </summary>
/// <remarks>A value: up to six axes are held in place, more on the heap.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>The most axes that an array can have, as in numpy.</summary>
    public const int MaximumRank = 64;

    private const int InPlace = 6;

    private readonly Sizes _sizes;

    // So that the default shape is the scalar shape.
    private readonly int _lengthMinusOne;
    private readonly int[]? _more;

    private Shape(ReadOnlySpan<int> sizes)
    {
        if (sizes.Length > MaximumRank)
        {
            throw new ShapeException($"A shape of {sizes.Length} axes has more than the {MaximumRank} that are possible.");
        }

        Rank = sizes.Length;
        _lengthMinusOne = CheckedLength(sizes) - 1;
        if (sizes.Length <= InPlace)
        {
            for (int axis = 0; axis < sizes.Length; axis++)
            {
                _sizes[axis] = sizes[axis];
            }
        }
        else
        {
            _more = sizes.ToArray();
        }
    }

    /// <summary>The number of axes.</summary>
    public int Rank { get; }

    /// <summary>How many numbers an array of this shape holds: the product of the sizes.</summary>
    public int Length => _lengthMinusOne + 1;

    /// <summary>The shape without axes, which holds one number.</summary>
    public static Shape Scalar => new([]);

    /// <summary>The size along an axis.</summary>
    /// <param name="axis">The axis; <c>^1</c> is the last.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such axis.</exception>
    public int this[Index axis] => AsSpan()[axis];

    /// <summary>The shape of the given sizes.</summary>
    /// <param name="sizes">The sizes, the outermost axis first.</param>
    /// <exception cref="ShapeException">A size is negative, there are more elements than an array can hold, or more than 64 axes.</exception>
    public static Shape Create(ReadOnlySpan<int> sizes) => new(sizes);

    /// <summary>The shape of the given sizes.</summary>
    public static implicit operator Shape(int[] sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        return new(sizes);
    }

    /// <summary>The shape of the given sizes.</summary>
    public static implicit operator Shape(ReadOnlySpan<int> sizes) => new(sizes);

    /// <summary>Whether two shapes have the same sizes along the same axes.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The sizes, the outermost axis first.</summary>
    [UnscopedRef]
    public ReadOnlySpan<int> AsSpan() => _more ?? ((ReadOnlySpan<int>)_sizes)[..Rank];

    /// <summary>The sizes, the outermost axis first, as a new array.</summary>
    public int[] ToArray() => AsSpan().ToArray();

    /// <summary>Enumerates the sizes, the outermost axis first.</summary>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)ToArray()).GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Shape other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int size in AsSpan())
        {
            hash.Add(size);
        }

        return hash.ToHashCode();
    }

    /// <summary>The shape as <c>[2, 3]</c>.</summary>
    public override string ToString() => Format(AsSpan());

    internal static string Format(ReadOnlySpan<int> sizes)
    {
        DefaultInterpolatedStringHandler text = new(0, 0, CultureInfo.InvariantCulture);
        text.AppendLiteral("[");
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            text.AppendLiteral(axis == 0 ? string.Empty : ", ");
            text.AppendFormatted(sizes[axis]);
        }

        text.AppendLiteral("]");
        return text.ToStringAndClear();
    }

    /// <summary>Whether sizes, none of them negative, give an array that can be.</summary>
    internal static bool IsPossible(ReadOnlySpan<int> sizes)
    {
        long length = 1;
        foreach (int size in sizes)
        {
            if (size == 0)
            {
                return true;
            }

            length = length > Array.MaxLength ? length : length * size;
        }

        return length <= Array.MaxLength;
    }

    /// <summary>The number of elements; refuses sizes that cannot be, before anything is allocated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int CheckedLength(ReadOnlySpan<int> sizes)
    {
        if (sizes.Length == 2 && (sizes[0] | sizes[1]) >= 0 && (long)sizes[0] * sizes[1] <= Array.MaxLength)
        {
            return sizes[0] * sizes[1];
        }

        return sizes.Length == 1 && sizes[0] >= 0 && sizes[0] <= Array.MaxLength ? sizes[0] : CheckedLengthOfAny(sizes);
    }

    private static int CheckedLengthOfAny(ReadOnlySpan<int> sizes)
    {
        long length = 1;
        bool empty = false;
        foreach (int size in sizes)
        {
            if (size < 0)
            {
                throw new ShapeException($"Shape {Format(sizes)} has a negative size.");
            }

            empty |= size == 0;
            length = length > Array.MaxLength ? length : length * Math.Max(size, 1);
        }

        if (length > Array.MaxLength && !empty)
        {
            throw new ShapeException($"Shape {Format(sizes)} has more elements than an array can hold ({Array.MaxLength}).");
        }

        return empty ? 0 : (int)length;
    }

    [InlineArray(InPlace)]
    private struct Sizes
    {
        private int _first;
    }
}
