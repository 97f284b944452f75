using System.Net;
using System.Net.Sockets;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>A worker is killed while git waits for a server that never stops answering.</summary>
public class KilledWhileCloning
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-advertisement\r\n\r\n"u8.ToArray();
    private static readonly byte[] MoreOfIt = new byte[4096];

    [Fact]
    public async Task Git_and_its_helpers_are_gone_with_the_worker_that_started_them()
    {
        var folder = TemporaryFolder.Create("cloning");
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        await using var silo = await SiloProcess.Start(
            folder, database: await TestPostgres.NewDatabase(), environment: new Dictionary<string, string> { ["MINIVERCEL_GIT_HOSTS"] = "127.0.0.1" });
        using var api = silo.Api();
        var url = $"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/site";
        var project = (await api.Post("/api/projects", new { name = "slow", git_url = url })).Expect(HttpStatusCode.Created).Text("id");
        (await api.Post($"/api/projects/{project}/builds", new { })).Expect(HttpStatusCode.Accepted);
        using var limit = new CancellationTokenSource(Soon);
        using var git = await server.AcceptTcpClientAsync(limit.Token);
        await git.GetStream().WriteAsync(Answer, limit.Token);

        await silo.Kill();

        using var atOnce = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true) // as long as somebody takes it
            {
                await git.GetStream().WriteAsync(MoreOfIt, atOnce.Token);
                await Task.Delay(20, atOnce.Token);
            }
        });
        Directory.Delete(folder, recursive: true);
    }
}
