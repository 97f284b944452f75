using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text.Json;

namespace MiniVercel.Runtime;

internal enum SendResult
{
    /// <summary>It is on its way, or ended here: nothing more to do.</summary>
    Done,
    /// <summary>It was not sent and may go another way.</summary>
    NotSent,
}

/// <summary>
/// An authenticated way to one other process, after the greeting. Requests go out and come in on it, each answered on the same one.
/// When it breaks, every call that is out on it fails at once: whether it ran is unknown, so it is never sent again.
/// </summary>
internal sealed partial class Connection : IRemoteLeg, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly GrainCluster _cluster;
    private readonly Stream _stream;
    private readonly PipeReader _reader;
    private readonly ConcurrentDictionary<long, Call> _out = new();
    private readonly ConcurrentDictionary<long, IncomingCall> _in = new();
    private readonly TaskCompletionSource _farewell = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Threads add frames to one buffer while the other is being sent: whatever comes meanwhile leaves as one write.
    private ArrayBufferWriter<byte> _waiting = new();
    private ArrayBufferWriter<byte> _leaving = new();
    private bool _writing;
    private bool _isClosed;
    private bool _saidFarewell;
    private long _lastNumber;

    public Connection(GrainCluster cluster, Stream stream, PipeReader reader, SiloAddress remote)
    {
        (_cluster, _stream, _reader, Remote) = (cluster, stream, reader, remote);
    }

    public SiloAddress Remote { get; }

    public bool IsOpen => !Volatile.Read(ref _isClosed) && !Volatile.Read(ref _saidFarewell);

    /// <summary>Completes when the other side has said that it sends no more requests, or the connection is closed.</summary>
    public Task Farewell => Task.WhenAny(_farewell.Task, _closed.Task);

    public bool HasFarewell => _farewell.Task.IsCompleted || _closed.Task.IsCompleted;

    public bool IsIdle
    {
        get
        {
            lock (_gate) return _in.IsEmpty && !_writing;
        }
    }

    private GrainRuntime Runtime => _cluster.Runtime;

    private JsonSerializerOptions Json => _cluster.Json;

    /// <summary>How many requests are out on it, and how many came in on it, that have no answer yet.</summary>
    public (int Out, int In) Unanswered => (_out.Count, _in.Count);

    public void Start() => _ = ReadAsync();

    public SendResult Send(Call call, bool placed)
    {
        var number = Interlocked.Increment(ref _lastNumber);
        ReadOnlySpan<byte> frame;
        try
        {
            frame = WriteRequest(number, call, placed);
        }
        catch (Exception e)
        {
            call.Fail(new OrleansException($"{call.Request} cannot be sent to another process: {e.Message}", e));
            return SendResult.Done;
        }

        if (frame.Length > _cluster.Options.MaxFrameBytes)
        {
            call.Fail(new OrleansException($"{call.Request} is {frame.Length} bytes long; {_cluster.Options.MaxFrameBytes} can be sent to another process."));
            return SendResult.Done;
        }

        if (!call.Request.IsOneWay) _out[number] = call;
        // Its caller may have left just now; then nothing is sent.
        if (!call.TryGoAway(this, number))
        {
            _out.TryRemove(number, out _);
            return SendResult.Done;
        }

        switch (TryQueue(frame, isRequest: true))
        {
            case QueueResult.Queued:
                return SendResult.Done;
            case QueueResult.Full:
                _out.TryRemove(number, out _);
                call.Fail(new LimitExceededException($"{call.Request} was refused: {_cluster.Options.MaxQueuedBytes} bytes already wait to be sent to {Remote}."));
                return SendResult.Done;
            default:
                _out.TryRemove(number, out _);
                return call.TryComeBack() ? SendResult.NotSent : SendResult.Done;
        }
    }

    void IRemoteLeg.Abandon(Call call)
    {
        if (_out.TryRemove(call.LegNumber, out _)) TryQueue(FrameWriter.Begin(FrameKind.Cancel, call.LegNumber).End());
    }

    public void Answer(IncomingCall call, Task result)
    {
        try
        {
            var frame = FrameWriter.Begin(FrameKind.Answer, call.Number);
            call.Request.WriteResult(frame.Json(), result, Json);
            var bytes = frame.End();
            if (bytes.Length > _cluster.Options.MaxFrameBytes) throw new InvalidDataException($"it is {bytes.Length} bytes long");
            Reply(call, bytes);
        }
        catch (Exception e)
        {
            Refuse(call, new OrleansException($"{call.Request} of grain {call.Target} ran, but its answer cannot be sent: {e.Message}", e));
        }
    }

    public void Refuse(IncomingCall call, Exception reason)
    {
        var frame = FrameWriter.Begin(FrameKind.Failure, call.Number);
        JsonSerializer.Serialize(frame.Json(), reason, Json);
        Reply(call, frame.End());
    }

    public void Redirect(IncomingCall call, Location? owner)
    {
        var frame = FrameWriter.Begin(FrameKind.Redirect, call.Number).Byte((byte)(owner is { IsPlaced: true } ? FrameFlags.Placed : FrameFlags.None));
        Reply(call, frame.Text(owner?.Silo.ToParsableString() ?? "").End());
    }

    public void SayLeaving() => TryQueue(FrameWriter.Begin(FrameKind.Leaving).End());

    public void Close(string why, Exception? because = null)
    {
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
        }

        ClusterLog.ConnectionClosed(Runtime.Logger, because is InvalidDataException or JsonException, Remote, why, because);
        _stream.Dispose();
        _cluster.Network.Forget(this);
        foreach (var number in _out.Keys)
        {
            if (_out.TryRemove(number, out var call)) call.Fail(new SiloUnavailableException(
                $"{call.Request} of grain {call.Target} gave no answer before the connection to {Remote} was lost; it may have run."));
        }

        foreach (var call in _in.Values) call.Withdraw();
        _in.Clear();
        _closed.TrySetResult();
    }

    void IThreadPoolWorkItem.Execute() => _ = WriteAsync();

    private void Reply(IncomingCall call, ReadOnlySpan<byte> frame)
    {
        // Queued before it is forgotten: a silo that leaves waits for both.
        var queued = TryQueue(frame);
        _in.TryRemove(call.Number, out _);
        // An answer cannot be refused to anyone, and must not be kept: whoever does not read is cut off, and knows it.
        if (queued is QueueResult.Full) Close("it does not read its answers");
    }

    private QueueResult TryQueue(ReadOnlySpan<byte> frame, bool isRequest = false)
    {
        lock (_gate)
        {
            if (_isClosed || (isRequest && _saidFarewell)) return QueueResult.Closed;
            if (_waiting.WrittenCount + _leaving.WrittenCount + frame.Length > _cluster.Options.MaxQueuedBytes) return QueueResult.Full;
            _waiting.Write(frame);
            if (_writing) return QueueResult.Queued;
            _writing = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return QueueResult.Queued;
    }

    private async Task WriteAsync()
    {
        try
        {
            while (Next() is { Length: > 0 } bytes) await _stream.WriteAsync(bytes);
        }
        catch (Exception e)
        {
            Close("it could not be written to", e);
        }
    }

    private ReadOnlyMemory<byte> Next()
    {
        lock (_gate)
        {
            const int Kept = 1 << 20;
            if (_leaving.Capacity > Kept) _leaving = new ArrayBufferWriter<byte>();
            else _leaving.ResetWrittenCount();
            (_waiting, _leaving) = (_leaving, _waiting);
            _writing = _leaving.WrittenCount > 0;
            return _leaving.WrittenMemory;
        }
    }

    private ReadOnlySpan<byte> WriteRequest(long number, Call call, bool placed)
    {
        var flags = (call.Request.IsOneWay ? FrameFlags.OneWay : 0) | (placed ? FrameFlags.Placed : 0);
        var type = call.Request.GetType();
        var frame = FrameWriter.Begin(FrameKind.Request, number).Byte((byte)flags).Byte((byte)Math.Min(call.Hops, byte.MaxValue))
            .Text(call.Target.Type.ToString()).Text(call.Target.Key.ToString())
            .Text(RequestTypes.Utf8NameOf(type)).Text(ContextCodec.Write(call.Context)).Text(TraceCodec.Write(call.Trace));
        JsonSerializer.Serialize(frame.Json(), call.Request, type, Json);
        return frame.End();
    }

    private enum QueueResult
    {
        Queued,
        Full,
        Closed,
    }
}
