using System.Diagnostics;
using System.Net;
using System.Text;

namespace MiniVercel.Testing.Silos;

/// <summary>A silo in a process of its own, so that it can be killed.</summary>
public sealed class SiloProcess : IAsyncDisposable
{
    /// <summary>
    /// Whether the runtime counts calls, to compile again what is called much. Most silos of tests live for seconds, and spend a quarter of
    /// their processor on code that they are gone before they use: who measures one turns it on.
    /// </summary>
    private const string HotCode = "DOTNET_TC_CallCounting";

    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SiloProcess(Process process, string folder)
    {
        _process = process;
        Folder = folder;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("The silo ended before it was ready."));
    }

    /// <summary>As a silo runs that is there to stay.</summary>
    public static IReadOnlyDictionary<string, string> ToStay { get; } = new Dictionary<string, string> { [HotCode] = "1" };

    public string Folder { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public Uri Address { get; private set; } = null!;

    public IPEndPoint Endpoint => new(IPAddress.Loopback, Address.Port);

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static Task<SiloProcess> Start(
        string folder, string? failpoint = null, int port = 0, string? database = null,
        IReadOnlyDictionary<string, string>? environment = null, IReadOnlyList<string>? through = null) =>
        Start(folder, ["--port", $"{port}", .. database is null ? [] : new[] { "--database", database }], through ?? [], failpoint, environment);

    /// <param name="folder">Its data.</param>
    /// <param name="arguments">What it is started with beside that.</param>
    /// <param name="through">Programs that run the silo, or replace themselves by it, as `setpriv` does: they come first on the line.</param>
    /// <param name="failpoint">Where it is to stop itself.</param>
    /// <param name="environment">Variables of its own.</param>
    public static async Task<SiloProcess> Start(
        string folder, IEnumerable<string> arguments, IReadOnlyList<string> through, string? failpoint = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] line = [.. through, "dotnet", Path.Combine(AppContext.BaseDirectory, "MiniVercel.Silo.dll"), "--data", folder, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MINIVERCEL_FAILPOINT"] = failpoint ?? "";
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // Its pipes in the folder for temporary files outlive a kill.
        start.Environment[HotCode] = "0";
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
            start.Environment[variable] = value;
        var silo = new SiloProcess(Process.Start(start)!, folder);
        silo._process.BeginOutputReadLine();
        silo._process.BeginErrorReadLine();
        try
        {
            await silo._ready.Task.WaitAsync(StartWithin);
        }
        catch (Exception e)
        {
            var output = silo.Output;
            await silo.DisposeAsync();
            throw new InvalidOperationException($"The silo did not start:\n{output}", e);
        }

        silo.Address = new Uri((await File.ReadAllTextAsync(Path.Combine(folder, "url"))).Trim());
        return silo;
    }

    public ApiDriver Api() => new(new Uri($"http://127.0.0.1:{Address.Port}"), File.ReadAllText(Path.Combine(Folder, "admin-token")).Trim());

    /// <summary>How much memory it has asked the runtime for since it started, by its own metrics: what was given back counts as well.</summary>
    public async Task<long> AllocatedBytes(CancellationToken ct)
    {
        const string name = "dotnet_gc_heap_total_allocated_bytes_total";
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Address.Port}") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await File.ReadAllTextAsync(Path.Combine(Folder, "admin-token"), ct)).Trim());
        var line = (await client.GetStringAsync("/metrics", ct)).Split('\n').Single(l => l.StartsWith(name, StringComparison.Ordinal));
        return (long)double.Parse(line[name.Length..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Returns when the process is gone, by its own hand or another's.</summary>
    public Task Exited(TimeSpan within) => _process.WaitForExitAsync().WaitAsync(within);

    /// <summary>SIGSTOP.</summary>
    public Task Pause(CancellationToken limit) => Pausing.Pause([_process.Id], limit);

    /// <summary>Returns when it stands still, by its own hand or another's.</summary>
    public Task Paused(CancellationToken limit) => Pausing.Paused(_process.Id, limit);

    public Task Resume() => Pausing.Resume([_process.Id]);

    /// <summary>Returns when it has said this.</summary>
    public async Task Says(string words, CancellationToken limit)
    {
        while (!Output.Contains(words, StringComparison.Ordinal))
            await Task.Delay(10, limit);
    }

    /// <summary>SIGKILL.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and the wait until it is gone.</summary>
    public async Task Stop()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            await kill.WaitForExitAsync();
            await Resume(); // what stands still cannot stop in peace
        }

        await Exited(TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await Stop();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        if (line.Contains("Mini Vercel is ready", StringComparison.Ordinal))
            _ready.TrySetResult();
    }
}
