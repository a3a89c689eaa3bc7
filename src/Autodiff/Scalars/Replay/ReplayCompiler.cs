using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// Turns a recording into instructions. What depends on the shared inputs alone (uniform) is computed once, the rest row by row (by lane). Sums and products
/// whose value is used once, by a sum, become terms of its chain.
/// </summary>
internal sealed class ReplayCompiler<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ScalarProgram<T> _program;
    private readonly int _shared;
    private readonly bool[] _isUniform;
    private readonly bool[] _isActive;
    private readonly int[] _uses;
    private readonly int[] _places;
    private readonly int[] _copies;
    private readonly List<(int Node, int Place)> _copied = [];
    private readonly ReplayCodeWriter<T> _uniformCode = new();
    private readonly ReplayCodeWriter<T> _laneCode = new();
    private readonly List<ChainTerm> _terms = [];

    private ReplayCompiler(ScalarProgram<T> program, int shared)
    {
        _program = program;
        _shared = shared;
        _isUniform = new bool[program.NodeCount];
        _isActive = new bool[program.NodeCount];
        _uses = new int[program.NodeCount];
        _places = new int[program.NodeCount];
        _copies = new int[program.NodeCount];
        Array.Fill(_copies, -1);
    }

    /// <summary>The instructions for rows whose first inputs are shared.</summary>
    public static ReplayPlan<T> Compile(ScalarProgram<T> program, int shared) => new ReplayCompiler<T>(program, shared).Compile();

    private ReplayPlan<T> Compile()
    {
        Classify();
        for (int node = 0; node < _program.FirstStatement; node++)
        {
            _places[node] = Writer(node).Place();
        }

        bool[] isTerm = FindTerms();
        int guard = 0;
        ReadOnlySpan<ScalarGuard> guards = _program.Guards;
        for (int index = 0; index <= _program.Statements.Length; index++)
        {
            for (; guard < guards.Length && guards[guard].Position == index; guard++)
            {
                WriteGuard(guards[guard]);
            }

            int node = _program.FirstStatement + index;
            if (index < _program.Statements.Length && !isTerm[node])
            {
                _places[node] = Writer(node).Place();
                Write(node);
            }
        }

        return new()
        {
            Uniform = _uniformCode.ToCode(),
            Lanes = _laneCode.ToCode(),
            Copies = [.. _copied.Select(copy => new UniformCopy(_places[copy.Node], copy.Place, _isActive[copy.Node]))],
            FirstConstant = _shared,
            ResultPlace = _places[_program.Result],
            ResultIsUniform = _isUniform[_program.Result],
            ResultIsActive = _isActive[_program.Result],
        };
    }

    private ReplayCodeWriter<T> Writer(int node) => _isUniform[node] ? _uniformCode : _laneCode;

    private ref readonly ScalarStatement<T> Statement(int node) => ref _program.Statements[node - _program.FirstStatement];

    /// <summary>What is uniform, what an adjoint comes to, and how often each value is used.</summary>
    private void Classify()
    {
        bool[] varies = new bool[_program.NodeCount];
        for (int node = 0; node < _program.NodeCount; node++)
        {
            _isUniform[node] = node < _shared || node >= _program.InputCount;
            varies[node] = node < _program.InputCount;
            if (node >= _program.FirstStatement)
            {
                ref readonly ScalarStatement<T> statement = ref Statement(node);
                for (int operand = 0; operand < statement.Operation.Arity; operand++)
                {
                    _isUniform[node] &= _isUniform[statement[operand]];
                    varies[node] |= varies[statement[operand]];
                    _uses[statement[operand]]++;
                }
            }
        }

        // A guard and the result need the value itself: two uses are never merged into a chain.
        _uses[_program.Result] += 2;
        foreach (ref readonly ScalarGuard guard in _program.Guards)
        {
            _uses[guard.Left] += 2;
            _uses[guard.Right] += 2;
        }

        _isActive[_program.Result] = varies[_program.Result];
        for (int node = _program.NodeCount - 1; node >= _program.FirstStatement; node--)
        {
            ref readonly ScalarStatement<T> statement = ref Statement(node);
            for (int operand = 0; _isActive[node] && operand < statement.Operation.Arity; operand++)
            {
                _isActive[statement[operand]] |= varies[statement[operand]];
            }
        }
    }

    /// <summary>Which statements are terms of a chain further on.</summary>
    private bool[] FindTerms()
    {
        bool[] isTerm = new bool[_program.NodeCount];
        for (int node = _program.NodeCount - 1; node >= _program.FirstStatement; node--)
        {
            if (!isTerm[node] && Statement(node).Operation.Arithmetic != Arithmetic.None)
            {
                CollectTerms(node, isTerm);
            }
        }

        return isTerm;
    }

    /// <summary>The terms of the chain that ends at a node, from first to last.</summary>
    private void CollectTerms(int node, bool[]? isTerm = null)
    {
        _terms.Clear();
        int next = node;
        while (next >= 0)
        {
            int link = next;
            next = -1;
            ref readonly ScalarStatement<T> statement = ref Statement(link);
            switch (statement.Operation.Arithmetic)
            {
                case Arithmetic.Negate:
                    AddTerm(statement.X, node, true, isTerm);
                    break;
                case Arithmetic.Multiply:
                    _terms.Add(new(statement.X, statement.Y, false, false));
                    break;
                case Arithmetic.MultiplyAdd:
                    _terms.Add(new(statement.X, statement.Y, false, true));
                    next = statement.Z;
                    break;
                case Arithmetic.Subtract:
                    AddTerm(statement.Y, node, true, isTerm);
                    next = statement.X;
                    break;
                case Arithmetic.Add:
                    // x + y is y + x: the chain goes on with the one that is a sum.
                    bool turn = !IsLink(statement.X, node) && IsLink(statement.Y, node);
                    AddTerm(turn ? statement.X : statement.Y, node, false, isTerm);
                    next = turn ? statement.Y : statement.X;
                    break;
            }

            if (next >= 0 && !IsLink(next, node))
            {
                AddTerm(next, node, false, isTerm);
                next = -1;
            }
            else if (next >= 0 && isTerm is not null)
            {
                isTerm[next] = true;
            }
        }

        _terms.Reverse();
    }

    /// <summary>A term, with both factors if it is a product of its own.</summary>
    private void AddTerm(int term, int chain, bool isNegative, bool[]? isTerm)
    {
        if (IsPart(term, chain) && Statement(term).Operation.Arithmetic == Arithmetic.Multiply)
        {
            ref readonly ScalarStatement<T> product = ref Statement(term);
            _terms.Add(new(product.X, product.Y, isNegative, false));
            if (isTerm is not null)
            {
                isTerm[term] = true;
            }
        }
        else
        {
            _terms.Add(new(term, -1, isNegative, false));
        }
    }

    private bool IsLink(int node, int chain) =>
        IsPart(node, chain) && Statement(node).Operation.Arithmetic is Arithmetic.Add or Arithmetic.Subtract or Arithmetic.MultiplyAdd;

    private bool IsPart(int node, int chain) =>
        node >= _program.FirstStatement && _uses[node] == 1 && _isUniform[node] == _isUniform[chain];

    private void Write(int node)
    {
        ScalarOperation<T> operation = Statement(node).Operation;
        if (operation.Arithmetic != Arithmetic.None)
        {
            WriteChain(node);
        }
        else if (!_isUniform[node] && operation.Lanes is { } function)
        {
            WriteFunction(node, function);
        }
        else
        {
            WriteRule(node);
        }
    }

    private void WriteChain(int node)
    {
        CollectTerms(node);
        ReplayCodeWriter<T> writer = Writer(node);
        writer.Forward.Begin(ReplayInstruction.Chain, _places[node]);
        foreach (ChainTerm term in _terms)
        {
            WriteTerm(writer.Forward, node, term, false);
        }

        writer.Forward.End();
        if (_isActive[node])
        {
            writer.Backward.Begin(ReplayInstruction.Chain, _places[node]);
            foreach (ChainTerm term in _terms)
            {
                WriteTerm(writer.Backward, node, term, true);
            }

            writer.Backward.End();
        }
    }

    private void WriteTerm(InstructionWriter writer, int chain, ChainTerm term, bool isBackward)
    {
        // In the uniform part the numbers and the uniform ones are the same; those without adjoint are called uniform there.
        bool Uniform(int operand) => _isUniform[chain] ? !_isActive[operand] : _isUniform[operand];
        int sign = term.IsNegative ? 1 : 0;
        (int x, int y) = (term.X, term.Y);
        if (y < 0)
        {
            if (!isBackward || _isActive[x])
            {
                writer.AddTerm((Uniform(x) ? Term.AddUniform : Term.Add) + sign, _places[x]);
            }

            return;
        }

        // Both are uniform only as factors of a multiply-add: the second is read from its copies, and is the one with an adjoint if there is one.
        if (Uniform(y) && (!Uniform(x) || !_isActive[y]))
        {
            (x, y) = (y, x);
        }

        if (!Uniform(x) && isBackward && x == y)
        {
            writer.AddTerm(Term.AddSquare + sign, _places[x]);
        }
        else if (!Uniform(x))
        {
            writer.AddTerm(term.IsFused && !isBackward ? Term.FusedProduct : Term.AddProduct + sign, _places[x], _places[y]);
        }
        else if (!isBackward)
        {
            writer.AddTerm(term.IsFused ? Term.FusedScaled : Term.AddScaled + sign, _places[x], OperandPlace(chain, y));
        }
        else if (_isActive[y])
        {
            writer.AddTerm((_isActive[x] ? Term.AddScaled : Term.AddConstantScaled) + sign, _places[x], OperandPlace(chain, y));
        }
    }

    private void WriteFunction(int node, LaneFunction<T> function)
    {
        ref readonly ScalarStatement<T> statement = ref Statement(node);
        (int place, int x, int y) = (_places[node], OperandPlace(node, statement.X), OperandPlace(node, statement.Y));
        int index = _laneCode.Add(function);
        _laneCode.Forward.Write(ReplayInstruction.Function, index, place, x, y);
        if (_isActive[node])
        {
            _laneCode.Backward.Write(
                ReplayInstruction.Function, index, place, x, y, _isActive[statement.X] ? x : -1, _isActive[statement.Y] ? y : -1);
        }
    }

    private void WriteRule(int node)
    {
        ref readonly ScalarStatement<T> statement = ref Statement(node);
        ReplayCodeWriter<T> writer = Writer(node);
        int arity = statement.Operation.Arity;
        int slopes = writer.Slopes(arity);
        writer.Forward.Write(
            ReplayInstruction.Rule,
            writer.Add(statement.Operation),
            _places[node],
            slopes,
            OperandPlace(node, statement.X),
            OperandPlace(node, statement.Y),
            OperandPlace(node, statement.Z));
        if (_isActive[node])
        {
            writer.Backward.Begin(ReplayInstruction.Rule, _places[node], slopes);
            for (int operand = 0; operand < arity; operand++)
            {
                writer.Backward.Add(_isActive[statement[operand]] ? OperandPlace(node, statement[operand]) : -1);
            }

            writer.Backward.End();
        }
    }

    private void WriteGuard(ScalarGuard guard)
    {
        int varying = _isUniform[guard.Left] ? guard.Right : guard.Left;
        ReplayCodeWriter<T> writer = Writer(varying);
        writer.Forward.Write(ReplayInstruction.Guard, writer.Add(guard), OperandPlace(varying, guard.Left), OperandPlace(varying, guard.Right));
    }

    /// <summary>Where a statement reads an operand; a uniform one is copied into all lanes if the statement is not uniform itself.</summary>
    private int OperandPlace(int reader, int operand)
    {
        if (_isUniform[reader] || !_isUniform[operand])
        {
            return _places[operand];
        }

        ref int copy = ref _copies[operand];
        if (copy < 0)
        {
            copy = _laneCode.Place();
            _copied.Add((operand, copy));
        }

        return copy;
    }

    /// <summary>A term of a chain: X, or X Y if Y is not negative.</summary>
    private readonly record struct ChainTerm(int X, int Y, bool IsNegative, bool IsFused);
}
