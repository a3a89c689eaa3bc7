using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>The operation of a rule of one number.</summary>
internal sealed unsafe class RuleOperation<T, R>(R rule) : ScalarOperation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where R : struct, IScalarRule<T>
{
    public static readonly RuleOperation<T, R> Instance = new(default);

    public override string Name => R.Name;

    public override int Arity => 1;

    public override Arithmetic Arithmetic => RuleForms.Arithmetic<T, R>();

    public override LaneFunction<T>? Lanes => RuleForms.Lanes<T, R>(rule);

    public override void Evaluate(T* x, T* y, T* z, T* result, T* slopes, nint stride, int count)
    {
        for (int i = 0; i < count; i++)
        {
            result[i] = rule.Value(x[i], out T slope);
            if (slopes != null)
            {
                slopes[i] = slope;
            }
        }
    }
}

/// <summary>The operation of a rule of two numbers.</summary>
internal sealed unsafe class RuleOperation2<T, R>(R rule) : ScalarOperation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where R : struct, IScalarRule2<T>
{
    public static readonly RuleOperation2<T, R> Instance = new(default);

    public override string Name => R.Name;

    public override int Arity => 2;

    public override Arithmetic Arithmetic => RuleForms.Arithmetic<T, R>();

    public override LaneFunction<T>? Lanes => RuleForms.Lanes<T, R>(rule);

    public override void Evaluate(T* x, T* y, T* z, T* result, T* slopes, nint stride, int count)
    {
        for (int i = 0; i < count; i++)
        {
            result[i] = rule.Value(x[i], y[i], out T slopeX, out T slopeY);
            if (slopes != null)
            {
                slopes[i] = slopeX;
                slopes[stride + i] = slopeY;
            }
        }
    }
}

/// <summary>The operation of a rule of three numbers.</summary>
internal sealed unsafe class RuleOperation3<T, R>(R rule) : ScalarOperation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where R : struct, IScalarRule3<T>
{
    public static readonly RuleOperation3<T, R> Instance = new(default);

    public override string Name => R.Name;

    public override int Arity => 3;

    public override Arithmetic Arithmetic => RuleForms.Arithmetic<T, R>();

    public override LaneFunction<T>? Lanes => RuleForms.Lanes<T, R>(rule);

    public override void Evaluate(T* x, T* y, T* z, T* result, T* slopes, nint stride, int count)
    {
        for (int i = 0; i < count; i++)
        {
            result[i] = rule.Value(x[i], y[i], z[i], out T slopeX, out T slopeY, out T slopeZ);
            if (slopes != null)
            {
                slopes[i] = slopeX;
                slopes[stride + i] = slopeY;
                slopes[(2 * stride) + i] = slopeZ;
            }
        }
    }
}
