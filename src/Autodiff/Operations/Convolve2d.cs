using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// The cross-correlation of planes with windows (what networks call a convolution: the kernel is not flipped):
    /// y[n, o, i, j] = b[o] + the sum over c, k, l of w[o, c, k, l] x[n, c, i s - p + k d, j s - p + l d], with zeros in the padding.
    /// </summary>
    /// <param name="weight">w, of shape [outputs, channels / groups, kernel height, kernel width].</param>
    /// <param name="bias">b, of shape [outputs]; none where none is given.</param>
    /// <param name="stride">s: how far a window lies from the next; 1 where none is given.</param>
    /// <param name="padding">p: how many zeros are put before and behind each axis; 0 where none is given.</param>
    /// <param name="dilation">d: how far a place of a window lies from the next; 1 where none is given.</param>
    /// <param name="groups">How many groups the channels and outputs are divided into; an output sees the channels of its group alone.</param>
    /// <returns>A variable of shape [images, outputs, (height + 2 p - d (kernel - 1) - 1) / s + 1, ...], rounded down.</returns>
    /// <remarks>
    /// This is [images, channels, height, width]. Linear in x, w and b each; the slopes are convolutions too, so that there are
    /// derivatives of every order. No images give no images.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes do not fit each other or the groups, or the window is larger than the padded plane.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A stride, dilation, kernel or the groups are below 1, or a padding below 0.</exception>
    public Variable<T> Convolve2d(
        Operand<T> weight, Operand<T>? bias = null, Extent2d? stride = null, Extent2d? padding = null, Extent2d? dilation = null, int groups = 1) =>
        ConvolutionOperation<T>.Record(this, weight.On(this), bias?.On(this), stride ?? 1, padding ?? 0, dilation ?? 1, groups);
}

/// <summary>Which of the three arrays of a convolution.</summary>
internal enum ConvolutionRole
{
    Input,
    Weight,
    Output,
}

