using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MiniVercel.Testing.Http;

namespace MiniVercel.Bench.Serving;

/// <summary>Something that serves the same files, in processes of its own.</summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(3);

    private readonly Process? _process;
    private readonly int _id;

    private Server(string name, Process? process, int id, int port, string host, bool compilesAsItRuns) =>
        (Name, _process, _id, Port, Host, CompilesAsItRuns) = (name, process, id, port, host, compilesAsItRuns);

    public string Name { get; }

    public int Id => _id;

    public int Port { get; }

    /// <summary>What is compiled on the way is compiled once more when it turns out to be used much, and until then it is several times as slow.</summary>
    public bool CompilesAsItRuns { get; }

    /// <summary>What visitors call it by.</summary>
    public string Host { get; }

    public IPEndPoint Endpoint => new(IPAddress.Loopback, Port);

    /// <summary>A silo that somebody else has started and will stop.</summary>
    public static Server Of(string name, int process, int port, string host) => new(name, null, process, port, host, compilesAsItRuns: true);

    public static async Task<Server> Start(string name, Func<int, ProcessStartInfo> how)
    {
        var port = FreePort();
        var info = how(port);
        info.RedirectStandardOutput = info.RedirectStandardError = true;
        var process = Process.Start(info)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new Server(name, process, process.Id, port, $"localhost:{port}", info.FileName == "dotnet");
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            while (!await server.Answers())
                await Task.Delay(50, limit.Token);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What it took of the processors until now, with the processes it has started.</summary>
    public TimeSpan Processor => TimeSpan.FromMilliseconds(10 * Family().Sum(stat => Number(stat[11]) + Number(stat[12])));

    /// <summary>What of its memory is in the machine's, in bytes; what its processes share is counted once for each.</summary>
    public long Memory => 4_096 * Family().Sum(stat => Number(stat[21]));

    public Task<RawResponse> Get(string path, params KeyValuePair<string, string>[] headers) => RawHttp.Get(Endpoint, Host, path, headers);

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
        {
            using var stop = Process.Start("kill", ["-TERM", $"{_id}"]);
            await stop.WaitForExitAsync();
        }

        await _process.WaitForExitAsync().WaitAsync(EndsWithin).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Kill();
        _process.Dispose();
    }

    private async Task<bool> Answers()
    {
        try
        {
            return (await Get("/" + Content.Small)).Status == 200;
        }
        catch (HttpFailure) when (!_process!.HasExited)
        {
            return false;
        }
    }

    /// <summary>The lines that the kernel keeps of its processes, from the state on.</summary>
    private List<string[]> Family()
    {
        var found = new List<string[]>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0])))
        {
            try
            {
                var line = File.ReadAllText(Path.Combine(folder, "stat"));
                var stat = line[(line.LastIndexOf(')') + 2)..].Split(' ');
                if (Path.GetFileName(folder) == $"{_id}" || (_process is not null && stat[1] == $"{_id}"))
                    found.Add(stat);
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return found;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
