namespace AutoGrad.Autodiff.Kernels;

/// <summary>Work in parts that do not depend on each other: each writes outputs of its own, so that who runs it does not show in the result.</summary>
internal interface IWork
{
    /// <summary>Computes one part.</summary>
    void Run(int part);
}
