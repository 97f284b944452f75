using Dapper;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Api.Builds;
using MiniVercel.Gateway.Live;
using MiniVercel.Gateway.Routing;
using MiniVercel.Platform.Builds;
using MiniVercel.Platform.Storage;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Live;

/// <summary>A feed beside a database that keeps it waiting.</summary>
[Collection(HeldSiloCollection.Name)]
public class BuildFeedTests(HeldSilo fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Lines_written_before_a_feed_has_its_place_are_not_lost_on_those_who_watch_already()
    {
        using var build = await HeldBuild.Start(fixture);
        await using var storage = new SlowStorage(fixture);
        await storage.Block();
        using var feed = storage.NewFeed(build.Id);
        using var viewer = feed.Join((_, _) => { });
        await storage.SomebodyWaits();

        // The viewer has read storage, and found nothing, before these lines; the feed takes its place after them.
        await storage.WriteAndUnblock(build.Id, lines: 3);

        Assert.IsType<FeedBatch.Missed>(await viewer.Next(Patience, CancellationToken.None));
    }

    [Fact]
    public async Task A_feed_that_cannot_read_at_first_comes_to_life_when_it_can()
    {
        using var build = await HeldBuild.Start(fixture);
        await using var storage = new SlowStorage(fixture, budget: TimeSpan.FromMilliseconds(200));
        await storage.Block();
        using var feed = storage.NewFeed(build.Id);
        using var viewer = feed.Join((_, _) => { });
        await storage.SomebodyWaits();
        await storage.NobodyWaits();

        await storage.WriteAndUnblock(build.Id, lines: 3);

        Assert.IsType<FeedBatch.Missed>(await viewer.Next(Patience, CancellationToken.None));
    }

    /// <summary>The log's table, locked as long as a test likes.</summary>
    private sealed class SlowStorage(HeldSilo fixture, TimeSpan? budget = null) : IAsyncDisposable
    {
        private readonly Database _database = new(fixture.Silo.ConnectionString, budget);
        private readonly NpgsqlConnection _lock = new(fixture.Silo.ConnectionString);
        private readonly NpgsqlConnection _watch = new(fixture.Silo.ConnectionString);

        public BuildFeed NewFeed(string build) => new(
            TeamId.Default,
            new BuildId(build),
            fixture.Silo.Services.GetRequiredService<IGrainFactory>(),
            new BuildLogStore(_database),
            new BuildQueries(_database, fixture.Silo.Services.GetRequiredService<SiteAddresses>()),
            TimeProvider.System);

        public async Task Block()
        {
            await _lock.OpenAsync();
            await _watch.OpenAsync();
            await _lock.ExecuteAsync("begin; lock table build_logs in access exclusive mode");
        }

        public Task SomebodyWaits() => Until("exists");

        public Task NobodyWaits() => Until("not exists");

        public async Task WriteAndUnblock(string build, int lines) => await _lock.ExecuteAsync(
            """
            insert into build_logs (build_id, seq, attempt, at, stream, text)
            select @build, seq, 1, now(), 'stdout', 'text' from generate_series(1, @lines) as seq;
            commit
            """,
            new { build, lines });

        public async ValueTask DisposeAsync()
        {
            await _lock.DisposeAsync();
            await _watch.DisposeAsync();
            await _database.DisposeAsync();
        }

        private async Task Until(string condition)
        {
            var sql = $"select {condition} (select from pg_locks where relation = 'build_logs'::regclass and not granted)";
            using var limit = new CancellationTokenSource(Patience);
            while (!await _watch.ExecuteScalarAsync<bool>(sql))
                await Task.Delay(5, limit.Token);
        }
    }
}
