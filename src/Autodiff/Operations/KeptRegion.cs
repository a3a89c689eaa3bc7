using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>A region in the memory of a recording, for as long as the recording lives.</summary>
internal readonly unsafe struct KeptRegion
{
    private readonly RegionAxis* _axes;
    private readonly int _count;
    private readonly int _offset;
    private readonly int _length;

    private KeptRegion(Region region, RegionAxis* axes)
    {
        _offset = region.Offset;
        _length = region.Length;
        _axes = axes;
        _count = region.Axes.Length;
    }

    public Region Region => new(_offset, _length, new(_axes, _count));

    public static KeptRegion Keep<T>(Tape<T> tape, Region region)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (region.IsContiguous)
        {
            return new(region, null);
        }

        Span<RegionAxis> kept = tape.AllocateKept<RegionAxis>(region.Axes.Length);
        region.Axes.CopyTo(kept);
        fixed (RegionAxis* axes = kept)
        {
            return new(region, axes);
        }
    }
}
