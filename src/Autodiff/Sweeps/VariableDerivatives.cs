namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The gradients of this scalar with respect to every differentiable leaf and parameter of the recording, by one reverse sweep.</summary>
    /// <returns>Fresh values at every call, never accumulated; valid until <see cref="Tape{T}.Reset"/>.</returns>
    /// <exception cref="ShapeException">The variable does not hold exactly one number.</exception>
    /// <exception cref="RecordingException">The recording has ended, or a parameter changed since the forward pass.</exception>
    public Gradients<T> Gradients() => Tape.Sweep.InValues(this, []);

    /// <summary>The gradients of sum(seed * this) with respect to every differentiable leaf and parameter: a vector-Jacobian product.</summary>
    /// <param name="seed">As many numbers as the variable holds, row-major.</param>
    /// <exception cref="ShapeException">The seed has another length.</exception>
    /// <exception cref="RecordingException">The recording has ended, or a parameter changed since the forward pass.</exception>
    public Gradients<T> Gradients(ReadOnlySpan<T> seed)
    {
        CheckSeed(seed.Length, nameof(Gradients));
        return Tape.Sweep.InValues(this, seed, []);
    }

    /// <summary>The gradients of this scalar with respect to the given variables, leaves or intermediate results; only paths to them are visited.</summary>
    /// <param name="with">What to differentiate with respect to.</param>
    /// <exception cref="ShapeException">The variable does not hold exactly one number.</exception>
    /// <exception cref="RecordingException">The recording has ended, a parameter changed, or one of the variables is a constant.</exception>
    public Gradients<T> Gradients(params ReadOnlySpan<Variable<T>> with) => Tape.Sweep.InValues(this, with);

    /// <summary>The gradients of sum(seed * this) with respect to the given variables.</summary>
    /// <inheritdoc cref="Gradients(ReadOnlySpan{T})"/>
    /// <param name="seed">As many numbers as the variable holds, row-major.</param>
    /// <param name="with">What to differentiate with respect to.</param>
    public Gradients<T> Gradients(ReadOnlySpan<T> seed, params ReadOnlySpan<Variable<T>> with)
    {
        CheckSeed(seed.Length, nameof(Gradients));
        return Tape.Sweep.InValues(this, seed, with);
    }

    /// <summary>The derivative of this scalar with respect to a variable, itself recorded: differentiate it again, to any order.</summary>
    /// <param name="with">A leaf, parameter or intermediate result.</param>
    /// <returns>A variable of the shape of <paramref name="with"/>; zeros if this does not depend on it.</returns>
    /// <exception cref="ShapeException">The variable does not hold exactly one number.</exception>
    /// <exception cref="RecordingException">The recording has ended, or <paramref name="with"/> is a constant.</exception>
    public Variable<T> Derivative(Operand<T> with)
    {
        Variable<T> derivative = default;
        Tape.Sweep.Recorded(this, null, [with.On(this)], new Span<Variable<T>>(ref derivative));
        return derivative;
    }

    /// <summary>The derivative of sum(seed * this) with respect to a variable, itself recorded; the seed may be differentiated too.</summary>
    /// <param name="with">A leaf, parameter or intermediate result.</param>
    /// <param name="seed">A variable of this one's shape.</param>
    /// <exception cref="ShapeException">The seed has another shape.</exception>
    /// <exception cref="RecordingException">The recording has ended, or <paramref name="with"/> is a constant.</exception>
    public Variable<T> Derivative(Operand<T> with, Variable<T> seed)
    {
        if (seed.Shape != Shape)
        {
            throw new ShapeException($"{nameof(Derivative)} of a variable of shape {Shape} was given a seed of shape {seed.Shape}.");
        }

        Variable<T> derivative = default;
        Tape.Sweep.Recorded(this, seed, [with.On(this)], new Span<Variable<T>>(ref derivative));
        return derivative;
    }

    /// <summary>The derivatives of this scalar with respect to several variables, recorded, by one sweep.</summary>
    /// <inheritdoc cref="Derivative(Operand{T})"/>
    public Variable<T>[] Derivatives(params ReadOnlySpan<Variable<T>> with)
    {
        Variable<T>[] derivatives = new Variable<T>[with.Length];
        Tape.Sweep.Recorded(this, null, with, derivatives);
        return derivatives;
    }

    /// <summary>The derivatives of this scalar with respect to parameters, recorded, by one sweep.</summary>
    /// <param name="parameters">Parameters; zeros for one that is not in the recording.</param>
    /// <inheritdoc cref="Derivative(Operand{T})"/>
    public Variable<T>[] Derivatives(IReadOnlyList<Parameter<T>> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Variable<T>[] variables = new Variable<T>[parameters.Count];
        for (int index = 0; index < variables.Length; index++)
        {
            variables[index] = Tape.Variable(parameters[index]);
        }

        return Derivatives(variables);
    }

    /// <summary>
    /// The derivative of this variable along a direction, by one forward sweep: J v, itself recorded. It costs about as much as
    /// computing this variable, however many numbers it holds.
    /// </summary>
    /// <param name="with">A leaf, parameter or intermediate result: what is varied.</param>
    /// <param name="direction">The direction v, of the shape of <paramref name="with"/>; may be differentiated too.</param>
    /// <returns>A variable of this one's shape; zeros if it does not depend on <paramref name="with"/>.</returns>
    /// <exception cref="ShapeException">The direction has another shape.</exception>
    /// <exception cref="RecordingException">The recording has ended, or <paramref name="with"/> is a constant.</exception>
    public Variable<T> JacobianVectorProduct(Operand<T> with, Variable<T> direction) => Tape.Forward.Run(this, [with.On(this)], [direction]);

    /// <summary>The derivative of this variable where several variables vary together, each along its direction, by one forward sweep.</summary>
    /// <param name="with">What is varied.</param>
    /// <param name="directions">As many directions, each of the shape of its variable.</param>
    /// <inheritdoc cref="JacobianVectorProduct(Operand{T}, Variable{T})"/>
    public Variable<T> JacobianVectorProduct(ReadOnlySpan<Variable<T>> with, ReadOnlySpan<Variable<T>> directions) =>
        Tape.Forward.Run(this, with, directions);

    private void CheckSeed(int length, string operation)
    {
        if (length != Length)
        {
            throw new ShapeException($"{operation} of a variable of shape {Shape} needs a seed of {Length} numbers and was given {length}.");
        }
    }
}