/// <summary>
/// Input, weight and output of a convolution are bilinear in each other. One operation computes the output from the other two (the
/// convolution), one the input (the transposed convolution), one the weight; the operands stand in the order of their roles. The
/// rule of each is one of the other two, so that they are closed under differentiation. The convolution may have a bias.
/// </summary>
internal sealed class ConvolutionOperation<T>(ConvolutionRole result) : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Bias = 2;

    private static readonly ConvolutionOperation<T>[] _instances =
        [new(ConvolutionRole.Input), new(ConvolutionRole.Weight), new(ConvolutionRole.Output)];

    public override string Name => result switch
    {
        ConvolutionRole.Input => "transposedconvolution",
        ConvolutionRole.Weight => "weightconvolution",
        _ => "convolution",
    };

    public static Variable<T> Record(
        Variable<T> x, Variable<T> weight, Variable<T>? bias, Extent2d stride, Extent2d padding, Extent2d dilation, int groups)
    {
        const string Operation = nameof(Variable<T>.Convolve2d);
        Tape<T> tape = x.Tape;
        tape.Operand(x, Operation);
        tape.Operand(weight, Operation);
        ReadOnlySpan<int> input = tape.SizesAt(x.Id);
        ReadOnlySpan<int> kernel = tape.SizesAt(weight.Id);
        if (groups < 1)
        {
            throw WindowArguments.Refused(Operation, nameof(groups), groups, "must be at least 1");
        }

        if (input.Length != 4 || kernel.Length != 4 || input[1] % groups != 0 || kernel[0] % groups != 0 || kernel[1] != input[1] / groups)
        {
            throw new ShapeException(
                $"{Operation} needs x [images, channels, height, width] and weight [outputs, channels / groups, height, width], channels and outputs being multiples of the groups; "
                + $"it was given {Shape.Format(input)}, {Shape.Format(kernel)} and {groups} groups.");
        }

        if (bias is { } offset)
        {
            tape.Operand(offset, Operation);
            ReadOnlySpan<int> offsets = tape.SizesAt(offset.Id);
            if (offsets.Length != 1 || offsets[0] != kernel[0])
            {
                throw new ShapeException($"{Operation} with weight {Shape.Format(kernel)} needs a bias of shape [{kernel[0]}]; it was given {Shape.Format(offsets)}.");
            }
        }

        Windows windows = WindowArguments.Of(Operation, input, (kernel[2], kernel[3]), stride, padding, dilation);
        return Record(ConvolutionRole.Output, new(input[0], input[1], kernel[0], groups, windows), x, weight, bias);
    }

    public override void Pull(ref Pullback<T> pull)
    {
        ConvolutionSizes sizes = pull.Kept<ConvolutionSizes>();
        if (pull.IsRecorded)
        {
            PullRecorded(ref pull, sizes);
            return;
        }

        for (int operand = 0; operand < 2; operand++)
        {
            if (pull.Wants(operand))
            {
                // The seed stands where the result stood, the other operand where it is.
                ReadOnlySpan<T> other = pull.Values(1 - operand);
                bool seedIsFirst = result < RoleOf(1 - operand);
                Span<T> target = pull.Target(operand, out bool accumulate);
                Compute(
                    pull.Tape, RoleOf(operand), sizes, seedIsFirst ? pull.SeedValues : other, seedIsFirst ? other : pull.SeedValues, [], target, accumulate);
            }
        }

        if (pull.OperandCount > Bias && pull.Wants(Bias))
        {
            Span<T> target = pull.Target(Bias, out bool accumulate);
            Reduction.Sum(pull.SeedValues, pull.OutputSizes, 0b1101, target, T.One, accumulate, pull.Tape.Threads);
        }
    }

    // Bilinear: the product rule.
    public override void Push(ref Pushforward<T> push)
    {
        ConvolutionSizes sizes = push.Kept<ConvolutionSizes>();
        if (push.Has(0))
        {
            push.Add(Record(result, sizes, push.Tangent(0), push.Operand(1)));
        }

        if (push.Has(1))
        {
            push.Add(Record(result, sizes, push.Operand(0), push.Tangent(1)));
        }

        if (push.OperandCount > Bias && push.Has(Bias))
        {
            push.Add(push.Tangent(Bias).Reshape(sizes.Outputs, 1, 1));
        }
    }

    // A method of its own: its variables would weigh on the frame of the rule in values.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PullRecorded(ref Pullback<T> pull, in ConvolutionSizes sizes)
    {
        for (int operand = 0; operand < 2; operand++)
        {
            if (pull.Wants(operand))
            {
                Variable<T> other = pull.Operand(1 - operand);
                bool seedIsFirst = result < RoleOf(1 - operand);
                pull.Add(operand, Record(RoleOf(operand), sizes, seedIsFirst ? pull.Seed : other, seedIsFirst ? other : pull.Seed));
            }
        }

        if (pull.OperandCount > Bias && pull.Wants(Bias))
        {
            pull.Add(Bias, pull.Seed.Sum([0, 2, 3]));
        }
    }

    private static Variable<T> Record(ConvolutionRole result, in ConvolutionSizes sizes, Variable<T> first, Variable<T> second, Variable<T>? bias = null)
    {
        Tape<T> tape = first.Tape;
        ReadOnlySpan<int> shape = result switch
        {
            ConvolutionRole.Input => [sizes.Images, sizes.Channels, sizes.Windows.Vertical.Size, sizes.Windows.Horizontal.Size],
            ConvolutionRole.Weight => [sizes.Outputs, sizes.GroupChannels, sizes.Windows.Vertical.Kernel, sizes.Windows.Horizontal.Kernel],
            _ => [sizes.Images, sizes.Outputs, sizes.Windows.Vertical.Count, sizes.Windows.Horizontal.Count],
        };
        Span<T> value = tape.Allocate(Shape.CheckedLength(shape));
        Compute(tape, result, sizes, tape.ValuesAt(first.Id), tape.ValuesAt(second.Id), bias is { } offset ? tape.ValuesAt(offset.Id) : [], value, false);
        ReadOnlySpan<Variable<T>> operands = bias is { } last ? [first, second, last] : [first, second];
        return tape.Push(_instances[(int)result], value, tape.PushSizes(shape), shape.Length, operands, tape.Keep(sizes));
    }

    private static void Compute(
        Tape<T> tape, ConvolutionRole result, in ConvolutionSizes sizes, ReadOnlySpan<T> first, ReadOnlySpan<T> second, ReadOnlySpan<T> bias, Span<T> target, bool accumulate)
    {
        Span<T> columns = tape.RentSpan(sizes.ColumnsLength);
        (int windows, int depth, int outputs) = (sizes.Windows.Count, sizes.Depth, sizes.GroupOutputs);
        Span<T> workspace = tape.WorkspaceOf(result switch
        {
            ConvolutionRole.Input => MatrixProduct.WorkspaceLength<T>(depth, windows, outputs, true, false),
            ConvolutionRole.Weight => MatrixProduct.WorkspaceLength<T>(outputs, depth, windows, false, true),
            _ => MatrixProduct.WorkspaceLength<T>(outputs, windows, depth, false, false),
        });
        switch (result)
        {
            case ConvolutionRole.Input:
                Convolution.ToInput(sizes, first, second, target, accumulate, columns, workspace);
                break;
            case ConvolutionRole.Weight:
                Convolution.ToWeight(sizes, first, second, target, accumulate, columns, workspace);
                break;
            default:
                Convolution.ToOutput(sizes, first, second, bias, target, accumulate, columns, workspace);
                break;
        }

        tape.ReturnSpan(columns);
    }

    // The operands are the two other roles, in order.
    private ConvolutionRole RoleOf(int operand) => (ConvolutionRole)(operand < (int)result ? operand : operand + 1);
}
