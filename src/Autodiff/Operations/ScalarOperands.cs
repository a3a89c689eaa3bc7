namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>s x for a <see cref="Scalar{T}"/> s. Slopes: x and s; gradients flow into both.</summary>
    /// <exception cref="RecordingException">The scalar belongs to another tape or an earlier recording.</exception>
    public static Variable<T> operator *(Scalar<T> left, Variable<T> right) =>
        left.IsConstant ? left.Number * right : left.On(right.Tape) * right;

    /// <summary>x s for a <see cref="Scalar{T}"/> s.</summary>
    /// <inheritdoc cref="op_Multiply(Scalar{T}, Variable{T})"/>
    public static Variable<T> operator *(Variable<T> left, Scalar<T> right) =>
        right.IsConstant ? left * right.Number : left * right.On(left.Tape);

    /// <summary>s + x for a <see cref="Scalar{T}"/> s.</summary>
    /// <inheritdoc cref="op_Multiply(Scalar{T}, Variable{T})"/>
    public static Variable<T> operator +(Scalar<T> left, Variable<T> right) =>
        left.IsConstant ? left.Number + right : left.On(right.Tape) + right;

    /// <summary>x + s for a <see cref="Scalar{T}"/> s.</summary>
    /// <inheritdoc cref="op_Multiply(Scalar{T}, Variable{T})"/>
    public static Variable<T> operator +(Variable<T> left, Scalar<T> right) =>
        right.IsConstant ? left + right.Number : left + right.On(left.Tape);

    /// <summary>s - x for a <see cref="Scalar{T}"/> s.</summary>
    /// <inheritdoc cref="op_Multiply(Scalar{T}, Variable{T})"/>
    public static Variable<T> operator -(Scalar<T> left, Variable<T> right) =>
        left.IsConstant ? left.Number - right : left.On(right.Tape) - right;

    /// <summary>x - s for a <see cref="Scalar{T}"/> s.</summary>
    /// <inheritdoc cref="op_Multiply(Scalar{T}, Variable{T})"/>
    public static Variable<T> operator -(Variable<T> left, Scalar<T> right) =>
        right.IsConstant ? left - right.Number : left - right.On(left.Tape);

    /// <summary>s / x for a <see cref="Scalar{T}"/> s.</summary>
    /// <inheritdoc cref="op_Multiply(Scalar{T}, Variable{T})"/>
    public static Variable<T> operator /(Scalar<T> left, Variable<T> right) =>
        left.IsConstant ? left.Number / right : left.On(right.Tape) / right;

    /// <summary>x / s for a <see cref="Scalar{T}"/> s.</summary>
    /// <inheritdoc cref="op_Multiply(Scalar{T}, Variable{T})"/>
    public static Variable<T> operator /(Variable<T> left, Scalar<T> right) =>
        right.IsConstant ? left / right.Number : left / right.On(left.Tape);
}
