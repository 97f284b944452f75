using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Webhooks;

/// <summary>Who cannot sign by a project's secret says nothing about it.</summary>
[Collection(RepositorySiloCollection.Name)]
public class SignatureTests(RepositorySilo fixture)
{
    [Fact]
    public async Task A_message_without_a_good_signature_is_refused_and_changes_nothing()
    {
        var mine = await Repository.Create(fixture);
        var other = await Repository.Create(fixture);
        var body = mine.Push(Repository.NoCommit, mine.Commit("one"), 1);
        var good = Repository.Signature(body, mine.Secret);
        var old = mine.Secret;
        var before = await WholeDatabase.Digest(fixture.Silo.ConnectionString);
        var sha1 = "sha1=" + Convert.ToHexStringLower(Sha1(old, body));

        (string, string)[][] signatures =
        [
            [],
            [("x-hub-signature-256", "")],
            [("x-hub-signature-256", good[..^1] + (good[^1] == '0' ? '1' : '0'))],
            [("x-hub-signature-256", good["sha256=".Length..])],
            [("x-hub-signature-256", good + "00")],
            [("x-hub-signature-256", "sha256=" + new string('z', 64))],
            [("x-hub-signature-256", sha1)],
            [("x-hub-signature", sha1)],
            [("x-hub-signature", good)],
            [("x-hub-signature-256", Repository.Signature(body, other.Secret))],
            [("x-hub-signature-256", Repository.Signature(body, ""))],
            [("x-hub-signature-256", Repository.Signature(body + " ", mine.Secret))],
        ];
        foreach (var headers in signatures)
            (await Repository.Send(fixture.Silo, body, "push", null, headers)).Expect(HttpStatusCode.Unauthorized);
        (await Repository.Send(fixture.Silo, body.Replace("index", "other", StringComparison.Ordinal) + "\n", "push", null, ("x-hub-signature-256", good))).Expect(HttpStatusCode.Unauthorized);
        (await Repository.Send(fixture.Silo, "{", "push", null, ("x-hub-signature-256", good))).Expect(HttpStatusCode.BadRequest);

        Assert.Equal(before, await WholeDatabase.Digest(fixture.Silo.ConnectionString));
    }

    [Fact]
    public async Task The_secret_of_one_project_speaks_for_no_other_and_an_old_one_for_none()
    {
        var mine = await Repository.Create(fixture);
        var body = mine.Push(Repository.NoCommit, mine.Commit("one"), 1);
        (await fixture.Silo.Api.Put($"/api/projects/{mine.Project}/webhook", null)).Expect(HttpStatusCode.OK);
        (await mine.Tell(body)).Expect(HttpStatusCode.Unauthorized);

        (await fixture.Silo.Api.Delete($"/api/projects/{mine.Project}/webhook")).Expect(HttpStatusCode.NoContent);
        (await mine.Tell(body)).Expect(HttpStatusCode.Unauthorized);
        (await fixture.Silo.Api.Get($"/api/projects/{mine.Project}/webhook")).Expect(HttpStatusCode.NotFound);
        Assert.Empty(await mine.Builds());
    }

    [Fact]
    public async Task The_secret_is_shown_once_and_written_down_nowhere()
    {
        var mine = await Repository.Create(fixture);

        var shown = (await fixture.Silo.Api.Get($"/api/projects/{mine.Project}/webhook")).Expect(HttpStatusCode.OK);
        var audits = (await fixture.Silo.Api.Get("/api/audit?limit=100")).Json!.ToJsonString();

        Assert.Null(shown["secret"]);
        Assert.EndsWith($"/api/webhooks/github?project={mine.Project}", shown.Text("payload_url"), StringComparison.Ordinal);
        Assert.DoesNotContain(mine.Secret, audits, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_not_read()
    {
        var request = new RawRequest("localhost", "/api/webhooks/github")
        {
            Method = "POST",
            KeepAlive = false,
            Headers = [new("content-length", $"{(5 << 20) + 1}"), new("x-hub-signature-256", "sha256=" + new string('0', 64))],
        };

        Assert.Equal(413, (await RawHttp.Send(fixture.Silo.Endpoint, request)).Status);
    }

    [Fact]
    public async Task Who_sends_slowly_from_elsewhere_holds_up_nobody()
    {
        var mine = await Repository.Create(fixture);
        var strangers = Enumerable.Range(0, 40).Select(_ => Stranger()).ToList();
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            foreach (var stranger in strangers)
                await stranger.ConnectAsync(fixture.Silo.Endpoint, limit.Token);
            var isHeard = strangers.Select(s => BeginToSend(s, limit.Token)).ToList();
            while (isHeard.Count(h => h.IsCompletedSuccessfully) < 8)
                await Task.WhenAny(isHeard.Where(h => !h.IsCompleted));

            (await mine.Tell(mine.Push(Repository.NoCommit, mine.Commit("one"), 1))).Expect(HttpStatusCode.Accepted);
            Assert.Single(await mine.Builds());
        }
        finally
        {
            strangers.ForEach(s => s.Dispose());
        }
    }

    /// <summary>From an address of their own.</summary>
    private static Socket Stranger()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        return socket;
    }

    /// <summary>Until the server says that it listens; of the message itself nothing comes.</summary>
    private static async Task BeginToSend(Socket stranger, CancellationToken cancellationToken)
    {
        var head = $"POST /api/webhooks/github HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\nexpect: 100-continue\r\nx-hub-signature-256: sha256={new string('0', 64)}\r\n\r\n";
        await stranger.SendAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
        var answer = new byte[12];
        for (var read = 0; read < answer.Length;)
            read += await stranger.ReceiveAsync(answer.AsMemory(read), cancellationToken);
        Assert.Equal("HTTP/1.1 100", Encoding.ASCII.GetString(answer));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("""{"repository": 1}""")]
    [InlineData("""{"repository": {"full_name": "a\u0000b"}}""")]
    [InlineData("""{"repository": {"full_name": "\ud800"}}""")]
    [InlineData("""{"repository": {"full_name": ["x"], "clone_url": {}}}""")]
    public async Task What_names_no_repository_is_nobodys(string body) =>
        (await Repository.Send(fixture.Silo, body, "push", null, ("x-hub-signature-256", "sha256=" + new string('0', 64)))).Expect(HttpStatusCode.Unauthorized);

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "It is what must not be accepted.")]
    private static byte[] Sha1(string secret, string body) => HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body));
}
