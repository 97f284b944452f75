using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MiniVercel.Testing.Http;

namespace MiniVercel.Silo.Tests.Building.Bundling;

/// <summary>A server with nothing else in reach than the programs that it is given, told where to listen as an engine tells it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _printed = new();

    private RunningServer(IReadOnlyList<string> command, string folder, string programs)
    {
        Endpoint = new IPEndPoint(IPAddress.Loopback, FreePort());
        var environment = new[] { "-i", $"PATH={programs}:/usr/bin:/bin", $"PORT={Endpoint.Port}", "HOSTNAME=127.0.0.1", "NODE_ENV=production" };
        _process = Process.Start(new ProcessStartInfo("/usr/bin/env", [.. environment, .. command])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public IPEndPoint Endpoint { get; }

    /// <summary>What it has printed so far.</summary>
    public string Printed => string.Join('\n', _printed);

    /// <summary>When it has opened its port.</summary>
    public static async Task<RunningServer> Start(IReadOnlyList<string> command, string folder, string programs)
    {
        var server = new RunningServer(command, folder, programs);
        using var limit = new CancellationTokenSource(Patience);
        while (!await server.Answers())
        {
            Assert.False(server._process.HasExited, $"It has ended by itself: {server.Printed}");
            await Task.Delay(50, limit.Token);
        }

        return server;
    }

    /// <summary>One that is expected to end by itself: with which code, and what it said.</summary>
    public static async Task<(int Code, string Printed)> Ended(IReadOnlyList<string> command, string folder, string programs)
    {
        await using var server = new RunningServer(command, folder, programs);
        return (await server.Exited(), server.Printed);
    }

    public async Task<string> Text(string path) => (await RawHttp.Get(Endpoint, "server.test", path)).Text;

    public async Task<(int Status, string? Type)> Type(string path)
    {
        var answer = await RawHttp.Get(Endpoint, "server.test", path);
        return (answer.Status, answer.Header("content-type"));
    }

    /// <summary>Asks it to end, as an engine does.</summary>
    public async Task AskToEnd()
    {
        using var kill = Process.Start("/bin/kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<int> Exited()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
            _printed.Enqueue(line.Data);
    }

    private async Task<bool> Answers()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(Endpoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
