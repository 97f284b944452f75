using System.Collections.Immutable;
using System.Text.Json;
using MiniVercel.Builds;
using MiniVercel.Deployments;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;
using MiniVercel.Projects;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.Storage;

public sealed class PostgresGrainStorageTests : DatabaseTest
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 3, 12, 0, 0, 123, TimeSpan.Zero);
    private static readonly GrainId Shop = GrainId.Create("project", "prj_shop");

    private PostgresGrainStorage Storage => new(Database);

    [Fact]
    public async Task Every_kind_of_state_comes_back_as_it_was_written()
    {
        var project = await Rows.Project();
        var build = await Rows.Build(project);
        var order = new ActivationOrder(TeamId.Default, project, build, new DeploymentId("dpl_1"), 7, IsRollback: true);

        await ComesBack("projects", new ProjectState
        {
            Team = TeamId.Default,
            Settings = new ProjectSettings("shop", "https://git.example.com/shop", Domain: "shöp.example.com \"\\\n"),
            Generation = long.MaxValue,
            Requested = [order, order with { Generation = 8 }],
            NewestAutomatic = build,
            PublishedName = "old",
            CreatedAt = Noon,
            UpdatedAt = Noon.AddMilliseconds(1),
            DeletedAt = Noon.AddDays(1),
        });
        await ComesBack("builds", new BuildState
        {
            Team = TeamId.Default,
            ProjectId = project,
            Order = new BuildOrder(
                TeamId.Default, project, "shop", new UploadId("upl_1"), true, true, "main", "abc", "a/b", "i", "b", "out", "static",
                new GitOrder("https://git.example.com/a", true, true, true)),
            Commit = new BuildCommit("abc", "main", "It's said.", "Ada", ["a/ä"], 2),
            ShortId = "2abcdefghijk",
            Status = BuildStatus.Failed,
            Reason = BuildReason.WorkerLost,
            Step = BuildStep.Upload,
            Attempt = 3,
            Offers = 2,
            Worker = "silo_1",
            ArtifactId = new ArtifactId("art_1"),
            LastSeq = 99,
            CreatedAt = Noon,
            StartedAt = Noon,
            CompletedAt = Noon,
            DeletedAt = Noon,
            HandoverDue = true,
            ReleaseDue = true,
        });
        await ComesBack("deployments", new DeploymentState
        {
            Order = order,
            Team = TeamId.Default,
            ProjectId = project,
            BuildId = build,
            Phase = DeploymentPhase.Unhealthy,
            Reason = DeploymentReason.ArtifactDamaged,
            Step = ActivationStep.Publish,
            Attempt = 4,
            Engine = "silo_1",
            CreatedAt = Noon,
            ActivatedAt = Noon,
            EndedAt = Noon,
        });
    }

    [Fact]
    public async Task What_was_never_written_is_a_new_state()
    {
        var record = await Read();

        Assert.False(record.RecordExists);
        Assert.Null(record.ETag);
        Assert.False(record.State!.IsAlive);
    }

    [Fact]
    public async Task A_first_write_over_somebody_else_s_is_refused_and_changes_nothing()
    {
        await Written(Named("first"));

        await IsRefused(new GrainState<ProjectState>(Named("second")));

        Assert.Equal("first", (await Read()).State!.Settings!.Name);
    }

    [Fact]
    public async Task A_write_on_a_version_that_is_gone_is_refused_and_changes_nothing()
    {
        var stale = await Written(Named("first"));
        var current = await Read();
        current.State = Named("second");
        await Storage.WriteStateAsync("projects", Shop, current);

        stale.State = Named("third");
        await IsRefused(stale);

        Assert.Equal("1", stale.ETag);
        var stored = await Read();
        Assert.Equal(("2", "second"), (stored.ETag, stored.State!.Settings!.Name));
    }

    [Fact]
    public async Task Of_writers_that_read_the_same_version_exactly_one_wins()
    {
        const int writers = 8;
        const int rounds = 12;
        var first = await Written(Named("shop"));
        var wins = new int[rounds];
        for (var round = 0; round < rounds; round++)
        {
            var etag = $"{round + 1}";
            await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
            {
                try
                {
                    var record = new GrainState<ProjectState>(first.State! with { Generation = writer }, etag);
                    await Storage.WriteStateAsync("projects", Shop, record);
                    Interlocked.Increment(ref wins[round]);
                }
                catch (InconsistentStateException)
                {
                }
            }));
        }

        Assert.All(wins, w => Assert.Equal(1, w));
        Assert.Equal($"{rounds + 1}", (await Read()).ETag);
    }

    [Theory]
    [InlineData("INSERT 0 1")]
    [InlineData("UPDATE 1")]
    public async Task A_write_whose_answer_was_lost_recognises_itself(string lost)
    {
        await using var proxy = new PostgresProxy(ConnectionString);
        await using var database = new Database(proxy.ConnectionString);
        var storage = new PostgresGrainStorage(database);
        var record = new GrainState<ProjectState>(Named("first"));
        if (lost.StartsWith("UPDATE", StringComparison.Ordinal))
            await storage.WriteStateAsync("projects", Shop, record);
        record.State = Named("second");
        var loss = proxy.LoseAnswer(lost);

        await storage.WriteStateAsync("projects", Shop, record);

        Assert.True(loss.IsCompletedSuccessfully);
        var stored = await Read();
        Assert.Equal((record.ETag, "second"), (stored.ETag, stored.State!.Settings!.Name));
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_does_not_take_a_later_one_for_its_own()
    {
        await using var proxy = new PostgresProxy(ConnectionString);
        await using var database = new Database(proxy.ConnectionString);
        var record = await Written(Named("first"));
        var loss = proxy.LoseAnswer("UPDATE 1", async () =>
        {
            var after = await Read();
            after.State = Named("third");
            await Storage.WriteStateAsync("projects", Shop, after);
        });

        record.State = Named("second");
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => new PostgresGrainStorage(database).WriteStateAsync("projects", Shop, record));

        Assert.True(loss.IsCompletedSuccessfully);
        Assert.Equal("third", (await Read()).State!.Settings!.Name);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_as_such_until_its_project_is_deleted()
    {
        var taken = await Rows.Project("shop");

        var refused = await Assert.ThrowsAsync<DuplicateKeyException>(() => Written(Named("shop")));
        Assert.Equal("projects_name", refused.Constraint);
        Assert.False((await Read()).RecordExists);

        await Rows.DeleteProject(taken);
        await Written(Named("shop"));
    }

    [Fact]
    public async Task Columns_follow_the_state()
    {
        var project = await Rows.Project("shop");
        var build = await Rows.Build(project, BuildStatus.Pending, attempt: 0);
        var order = await Rows.Deployment(project, build, 5);

        await Rows.ChangeBuild(build, b => b with { Status = BuildStatus.Success, Attempt = 2, CreatedAt = Noon });
        await Rows.ChangeDeployment(order.Deployment, d => d with { Phase = DeploymentPhase.Committed, ActivatedAt = Noon });
        await Rows.DeleteProject(project);

        Assert.Equal(("shop", true), await Ask<(string, bool)>("select name, deleted_at is not null from projects"));
        Assert.Equal(
            (project.Value, "success", 2, "2026-02-03T12:00:00.123Z"),
            await Ask<(string, string, int, string)>("select project_id, status, attempt, created_at from builds"));
        Assert.Equal(
            (build.Value, "committed", 5L, "2026-02-03T12:00:00.123Z"),
            await Ask<(string, string, long, string)>("select build_id, phase, generation, activated_at from deployments"));
    }

    [Fact]
    public async Task The_wake_up_follows_the_state()
    {
        const string due = "select extract(epoch from wake_at - clock_timestamp())::float8 from projects";
        var record = await Written(Named("shop"));
        Assert.InRange(await Ask<double>(due), 4, 5);

        record.State = record.State! with { PublishedName = "shop" };
        await Storage.WriteStateAsync("projects", Shop, record);

        Assert.Null(await Ask<double?>(due));
    }

    [Fact]
    public async Task The_team_stands_in_a_column_of_its_own()
    {
        await Tell("insert into teams (id, name) values ('team_other', 'Other')");

        await Written(Named("shop") with { Team = new TeamId("team_other") });

        Assert.Equal("team_other", await Ask<string>("select team_id from projects"));
    }

    [Fact]
    public async Task A_state_without_a_table_and_the_clearing_of_one_are_refused()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Storage.ReadStateAsync("projects; drop table projects", Shop, new GrainState<ProjectState>()));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Storage.WriteStateAsync("projects", Shop, new GrainState<string>("not a record")));
        await Assert.ThrowsAsync<NotSupportedException>(
            () => Storage.ClearStateAsync("projects", Shop, new GrainState<ProjectState>()));
    }

    private static ProjectState Named(string name) =>
        new() { Team = TeamId.Default, Settings = new ProjectSettings(name), CreatedAt = Noon, UpdatedAt = Noon };

    private async Task<GrainState<ProjectState>> Read()
    {
        var record = new GrainState<ProjectState>();
        await Storage.ReadStateAsync("projects", Shop, record);
        return record;
    }

    private async Task<GrainState<ProjectState>> Written(ProjectState state)
    {
        var record = new GrainState<ProjectState>(state);
        await Storage.WriteStateAsync("projects", Shop, record);
        return record;
    }

    private Task<InconsistentStateException> IsRefused(GrainState<ProjectState> record) =>
        Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("projects", Shop, record));

    private async Task ComesBack<T>(string table, T state)
    {
        var id = GrainId.Create(table, "id_1");
        await Storage.WriteStateAsync(table, id, new GrainState<T>(state));

        var read = new GrainState<T>();
        await Storage.ReadStateAsync(table, id, read);

        Assert.True(read.RecordExists);
        Assert.Equal("1", read.ETag);
        Assert.Equal(JsonSerializer.Serialize(state), JsonSerializer.Serialize(read.State));
    }
}
