namespace AutoGrad.Autodiff.Kernels;

/// <summary>Work on a range of independent places, which can be cut between any two of them.</summary>
internal interface IRange<TSelf>
    where TSelf : struct, IRange<TSelf>, allows ref struct
{
    /// <summary>The same work on a part of the range.</summary>
    TSelf Slice(nint start, nint length);

    /// <summary>Does the work.</summary>
    void Run();
}
