using System.Buffers;
using System.Text.Json;

namespace MiniVercel.Runtime;

// What comes in. A frame that makes no sense ends the connection; a request that makes no sense is answered with why.
internal sealed partial class Connection
{
    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var read = await _reader.ReadAsync();
                var buffer = read.Buffer;
                while (FrameReader.TryCut(ref buffer, _cluster.Options.MaxFrameBytes, out var frame)) Handle(frame);
                _reader.AdvanceTo(buffer.Start, buffer.End);
                if (!read.IsCompleted) continue;
                if (!buffer.IsEmpty) throw new InvalidDataException("the connection ended inside a frame");
                Close("the other side closed it");
                return;
            }
        }
        catch (Exception e)
        {
            Close("it could not be read", e);
        }
    }

    private void Handle(in ReadOnlySequence<byte> frame)
    {
        if (frame.IsSingleSegment)
        {
            Handle(frame.FirstSpan);
            return;
        }

        var whole = ArrayPool<byte>.Shared.Rent((int)frame.Length);
        try
        {
            frame.CopyTo(whole);
            Handle(whole.AsSpan(0, (int)frame.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private void Handle(ReadOnlySpan<byte> bytes)
    {
        var frame = new FrameReader(bytes);
        switch ((FrameKind)frame.Byte())
        {
            case FrameKind.Request:
                TakeRequest(ref frame);
                break;
            case FrameKind.Answer:
                if (_out.TryRemove(frame.Long(), out var answered)) answered.Answer(frame.Rest, Json);
                break;
            case FrameKind.Failure:
                TakeFailure(ref frame);
                break;
            case FrameKind.Redirect:
                TakeRedirect(ref frame);
                break;
            case FrameKind.Cancel:
                if (_in.TryRemove(frame.Long(), out var unwanted)) unwanted.Withdraw();
                break;
            case FrameKind.Leaving:
                TakeLeaving();
                break;
            case FrameKind.Farewell:
                _farewell.TrySetResult();
                break;
            case var unknown:
                throw new InvalidDataException($"a frame of the unknown kind {(byte)unknown}");
        }
    }

    private void TakeRequest(ref FrameReader frame)
    {
        var number = frame.Long();
        var flags = (FrameFlags)frame.Byte();
        var hops = frame.Byte();
        var target = GrainId.Create(frame.Text(), frame.Text());
        var name = frame.Utf8();
        var context = frame.Utf8();
        var trace = TraceCodec.Read(frame.Utf8());
        Call call;
        try
        {
            var type = RequestTypes.Find(name) ?? throw new NotSupportedException("nobody here knows this request");
            var request = (GrainRequest)JsonSerializer.Deserialize(frame.Rest, type, Json)!;
            call = flags.HasFlag(FrameFlags.OneWay)
                ? new OneWayCall(target, request, Runtime.Logger) { Context = ContextCodec.Read(context), Trace = trace, Hops = hops + 1 }
                : new IncomingCall(target, request, this, number) { Context = ContextCodec.Read(context), Trace = trace };
        }
        catch (Exception e)
        {
            var why = new OrleansException($"{System.Text.Encoding.UTF8.GetString(name)} for grain {target} cannot be read by {_cluster.Address}: {e.Message}", e);
            if (!flags.HasFlag(FrameFlags.OneWay)) Refuse(new IncomingCall(target, Unreadable.Request, this, number), why);
            else ClusterLog.RequestUnreadable(Runtime.Logger, Remote, why);
            return;
        }

        call.PlacedHere = flags.HasFlag(FrameFlags.Placed);
        if (call is IncomingCall incoming) _in[number] = incoming;
        _cluster.Router.Receive(call);
    }

    private void TakeFailure(ref FrameReader frame)
    {
        if (!_out.TryRemove(frame.Long(), out var call)) return;
        try
        {
            call.Fail(JsonSerializer.Deserialize<Exception>(frame.Rest, Json)!);
        }
        catch (Exception e)
        {
            call.Fail(new OrleansException($"{call.Request} of grain {call.Target} failed, and why cannot be read here: {e.Message}", e));
        }
    }

    private void TakeRedirect(ref FrameReader frame)
    {
        var number = frame.Long();
        var flags = (FrameFlags)frame.Byte();
        var silo = frame.Text();
        var owner = silo == "" ? (Location?)null : new Location(SiloAddress.FromParsableString(silo), flags.HasFlag(FrameFlags.Placed));
        if (!_out.TryRemove(number, out var call) || !call.TryComeBack()) return;
        _cluster.Router.Redirected(call, Remote, owner);
    }

    private void TakeLeaving()
    {
        _cluster.Membership.SeeLeaving(Remote);
        lock (_gate) _saidFarewell = true;
        TryQueue(FrameWriter.Begin(FrameKind.Farewell).End());
    }

    /// <summary>Stands for a request that cannot be read, so that it can be refused like any other.</summary>
    private sealed class Unreadable : GrainRequest
    {
        public static readonly Unreadable Request = new();

        public override string InterfaceName => "?";

        public override string MethodName => "?";

        public override Task InvokeAsync(object target, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
