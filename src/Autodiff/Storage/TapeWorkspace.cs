using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

// What matrix products copy parts of their operands to: one for all, because products do not nest.
public sealed unsafe partial class Tape<T>
{
    private T[]? _workspace;
    private T* _workspaceStart;
    private int _workspaceLength;

    /// <summary>What a matrix product may use, as long as the last one that wanted some left it: one for all, because products do not nest.</summary>
    internal Span<T> Workspace => SpanOf(_workspaceStart, _workspaceLength);

    internal bool HasUsualWorkspace => _workspaceLength > 0;

    /// <summary>What a matrix product may use that wants a workspace of this length: small products leave a tape small.</summary>
    internal Span<T> WorkspaceOf(int length)
    {
        if (length > _workspaceLength)
        {
            MakeWorkspace(length);
        }

        return Workspace;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeWorkspace(int length)
    {
        // The usual length at least, else the longest of one thread: so that a tape makes few of them.
        const int Line = 64;
        length = length <= MatrixProduct.UsualWorkspace<T>() ? MatrixProduct.UsualWorkspace<T>() : Math.Max(length, MatrixProduct.LongestWorkspace<T>());
        _workspace = GC.AllocateUninitializedArray<T>(length + (Line / sizeof(T)), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_workspace));
        _workspaceStart = (T*)((start + Line - 1) & -Line);
        _workspaceLength = length;
    }
}
