using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Measuring;

namespace MiniVercel.Bench.Cluster;

/// <summary>
/// The least that a call to another process can cost: one connection, TLS, frames on Pipelines, answers in order. What
/// is asked while a write is under way goes out with the next one, as in the engine.
/// </summary>
internal sealed class EchoFloor : IContender
{
    private readonly Process _server;
    private readonly SslStream _tls;
    private readonly PipeWriter _writer;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<TaskCompletionSource> _asked = new();
    private int _unsent;
    private bool _isSending;

    private EchoFloor(Process server, SslStream tls)
    {
        _server = server;
        _tls = tls;
        _writer = PipeWriter.Create(tls, EchoFrames.Writing);
        _ = Listen(PipeReader.Create(tls, EchoFrames.Reading));
    }

    public static async Task<EchoFloor> Start()
    {
        var server = Process.Start(new ProcessStartInfo("dotnet", [Arena.ThisProgram, "contender", "echo-server"]) { RedirectStandardOutput = true })!;
        var said = (await server.StandardOutput.ReadLineAsync())!.Split(' ');
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, int.Parse(said[0], CultureInfo.InvariantCulture));
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "echo",
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == said[1],
        });
        return new EchoFloor(server, tls);
    }

    public Task<Measurement> Measure(string what, int inFlight) => Lanes.Run(inFlight, (_, _) => Ask());

    public async ValueTask DisposeAsync()
    {
        await _tls.DisposeAsync();
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    private Task Ask()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _asked.Enqueue(answer);
            _unsent++;
            if (_isSending)
                return answer.Task;
            _isSending = true;
        }

        _ = Send();
        return answer.Task;
    }

    private async Task Send()
    {
        while (TakeUnsent() is var count and > 0)
        {
            for (var i = 0; i < count; i++)
                EchoFrames.Write(_writer);
            await _writer.FlushAsync();
        }
    }

    private int TakeUnsent()
    {
        lock (_gate)
        {
            var count = _unsent;
            _unsent = 0;
            _isSending = count > 0;
            return count;
        }
    }

    private async Task Listen(PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            var buffer = read.Buffer;
            while (EchoFrames.TryCut(ref buffer) && _asked.TryDequeue(out var answer))
                answer.SetResult();
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                return;
        }
    }
}
