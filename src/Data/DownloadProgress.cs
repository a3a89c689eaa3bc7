namespace AutoGrad.Data;

/// <summary>How much of a file has arrived.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Bytes">How many bytes are there, those of an earlier attempt included.</param>
/// <param name="Length">How many there will be, if the server says so.</param>
public readonly record struct DownloadProgress(string File, long Bytes, long? Length);
