using MiniVercel.Cli.Tests.Testing;
using MiniVercel.Testing.Clocks;

namespace MiniVercel.Cli.Tests.Deploying;

public sealed class UploadRetryTests : IAsyncLifetime, IDisposable
{
    private const string AnyBlob = "PUT /api/uploads/upl_1/blobs/[0-9a-f]{64}";

    private readonly TemporaryFolder _folder = new();
    private readonly InstantClock _clock = new(TimeSpan.FromSeconds(30));
    private Platform _platform = null!;

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartAsync();
        _folder.Write("index.html", "<h1>Shop</h1>");
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_blob_is_tried_again_after_1_2_4_8_and_16_seconds()
    {
        AnswerBlobs(attempt => attempt <= 5 ? 503 : 204);

        var run = await DeployAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(6, _platform.Server.RequestsTo(AnyBlob).Count());
        Assert.Collection(
            _clock.Waits,
            wait => AssertAbout(1, wait), wait => AssertAbout(2, wait), wait => AssertAbout(4, wait),
            wait => AssertAbout(8, wait), wait => AssertAbout(16, wait));
    }

    [Fact]
    public async Task After_five_retries_the_deploy_fails()
    {
        AnswerBlobs(_ => 503);

        var run = await DeployAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(6, _platform.Server.RequestsTo(AnyBlob).Count());
        Assert.Empty(_platform.Server.RequestsTo("POST /api/projects/prj_1/builds"));
    }

    [Fact]
    public async Task A_broken_connection_is_tried_again()
    {
        var attempts = 0;
        _platform.Server.On(AnyBlob, context =>
        {
            if (++attempts == 1)
                context.Abort();
            return Task.CompletedTask;
        });

        Assert.Equal(0, (await DeployAsync()).ExitCode);
        Assert.Equal(2, attempts);
    }

    [Theory]
    [InlineData(400, 1)]
    [InlineData(413, 1)]
    [InlineData(422, 2)]
    [InlineData(401, 3)]
    public async Task What_the_server_will_not_have_is_not_offered_again(int status, int exitCode)
    {
        AnswerBlobs(_ => status);

        var run = await DeployAsync();

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Single(_platform.Server.RequestsTo(AnyBlob));
        Assert.Empty(_clock.Waits);
    }

    [Theory]
    [InlineData("<h1>Pohs</h1>")]
    [InlineData("<h1>Shop, longer</h1>")]
    [InlineData("<h1>")]
    [InlineData(null)]
    public async Task A_file_that_changes_between_hashing_and_sending_is_named(string? changed)
    {
        _platform.Server.On("POST /api/projects/prj_1/uploads", async context =>
        {
            var hash = (string?)_platform.Server.RequestsTo("POST .*/uploads").Last().Json["files"]![0]!["sha256"];
            if (changed is null)
                File.Delete(_folder.At("index.html"));
            else
                _folder.Write("index.html", changed);
            await context.JsonAsync(new { id = "upl_1", missing = new[] { hash } });
        });

        var run = await DeployAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{_folder.At("index.html")} changed while it was being sent", run.Error);
        Assert.Empty(_clock.Waits);
        Assert.Empty(_platform.Server.RequestsTo("POST /api/projects/prj_1/builds"));
    }

    [Fact]
    public async Task Many_blobs_all_arrive_and_never_more_than_eight_at_once()
    {
        for (var i = 0; i < 150; i++)
            _folder.Write($"pages/{i}.html", $"page {i}");
        var (now, most) = (0, 0);
        _platform.Server.On(AnyBlob, async context =>
        {
            var busy = Interlocked.Increment(ref now);
            InterlockedMax(ref most, busy);
            await Task.Yield();
            Interlocked.Decrement(ref now);
        });

        var run = await DeployAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(151, _platform.Server.RequestsTo(AnyBlob).Select(put => put.Path).Distinct().Count());
        Assert.InRange(most, 1, 8);
        Assert.Contains("Uploaded 151 of 151 files", run.Error);
    }

    private Task<CliRun> DeployAsync() => CliRun.OfAsync(
        new Invocation
        {
            WorkingFolder = _folder.Path,
            Variables = { ["MINIVERCEL_URL"] = _platform.Server.Url.AbsoluteUri },
            Clock = _clock,
        },
        "deploy", "--no-wait");

    private void AnswerBlobs(Func<int, int> statusOfAttempt)
    {
        var attempts = 0;
        _platform.Server.On(AnyBlob, context => statusOfAttempt(++attempts) is var status and not 204
            ? context.ProblemAsync(status, "Not now")
            : Task.CompletedTask);
    }

    private static void AssertAbout(double seconds, TimeSpan wait) => Assert.InRange(wait.TotalSeconds, seconds, seconds * 1.25);

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
        {
            if (Interlocked.CompareExchange(ref most, value, seen) == seen)
                return;
        }
    }
}
