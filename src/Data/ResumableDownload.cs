using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace AutoGrad.Data;

/// <summary>
/// Fetches a file over HTTP into a file beside its place, <c>NAME.partial</c>, which takes the place when it is complete and was checked: what
/// is in the place is always whole. What was broken off goes on where it ended, if the server can.
/// </summary>
/// <param name="client">Who asks.</param>
/// <param name="address">The file's address.</param>
/// <param name="path">Its place.</param>
/// <param name="greatest">More bytes than this are not taken.</param>
/// <param name="check">Throws <see cref="DataFormatException"/> if the file at a path is not the one that is wanted.</param>
internal sealed class ResumableDownload(HttpClient client, Uri address, string path, long greatest, Action<string> check)
{
    private readonly string _partial = path + ".partial";

    public async Task RunAsync(IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        bool resumed = await FetchAsync(progress, cancellationToken).ConfigureAwait(false);
        try
        {
            check(_partial);
        }
        catch (DataFormatException)
        {
            // The beginning may have been another file's: once more, from the start.
            File.Delete(_partial);
            if (!resumed)
            {
                throw;
            }

            await RunAsync(progress, cancellationToken).ConfigureAwait(false);
            return;
        }

        File.Move(_partial, path, overwrite: true);
    }

    /// <returns>Whether a part was there before.</returns>
    private async Task<bool> FetchAsync(IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        long start = File.Exists(_partial) ? new FileInfo(_partial).Length : 0;
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.Range = start > 0 ? new RangeHeaderValue(start, null) : null;
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (start > 0 && response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // There is nothing behind what is there: it is complete, or of another file.
            return true;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                CallerLocation.Append(string.Create(CultureInfo.InvariantCulture, $"{address}: the server answers {(int)response.StatusCode} {response.ReasonPhrase}.")),
                inner: null,
                response.StatusCode);
        }

        // A server that knows no ranges, or another one than was asked for, begins at the start.
        bool resumes = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == start;
        if (!resumes && response.StatusCode == HttpStatusCode.PartialContent)
        {
            throw new HttpRequestException(CallerLocation.Append(
                string.Create(CultureInfo.InvariantCulture, $"{address}: the server was asked for the bytes from {start} on and sends {response.Content.Headers.ContentRange}.")));
        }

        start = resumes ? start : 0;
        long? length = start + response.Content.Headers.ContentLength;
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            FileStream file = new(_partial, resumes ? FileMode.Append : FileMode.Create, FileAccess.Write);
            await using (file.ConfigureAwait(false))
            {
                await CopyAsync(body, file, start, length, progress, cancellationToken).ConfigureAwait(false);
            }
        }

        return resumes;
    }

    private async Task CopyAsync(Stream body, FileStream file, long start, long? length, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(path);
        byte[] buffer = new byte[1 << 16];
        long bytes = start;
        while (true)
        {
            int count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            bytes += count;
            if (bytes > greatest)
            {
                file.SetLength(0);
                throw DataFormatException.AtByte(address.ToString(), greatest, $"{name} to end", "more bytes");
            }

            await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            progress?.Report(new(name, bytes, length));
        }

        file.Flush(flushToDisk: true);
    }
}
