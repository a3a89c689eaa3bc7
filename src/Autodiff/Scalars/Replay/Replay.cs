using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace AutoGrad.Autodiff;

/// <summary>Evaluates the recorded function anew, where it branches as it likes; the gradient only if its span is not empty.</summary>
internal delegate T Rerecording<T>(ReadOnlySpan<T> x, Span<T> gradient);

/// <summary>
/// Evaluates a frozen recording at rows whose first inputs are shared. Blocks of rows go through all instructions in turn; one evaluation alone is a row
/// that has only shared inputs.
/// </summary>
internal sealed unsafe class Replay<T> : IBranchObserver<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Four lanes a place, unless a block would not leave room in the second-level cache; one number where there are no lanes.
    private const nint LargestBlock = 1024 * 1024;

    private readonly ReplayPlan<T> _plan;
    private readonly Rerecording<T>? _rerecord;
    private readonly int _shared;
    private readonly int _perRow;
    private readonly ReplayMemory<T> _uniform;
    private readonly ReplayMemory<T> _lanes;
    private readonly nint _adjointBytes;

    // The pinned memory of both.
    private readonly Arena _arena = new();

    // Where branches change: which rows of the block, and what they add to the gradient of the shared inputs.
    private readonly bool[] _changed;
    private readonly T[] _row;
    private readonly T[] _rowGradient;
    private readonly T[] _changedGradient;
    private bool _anyChanged;

    // Whether all adjoints are 0, as a sweep leaves them unless it is broken off.
    private bool _isClean;
    private Call _call;

    public Replay(ScalarProgram<T> program, int shared, Rerecording<T>? rerecord)
    {
        _plan = ReplayCompiler<T>.Compile(program, shared);
        _rerecord = rerecord;
        _shared = shared;
        _perRow = program.InputCount - shared;
        int strip = Lanes.Count<T>();
        if (strip > 1 && 4 * (nint)strip * sizeof(T) * ((2 * _plan.Lanes.Places) + _plan.Lanes.Slopes) <= LargestBlock)
        {
            strip *= 4;
        }

        _uniform.Values = Allocate(_plan.Uniform.Places, 1);
        _uniform.Slopes = Allocate(_plan.Uniform.Slopes, 1);
        _uniform.Uniform = _uniform.Values;
        _lanes.Values = Allocate(_plan.Lanes.Places, strip);
        _lanes.Slopes = Allocate(_plan.Lanes.Slopes, strip);
        _lanes.Uniform = _uniform.Values;
        _lanes.Shift = BitOperations.Log2((uint)strip);
        nint lanePlaces = (nint)_plan.Lanes.Places * strip;
        nint uniformPlaces = lanePlaces == 0 ? 0 : (nint)_plan.Uniform.Places * Lanes.Count<T>();
        _adjointBytes = (lanePlaces + uniformPlaces + _plan.Uniform.Places) * sizeof(T);
        _lanes.Adjoints = (T*)_arena.Allocate(_adjointBytes);
        _lanes.UniformAdjoints = _lanes.Adjoints + lanePlaces;
        _uniform.Adjoints = _lanes.UniformAdjoints + uniformPlaces;
        program.Constants.CopyTo(new(_uniform.Values + _plan.FirstConstant, program.Constants.Length));
        int remembered = rerecord is null ? 0 : program.InputCount;
        _changed = new bool[strip];
        _row = new T[remembered];
        _rowGradient = new T[remembered];
        _changedGradient = new T[rerecord is null ? 0 : shared];
    }

    /// <summary>How many of the inputs are shared.</summary>
    public int Shared => _shared;

    /// <summary>The values, and if wanted the gradients, of all rows: that of the shared inputs summed over them.</summary>
    public void Run(
        string operation,
        ReadOnlySpan<T> shared,
        ReadOnlySpan<T> inputs,
        Span<T> values,
        bool withGradients,
        Span<T> sharedGradient = default,
        Span<T> gradients = default)
    {
        if (!_isClean)
        {
            Clear();
        }

        _isClean = false;
        _anyChanged = false;
        _changedGradient.AsSpan().Clear();
        shared.CopyTo(new(_uniform.Values, _shared));
        fixed (T* first = inputs, firstValue = values, firstGradient = gradients)
        {
            _call = new()
            {
                Operation = operation,
                Inputs = first,
                Values = firstValue,
                Gradients = firstGradient,
                WithGradients = withGradients,
                Rows = values.Length,
            };
            ReplaySweep.Forward<T, Lane1<T>>(_plan.Uniform, in _uniform, 1, withGradients, this);
            if (_anyChanged)
            {
                Rerecord(0, values.Length, all: true);
            }
            else if (_plan.Lanes.Places == 0)
            {
                values.Fill(_uniform.Values[_plan.ResultPlace]);
                _call.UniformSeeds = values.Length;
            }
            else
            {
                Blocks blocks = new(this);
                Lanes.Dispatch<T, Blocks>(ref blocks);
            }
        }

        if (withGradients)
        {
            PullUniform(sharedGradient);
        }

        _isClean = true;
        _call = default;
    }

    /// <inheritdoc/>
    void IBranchObserver<T>.Observe(in ScalarGuard guard, T* left, T* right)
    {
        int rows = Math.Max(1, _call.Block);
        for (int row = 0; row < rows; row++)
        {
            if (ScalarGuard.Test(guard.Kind, left[row], right[row]) == guard.Outcome)
            {
                continue;
            }

            if (_rerecord is null)
            {
                throw Refusal(in guard, left[row], right[row], row);
            }

            _changed[row] = true;
            _anyChanged = true;
        }
    }

    private BranchException Refusal(in ScalarGuard guard, T left, T right, int row)
    {
        string place = _call.Block == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", in row {_call.FirstRow + row}");
        return new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Compiled.{_call.Operation}: comparison {guard.Number} of the recording, {guard.Format(left, right)}, was {Truth(guard.Outcome)} and is {Truth(!guard.Outcome)} now{place}. The function takes another branch there: freeze it with rerecord, or record it anew."),
            guard.Number,
            _call.FirstRow + row);
    }

    private static string Truth(bool outcome) => outcome ? "true" : "false";

    private void RunBlocks<L>()
        where L : unmanaged, ILane<L, T>
    {
        int strip = 1 << _lanes.Shift;
        foreach (UniformCopy copy in _plan.Copies)
        {
            new Span<T>(_lanes.Values + ((nint)copy.Place << _lanes.Shift), strip).Fill(_uniform.Values[copy.Uniform]);
        }

        for (int row = 0; row < _call.Rows; row += strip)
        {
            _call.FirstRow = row;
            _call.Block = Math.Min(strip, _call.Rows - row);

            // Lanes without a row of their own repeat the last one.
            int count = (_call.Block + L.Count - 1) & -L.Count;
            LoadInputs(count);
            ReplaySweep.Forward<T, L>(_plan.Lanes, in _lanes, count, _call.WithGradients, this);
            StoreValues();
            if (_call.WithGradients)
            {
                Pull<L>(count);
            }

            if (_anyChanged)
            {
                Rerecord(row, _call.Block, all: false);
            }
        }

        if (_call.WithGradients)
        {
            SumUniformAdjoints<L>();
        }
    }

    private void LoadInputs(int count)
    {
        T* rows = _call.Inputs + ((nint)_call.FirstRow * _perRow);
        for (int input = 0; input < _perRow; input++)
        {
            T* value = _lanes.Values + ((nint)input << _lanes.Shift);
            T* source = rows + input;
            for (int row = 0; row < _call.Block; row++, source += _perRow)
            {
                value[row] = *source;
            }

            new Span<T>(value + _call.Block, count - _call.Block).Fill(value[_call.Block - 1]);
        }
    }

    private void StoreValues()
    {
        Span<T> values = new(_call.Values + _call.FirstRow, _call.Block);
        if (_plan.ResultIsUniform)
        {
            values.Fill(_uniform.Values[_plan.ResultPlace]);
        }
        else
        {
            new Span<T>(_lanes.Values + ((nint)_plan.ResultPlace << _lanes.Shift), _call.Block).CopyTo(values);
        }
    }

    private void Pull<L>(int count)
        where L : unmanaged, ILane<L, T>
    {
        if (_plan.ResultIsUniform)
        {
            _call.UniformSeeds += _call.Block - _changed.AsSpan(0, _call.Block).Count(true);
        }
        else if (_plan.ResultIsActive)
        {
            Span<T> seeds = new(_lanes.Adjoints + ((nint)_plan.ResultPlace << _lanes.Shift), count);
            seeds[.._call.Block].Fill(T.One);
            seeds[_call.Block..].Clear();
            for (int row = 0; _anyChanged && row < _call.Block; row++)
            {
                seeds[row] = _changed[row] ? default : T.One;
            }

            ReplaySweep.Backward<T, L>(_plan.Lanes, in _lanes, count);
        }

        for (int input = 0; input < _perRow; input++)
        {
            T* adjoint = _lanes.Adjoints + ((nint)input << _lanes.Shift);
            if (_call.Gradients != null)
            {
                T* target = _call.Gradients + ((nint)_call.FirstRow * _perRow) + input;
                for (int row = 0; row < _call.Block; row++, target += _perRow)
                {
                    *target = adjoint[row];
                }
            }

            new Span<T>(adjoint, count).Clear();
        }
    }

    private void SumUniformAdjoints<L>()
        where L : unmanaged, ILane<L, T>
    {
        for (int place = 0; place < _plan.Uniform.Places; place++)
        {
            T* lane = _lanes.UniformAdjoints + ((nint)place * L.Count);
            _uniform.Adjoints[place] += L.Sum(L.Load(lane));
            L.Store(default, lane);
        }

        foreach (UniformCopy copy in _plan.Copies)
        {
            Span<T> adjoint = new(_lanes.Adjoints + ((nint)copy.Place << _lanes.Shift), 1 << _lanes.Shift);
            if (copy.IsActive)
            {
                foreach (T number in adjoint)
                {
                    _uniform.Adjoints[copy.Uniform] += number;
                }
            }

            adjoint.Clear();
        }
    }

    private void PullUniform(Span<T> sharedGradient)
    {
        if (_plan.ResultIsUniform && _plan.ResultIsActive)
        {
            _uniform.Adjoints[_plan.ResultPlace] += T.CreateTruncating(_call.UniformSeeds);
        }

        ReplaySweep.Backward<T, Lane1<T>>(_plan.Uniform, in _uniform, 1);
        Span<T> adjoints = new(_uniform.Adjoints, _shared);
        adjoints.CopyTo(sharedGradient);
        adjoints.Clear();
        for (int input = 0; input < _changedGradient.Length; input++)
        {
            sharedGradient[input] += _changedGradient[input];
        }
    }

    /// <summary>Rows whose branches have changed are recorded anew.</summary>
    private void Rerecord(int firstRow, int count, bool all)
    {
        new Span<T>(_uniform.Values, _shared).CopyTo(_row);
        Span<T> gradient = _call.WithGradients ? _rowGradient : [];
        for (int i = 0; i < count; i++)
        {
            if (!all && !_changed[i])
            {
                continue;
            }

            nint row = firstRow + i;
            new Span<T>(_call.Inputs + (row * _perRow), _perRow).CopyTo(_row.AsSpan(_shared));
            _call.Values[row] = _rerecord!(_row, gradient);
            for (int input = 0; input < gradient.Length; input++)
            {
                if (input < _shared)
                {
                    _changedGradient[input] += gradient[input];
                }
                else if (_call.Gradients != null)
                {
                    _call.Gradients[(row * _perRow) + input - _shared] = gradient[input];
                }
            }
        }

        Array.Clear(_changed);
        _anyChanged = false;
    }

    private void Clear()
    {
        Array.Clear(_changed);
        NativeMemory.Clear(_lanes.Adjoints, (nuint)_adjointBytes);
    }

    private T* Allocate(int places, int strip) => (T*)_arena.Allocate(Math.Max(1, (nint)places * strip * sizeof(T)));

    private readonly struct Blocks(Replay<T> replay) : ILaneAction<T>
    {
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T> => replay.RunBlocks<L>();
    }

    /// <summary>What a call has given, and where it is.</summary>
    private struct Call
    {
        public string Operation;
        public T* Inputs;
        public T* Values;
        public T* Gradients;
        public bool WithGradients;
        public int Rows;

        /// <summary>How many rows the block has that is evaluated; 0 before the first.</summary>
        public int Block;
        public int FirstRow;
        public int UniformSeeds;
    }
}
