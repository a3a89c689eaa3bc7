using System.Runtime.InteropServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// What depends on what in a recording of scalar statements: node 0 and on are the inputs, each statement is the node after the last. A node's
/// operands come before it.
/// </summary>
/// <param name="inputCount">The number of inputs.</param>
internal sealed class DependencyGraph(int inputCount)
{
    /// <summary>The operand that is a constant.</summary>
    public const int Constant = -1;

    private readonly List<int> _operandStarts = [0];
    private readonly List<int> _operands = [];
    private readonly List<Curvature> _curvatures = [];

    /// <summary>The number of inputs.</summary>
    public int InputCount => inputCount;

    /// <summary>The number of inputs and statements.</summary>
    public int Count => inputCount + _curvatures.Count;

    /// <summary>Adds a statement and gives its node, or <see cref="Constant"/> if all its operands are constants.</summary>
    /// <param name="curvature">Its second derivatives, were no operand a constant.</param>
    /// <param name="operands">Its operands in their order.</param>
    public int Add(Curvature curvature, params ReadOnlySpan<int> operands)
    {
        int first = _operands.Count;
        foreach (int operand in operands)
        {
            if (operand != Constant)
            {
                _operands.Add(operand);
            }
        }

        if (_operands.Count == first)
        {
            return Constant;
        }

        _operandStarts.Add(_operands.Count);
        _curvatures.Add(curvature switch
        {
            Curvature.Product when _operands.Count - first < 2 => Curvature.Linear,
            Curvature.Quotient when operands[1] == Constant => Curvature.Linear,
            Curvature.Quotient when operands[0] == Constant => Curvature.Any,
            _ => curvature,
        });
        return Count - 1;
    }

    /// <summary>The operands of a node that are no constants; none of an input.</summary>
    public ReadOnlySpan<int> Operands(int node) =>
        node < inputCount ? [] : CollectionsMarshal.AsSpan(_operands)[_operandStarts[node - inputCount].._operandStarts[node - inputCount + 1]];

    /// <summary>The second derivatives of a node.</summary>
    public Curvature CurvatureOf(int node) => node < inputCount ? Curvature.Linear : _curvatures[node - inputCount];
}
