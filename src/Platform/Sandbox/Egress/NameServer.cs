using System.Net;
using System.Net.Sockets;

namespace MiniVercel.Platform.Sandbox.Egress;

/// <summary>
/// Answers a box's questions for names by asking this machine's own resolver. Addresses that the box may not speak to are left out.
/// </summary>
internal sealed class NameServer(Socket socket, Permissions permissions)
{
    private const int AskedAtOnce = 64;
    private int _asked;

    public async Task Serve(CancellationToken cancellationToken)
    {
        var buffer = new byte[DnsQuestion.LongestMessage + 1];
        while (!cancellationToken.IsCancellationRequested)
        {
            var received = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), cancellationToken);
            if (DnsQuestion.Read(buffer.AsMemory(0, received.ReceivedBytes).ToArray()) is not { } question)
                continue;
            _ = Answer(question, received.RemoteEndPoint, cancellationToken);
        }
    }

    private async Task Answer(DnsQuestion question, EndPoint asker, CancellationToken cancellationToken)
    {
        var asked = Interlocked.Increment(ref _asked);
        try
        {
            if (asked <= AskedAtOnce) // Who gets no answer asks again.
                await socket.SendToAsync(await Find(question, cancellationToken), asker, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The box is closing, or whoever asked has gone; an unanswered question is asked again.
        }
        finally
        {
            Interlocked.Decrement(ref _asked);
        }
    }

    private async Task<byte[]> Find(DnsQuestion question, CancellationToken cancellationToken)
    {
        if (!question.AsksForIPv4)
            return question.Answer([], DnsCode.Fine); // There is only IPv4 in a box.

        try
        {
            var addresses = await permissions.Resolve(question.Name, cancellationToken);
            return question.Answer(addresses, addresses.Count == 0 ? DnsCode.NoSuchName : DnsCode.Fine);
        }
        catch (SocketException e)
        {
            return question.Answer([], e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData ? DnsCode.NoSuchName : DnsCode.CannotTell);
        }
        catch (Exception e) when (e is ArgumentException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return question.Answer([], DnsCode.CannotTell);
        }
    }
}
