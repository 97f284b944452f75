using System.Collections.Concurrent;
using Dapper;
using Microsoft.Extensions.Logging;
using MiniVercel.Builds;
using MiniVercel.Platform.Storage;
using MiniVercel.Projects;
using MiniVercel.Silo.Running;

namespace MiniVercel.Silo.Tests.Running;

public sealed class SweeperTests(IdleSilo silo) : IClassFixture<IdleSilo>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task What_is_due_is_woken_by_exactly_one_of_the_sweepers()
    {
        string[] projects = [await DueProject(), await DueProject(), await DueProject(), await DueProject()];
        string[] builds = [await DueBuild(projects[0]), await DueBuild(projects[1]), await DueBuild(projects[2])];
        var later = await DueBuild(projects[0], due: "1 hour");
        var journal = new Journal();

        await WithSweepers(4, journal, () => Nothing(projects.Concat(builds), "wake_at <= clock_timestamp() + interval '15 seconds'"));

        Assert.Equal(projects.Concat(builds).Order(), journal.Woken.Order());
        Assert.DoesNotContain(later, journal.Woken);
        Assert.Equal(7, await Count(projects.Concat(builds), "version = 2"));
    }

    [Fact]
    public async Task A_wake_up_that_fails_stays_due_and_keeps_nobody_else_asleep()
    {
        var broken = await DueProject();
        await Tell("update projects set state = jsonb_set(state, '{settings}', '7') where id = @broken", new { broken });
        var whole = await DueProject();
        var journal = new Journal();

        await WithSweepers(1, journal, async () =>
            await Nothing([whole], "wake_at is not null") && journal.Failed.Contains(broken));
        Assert.Equal(1, await Count([broken], "wake_at between clock_timestamp() and clock_timestamp() + interval '15 seconds'"));

        await Tell(
            "update projects set state = jsonb_set(state, '{settings}', jsonb_build_object('name', id)), wake_at = clock_timestamp() where id = @broken",
            new { broken });
        await WithSweepers(1, journal, () => Nothing([broken], "wake_at is not null"));

        Assert.Equal([broken, broken, whole], journal.Woken.OrderBy(id => id == whole));
    }

    [Fact]
    public async Task Who_was_with_a_silo_that_cannot_be_reached_is_due_again_at_once_and_woken_when_it_is_taken_for_dead()
    {
        var lost = await DueProject();
        await Tell(
            """
            with away as (
                insert into silos (id, node_id, roles, address, lease_until)
                values ('away', 'away', '{worker}', '127.0.0.1:1@1', clock_timestamp() + interval '1 hour') returning address)
            insert into grain_directory (grain, silo) select 'project/' || @lost, address from away
            """, new { lost });
        var journal = new Journal();

        await WithSweepers(1, journal, () => Task.FromResult(journal.Failed.Count(id => id == lost) >= 4));
        await Tell("delete from silos where id = 'away'", new { });
        await Tell("update projects set wake_at = clock_timestamp() where id = @lost", new { lost });
        await WithSweepers(1, journal, () => Nothing([lost], "wake_at is not null"));

        Assert.Equal(1, await Count([lost], "version = 2"));
    }

    private async Task WithSweepers(int count, Journal journal, Func<Task<bool>> until)
    {
        var sweepers = Enumerable.Range(0, count).Select(_ => new Sweeper(silo.Database, silo.Grains, journal)).ToList();
        await Task.WhenAll(sweepers.Select(s => s.StartAsync(CancellationToken.None)));
        using (var limit = new CancellationTokenSource(Soon))
        {
            while (!await until())
                await Task.Delay(20, limit.Token);
        }

        await Task.WhenAll(sweepers.Select(s => s.StopAsync(CancellationToken.None)));
        sweepers.ForEach(s => s.Dispose());
    }

    /// <summary>A project whose name is not on the air yet.</summary>
    private async Task<string> DueProject()
    {
        var id = NewId.Of<ProjectId>(TimeProvider.System).Value;
        await Store("projects", id, new ProjectState { Team = TeamId.Default, Settings = new ProjectSettings(id.Replace('_', '-')) }, "0");
        return id;
    }

    /// <summary>A build that waits for a worker.</summary>
    private async Task<string> DueBuild(string project, string due = "0")
    {
        var id = NewId.Of<BuildId>(TimeProvider.System).Value;
        await Store(
            "builds",
            id,
            new BuildState
            {
                Order = Orders.Of(new ProjectId(project)),
                Team = TeamId.Default,
                ProjectId = new ProjectId(project),
                ShortId = NewId.ShortId(),
                Offers = 1,
            },
            due);
        return id;
    }

    private async Task Store<T>(string table, string id, T state, string due)
    {
        await new PostgresGrainStorage(silo.Database).WriteStateAsync(table, GrainId.Create(table, id), new GrainState<T>(state));
        await Tell($"update {table} set wake_at = clock_timestamp() + @due::interval where id = @id", new { id, due });
    }

    private async Task<bool> Nothing(IEnumerable<string> ids, string condition) => await Count(ids, condition) == 0;

    private Task<int> Count(IEnumerable<string> ids, string condition) => silo.Database.Run((connection, token) =>
        connection.ExecuteScalarAsync<int>(new CommandDefinition(
            $"""
             select count(*) from (select id, wake_at, version from projects union all select id, wake_at, version from builds) as everything
             where id = any(@ids) and {condition}
             """,
            new { ids = ids.ToArray() }, cancellationToken: token)));

    private Task<int> Tell(string sql, object parameters) => silo.Database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: token)));

    /// <summary>Whom the sweepers say they woke, and whom they could not.</summary>
    private sealed class Journal : ILogger<Sweeper>
    {
        public ConcurrentQueue<string> Woken { get; } = [];

        public ConcurrentQueue<string> Failed { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (state is IReadOnlyList<KeyValuePair<string, object?>> values && values.FirstOrDefault(v => v.Key == "Id").Value is string id)
                (logLevel == LogLevel.Information ? Woken : Failed).Enqueue(id);
        }
    }
}
