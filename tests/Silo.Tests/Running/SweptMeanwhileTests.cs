using System.Net;
using System.Security.Cryptography;
using System.Text;
using MiniVercel.Platform.Blobs;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Running;

/// <summary>A content that is swept away between being stored and being noted is stored again.</summary>
public sealed class SweptMeanwhileTests : IAsyncLifetime
{
    private static readonly string Page = string.Concat(Enumerable.Repeat("<p>large enough to be compressed</p>\n", 100));

    private readonly SweptOnce _swept = new();
    private TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.Start(services => services.Wrap<IBlobStore>((store, _) => _swept.Around(store)));

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Who_sends_it_is_asked_to_send_it_again()
    {
        var project = await _silo.Api.CreateProject("sent");
        var content = Encoding.UTF8.GetBytes(Page);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        var files = new[] { new { path = "index.html", sha256, size = content.Length, executable = false } };
        var upload = (await _silo.Api.Post($"/api/projects/{project}/uploads", new { files })).Expect(HttpStatusCode.Created).Text("id");
        Task<ApiAnswer> Send() => _silo.Api.Send(HttpMethod.Put, $"/api/uploads/{upload}/blobs/{sha256}", new ByteArrayContent(content));

        _swept.Arm();
        var refused = (await Send()).Expect(HttpStatusCode.ServiceUnavailable);

        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Single((await _silo.Api.Post($"/api/projects/{project}/uploads", new { files }))["missing"].AsArray());
        (await Send()).Expect(HttpStatusCode.NoContent);
        Assert.Empty((await _silo.Api.Post($"/api/projects/{project}/uploads", new { files }))["missing"].AsArray());
    }

    [Fact]
    public async Task A_build_stores_it_again_and_says_so()
    {
        var project = await _silo.Api.CreateProject("built");
        var upload = await _silo.Api.Upload(project, new Dictionary<string, string> { ["index.html"] = Page });

        _swept.Arm();
        var queued = (await _silo.Api.Post($"/api/projects/{project}/builds", new { upload_id = upload })).Expect(HttpStatusCode.Accepted);
        var build = await _silo.Api.WaitForBuild(queued.Text("id"));

        Assert.Equal("success", build.Text("status"));
        Assert.Contains("A sweep came in between", await _silo.Api.FollowLog(build.Text("id")), StringComparison.Ordinal);
        (await _silo.Api.Activate(project, build.Text("id"))).Expect(HttpStatusCode.OK); // every content is hashed again
    }

    /// <summary>A store from which the next content goes as soon as it is stored.</summary>
    private sealed class SweptOnce
    {
        private int _isArmed;

        public void Arm() => _isArmed = 1;

        public IBlobStore Around(IBlobStore store) => new Store(store, this);

        private sealed class Store(IBlobStore store, SweptOnce swept) : IBlobStore
        {
            public bool Has(BlobKey key) => store.Has(key);

            public async Task<BlobWritten> Put(BlobKey key, long size, Stream content, CancellationToken cancellationToken)
            {
                var written = await store.Put(key, size, content, cancellationToken);
                if (Interlocked.Exchange(ref swept._isArmed, 0) == 1)
                    store.Remove(key);
                return written;
            }

            public string? Find(BlobKey key) => store.Find(key);

            public Task<bool> Verify(BlobKey key, CancellationToken cancellationToken) => store.Verify(key, cancellationToken);

            public IEnumerable<BlobKey> All() => store.All();

            public void Remove(BlobKey key) => store.Remove(key);
        }
    }
}
