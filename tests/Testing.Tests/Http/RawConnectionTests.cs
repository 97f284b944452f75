using MiniVercel.Testing.Http;

namespace MiniVercel.Testing.Tests.Http;

public class RawConnectionTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(IdleState.Closed)]
    [InlineData(IdleState.Spoke)]
    public async Task An_idle_connection_tells_what_happened_to_it(IdleState expected)
    {
        var mayHappen = new TaskCompletionSource();
        await using var server = new ScriptedServer(async turn =>
        {
            await turn.Send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
            await mayHappen.Task;
            if (expected == IdleState.Closed)
                turn.Close();
            else
                await turn.Send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        });
        using var connection = await RawConnection.Open(server.Endpoint, CancellationToken.None);
        await connection.Send(new RawRequest("x").ToBytes(), CancellationToken.None);
        await connection.ReadBody(await connection.ReadHead(CancellationToken.None), answersHead: false, null, CancellationToken.None);

        Assert.Equal(IdleState.Quiet, connection.Idle());
        mayHappen.SetResult();

        Assert.True(SpinWait.SpinUntil(() => connection.Idle() == expected, Soon));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 0\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: x-trace , Close\r\ncontent-length: 0\r\n\r\n", false)]
    [InlineData("HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n", false)]
    [InlineData("HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n", true)]
    public async Task The_server_says_whether_the_connection_stays(string answer, bool stays)
    {
        await using var server = ScriptedServer.Always(answer);
        using var connection = await RawConnection.Open(server.Endpoint, CancellationToken.None);
        await connection.Send(new RawRequest("x").ToBytes(), CancellationToken.None);
        await connection.ReadBody(await connection.ReadHead(CancellationToken.None), answersHead: false, null, CancellationToken.None);

        Assert.Equal(stays, connection.StaysOpen);
    }
}
