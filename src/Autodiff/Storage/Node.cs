namespace AutoGrad.Autodiff;

/// <summary>What a node of a recording is.</summary>
[Flags]
internal enum NodeKind : byte
{
    None = 0,

    /// <summary>The node depends on a differentiable leaf, or is one.</summary>
    Differentiable = 1,

    /// <summary>The value lies in a <see cref="Parameter{T}"/>: A is its place in the tape's list of those used.</summary>
    Parameter = 2,

    /// <summary>The value lies in the user's memory: A is its place in the tape's list.</summary>
    Borrowed = 4,

    /// <summary>The value is a buffer of the pool that this node owns and gives back.</summary>
    Pooled = 8,

    /// <summary>The value is computed when it is read: C is the node's place in the tape's list of such nodes.</summary>
    Deferred = 16,
}

/// <summary>One recorded value: where it lies, its shape, and the operation and operands that it came from.</summary>
internal unsafe struct Node<T>
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    public const byte Many = byte.MaxValue;

    /// <summary>The operation; null for a leaf.</summary>
    public Operation<T>? Operation;

    /// <summary>The value; null for borrowed memory, which is not pinned, and while the value is deferred.</summary>
    public T* Value;

    /// <summary>The operation's constants, or a pointer to them; see <see cref="Tape{T}.Keep{F}"/>.</summary>
    public nint Payload;

    /// <summary>How many numbers the value has.</summary>
    public int Length;

    /// <summary>Where the shape begins in the tape's stream of sizes.</summary>
    public int Sizes;

    // The operands, if there are at most three; else A is where their list begins in the tape's stream of sizes and B how many they are.
    public int A;
    public int B;
    public int C;

    /// <summary>The recording (or scope) that the node belongs to.</summary>
    public uint Stamp;

    public short Rank;

    /// <summary>How many operands there are, or <see cref="Many"/>.</summary>
    public byte Operands;
    public NodeKind Kind;
}
