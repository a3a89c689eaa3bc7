namespace AutoGrad.Autodiff.Kernels;

/// <summary>How far apart things are: in bytes where the loop over the depth walks, in numbers elsewhere.</summary>
internal unsafe struct Strides
{
    /// <summary>How many products a sum has.</summary>
    public nint Depth;

    /// <summary>Bytes from one row of A to the next.</summary>
    public nint ARow;

    /// <summary>Bytes from one column of A to the next.</summary>
    public nint ADepth;

    /// <summary>Bytes from the A of one tile to that of the next; 0 when the next stands beside it.</summary>
    public nint ATile;

    /// <summary>Bytes from one row of B to the next.</summary>
    public nint B;

    /// <summary>Bytes from the B of one tile to that of the next; 0 when the next stands below.</summary>
    public nint BTile;

    /// <summary>What is asked for while the products are computed, because it is needed next.</summary>
    public byte* Ahead;

    /// <summary>Bytes from what one step of the depth asks for to what the next does.</summary>
    public nint AheadStep;

    /// <summary>Bytes from where one tile begins to ask to where the next does.</summary>
    public nint AheadTile;

    /// <summary>Numbers from one row of C to the next.</summary>
    public nint C;

    /// <summary>Numbers from one tile of C to the next.</summary>
    public nint CTile;

    /// <summary>Numbers from one row of what is added to the next; 0 for a bias.</summary>
    public nint Addend;

    /// <summary>Numbers from what is added to one tile to what is added to the next.</summary>
    public nint AddendTile;
}
