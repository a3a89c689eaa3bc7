using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// A number whose operations are recorded, for plain generic-math code: loops, branches and all. It implements the interfaces that double does, so
/// <c>static T F&lt;T&gt;(ReadOnlySpan&lt;T&gt; x) where T : INumber&lt;T&gt;</c> is differentiated by calling <c>F&lt;Scalar&lt;double&gt;&gt;</c>.
/// </summary>
/// <typeparam name="T">The number type: double, float, or <see cref="Dual{T}"/> of one of them for second derivatives.</typeparam>
/// <remarks>
/// <para>
/// A variable comes from <see cref="Tape{T}.Scalar(T)"/>; what is computed from it is recorded on its tape, until <see cref="Tape{T}.Reset"/>. Numbers convert
/// implicitly and are constants, as is <c>default</c>, which is 0. Values are exactly those that <typeparamref name="T"/> itself gives.
/// </para>
/// <para>
/// Comparisons look at values, and record nothing. Slopes at kinks: |x| 0, a tie of Max or Min half to each, Clamp 1 at its bounds, x^0 0, hypot(0, 0) 0;
/// Floor, Round and their like 0. There is no conversion to a floating-point number that would cut a gradient silently: <see cref="Value"/> is the way.
/// </para>
/// </remarks>
public readonly unsafe partial struct Scalar<T> : IFloatingPointIeee754<Scalar<T>>, IHistory<Scalar<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ScalarRecorder<T>? _recorder;
    private readonly ulong _place;
    private readonly T _value;

    /// <summary>A constant.</summary>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Scalar(T value) => _value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Scalar(T value, ScalarRecorder<T> recorder, ulong place)
    {
        _value = value;
        _recorder = recorder;
        _place = place;
    }

    /// <summary>The number itself, without its history: what is computed from it is not differentiated.</summary>
    /// <exception cref="RecordingException">The scalar belongs to a function that is being frozen, which could not follow it.</exception>
    public T Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            _recorder?.BeforeCrossing();
            return _value;
        }
    }

    /// <summary>Whether it is a constant: it is on no tape and has no gradient.</summary>
    public bool IsConstant => _recorder is null;

    /// <summary>The tape that the scalar is recorded on.</summary>
    /// <exception cref="RecordingException">It is a constant.</exception>
    public Tape<T> Tape => _recorder?.Tape ?? throw new RecordingException("A constant scalar belongs to no tape: make a variable with tape.Scalar.");

    bool IHistory<Scalar<T>>.Exists => true;

    internal ScalarRecorder<T>? Recorder => _recorder;

    internal ulong Place => _place;

    internal T Number => _value;

    /// <summary>A number as a constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Scalar<T>(T value) => new(value);

    /// <summary>The gradients of this scalar with respect to all scalars, variables and parameters of the recording that it depends on, by one reverse sweep.</summary>
    /// <returns>Fresh values at every call, never accumulated; valid until <see cref="Tape{T}.Reset"/>.</returns>
    /// <exception cref="RecordingException">The scalar is a constant, the recording has ended, or a parameter changed since the forward pass.</exception>
    public Gradients<T> Gradients() => Gradients(T.One);

    /// <summary>The gradients of seed times this scalar.</summary>
    /// <param name="seed">The factor.</param>
    /// <inheritdoc cref="Gradients()"/>
    public Gradients<T> Gradients(T seed)
    {
        ScalarRecorder<T> recorder = _recorder ?? throw new RecordingException("Gradients of a constant scalar: it depends on nothing that was made with tape.Scalar.");
        recorder.Check(this, nameof(Gradients));
        recorder.BeforeCrossing();
        return recorder.Tape.Sweep.InValues(this, seed);
    }

    /// <summary>The scalar as a variable without axes, to go on with operations on arrays.</summary>
    /// <exception cref="RecordingException">The scalar is a constant, or the recording has ended.</exception>
    public Variable<T> ToVariable() => On(Tape);

    internal Variable<T> On(Tape<T> tape) => tape.Stack(new ReadOnlySpan<Scalar<T>>(in this), Shape.Scalar);

    bool IHistory<Scalar<T>>.IsConstant(Scalar<T> x) => x.IsConstant;

    // One operand: value and slope come from the rule, and the statement is written at once unless something is out of the ordinary.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Scalar<T> Record<TRule>(TRule rule, Scalar<T> x)
        where TRule : struct, IScalarRule<T>
    {
        ScalarRecorder<T>? recorder = x._recorder;
        if (recorder is null)
        {
            return new(rule.Value(x._value, out _));
        }

        ulong place = recorder.Place;
        if (place < recorder.Limit & x._place <= recorder.Newest)
        {
            Statement<T>* statement = recorder.Origin + (uint)place;
            T value = rule.Value(x._value, out T slope);
            statement->A = (int)x._place;
            statement->B = 0;
            statement->SlopeA = slope;
            statement->SlopeB = T.Zero;
            recorder.Place = place + 1;
            return new(value, recorder, place);
        }

        return recorder.Append(rule, x);
    }

    // Two operands, of which one may be a constant.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Scalar<T> Record<TRule>(TRule rule, Scalar<T> x, Scalar<T> y)
        where TRule : struct, IScalarRule2<T>
    {
        ScalarRecorder<T>? recorder = x._recorder;
        if (!ReferenceEquals(recorder, y._recorder))
        {
            if (recorder is null)
            {
                recorder = y._recorder;
            }
            else if (y._recorder is not null)
            {
                return recorder.Append(rule, x, y);
            }
        }

        if (recorder is null)
        {
            return new(rule.Value(x._value, y._value, out _, out _));
        }

        ulong place = recorder.Place;
        if (place < recorder.Limit & (x._place | y._place) <= recorder.Newest)
        {
            Statement<T>* statement = recorder.Origin + (uint)place;
            T value = rule.Value(x._value, y._value, out T slopeX, out T slopeY);
            statement->A = (int)x._place;
            statement->B = (int)y._place;
            statement->SlopeA = slopeX;
            statement->SlopeB = slopeY;
            recorder.Place = place + 1;
            return new(value, recorder, place);
        }

        return recorder.Append(rule, x, y);
    }

    // Three operands take two statements.
    private static Scalar<T> Record<TRule>(TRule rule, Scalar<T> x, Scalar<T> y, Scalar<T> z)
        where TRule : struct, IScalarRule3<T> =>
        (x._recorder ?? y._recorder ?? z._recorder) is { } recorder
            ? recorder.Append(rule, x, y, z)
            : new(rule.Value(x._value, y._value, z._value, out _, out _, out _));
}
