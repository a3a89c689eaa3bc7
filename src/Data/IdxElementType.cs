namespace AutoGrad.Data;

/// <summary>The types of number that an IDX file can hold; the values are the format's own codes.</summary>
public enum IdxElementType
{
    /// <summary>Not a type of the format.</summary>
    None = 0,

    /// <summary>8 bits, 0 to 255.</summary>
    UnsignedByte = 0x08,

    /// <summary>8 bits, -128 to 127.</summary>
    SignedByte = 0x09,

    /// <summary>16 bits with sign.</summary>
    Int16 = 0x0B,

    /// <summary>32 bits with sign.</summary>
    Int32 = 0x0C,

    /// <summary>32 bits, floating point.</summary>
    Single = 0x0D,

    /// <summary>64 bits, floating point.</summary>
    Double = 0x0E,
}
