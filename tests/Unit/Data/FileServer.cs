using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AutoGrad.Tests.Unit.Data;

/// <summary>An HTTP server on this machine with a few files and the faults of real ones.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _loop;

    public FileServer()
    {
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}/mnist");
        _loop = Serve();
    }

    public Uri Address { get; }

    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Whether it answers a range with a part.</summary>
    public bool KnowsRanges { get; set; } = true;

    /// <summary>After so many bytes of a body it hangs up, once.</summary>
    public int? BreaksAfter { get; set; }

    /// <summary>Whether it says how long a body is.</summary>
    public bool TellsLength { get; set; } = true;

    /// <summary>What was asked for: the file and the first byte.</summary>
    public List<(string File, long From)> Requests { get; } = [];

    public void Dispose()
    {
        _listener.Stop();
        _loop.Wait(TimeSpan.FromSeconds(5));
    }

    private async Task Serve()
    {
        while (true)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                await Answer(client.GetStream());
            }
            catch (IOException)
            {
                // The other side hung up.
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Answer(NetworkStream stream)
    {
        StringBuilder request = new();
        byte[] one = new byte[1];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1)
        {
            request.Append((char)one[0]);
        }

        string[] lines = request.ToString().Split("\r\n");
        string file = lines[0].Split(' ')[1].Split('/')[^1];
        long from = lines.FirstOrDefault(line => line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase)) is { } range
            ? long.Parse(range.Split('=', '-')[1], CultureInfo.InvariantCulture)
            : 0;
        Requests.Add((file, from));
        if (!Files.TryGetValue(file, out byte[]? contents))
        {
            await Write(stream, "404 Not Found", []);
            return;
        }

        if (from >= contents.Length)
        {
            await Write(stream, "416 Range Not Satisfiable", []);
            return;
        }

        bool isPart = from > 0 && KnowsRanges;
        await Write(
            stream,
            isPart ? "206 Partial Content" : "200 OK",
            isPart ? contents[(int)from..] : contents,
            isPart ? $"Content-Range: bytes {from}-{contents.Length - 1}/{contents.Length}\r\n" : "");
    }

    private async Task Write(NetworkStream stream, string status, byte[] body, string header = "")
    {
        string length = TellsLength ? $"Content-Length: {body.Length}\r\n" : "";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{header}{length}Connection: close\r\n\r\n"));
        int sent = BreaksAfter is { } limit && body.Length > limit ? limit : body.Length;
        BreaksAfter = sent < body.Length ? null : BreaksAfter;
        await stream.WriteAsync(body.AsMemory(0, sent));
    }
}
