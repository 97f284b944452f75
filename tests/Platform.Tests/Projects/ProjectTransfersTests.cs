using Dapper;
using MiniVercel.Builds;
using MiniVercel.Deployments;
using MiniVercel.Platform.Projects;
using MiniVercel.Platform.Storage;
using Npgsql;

namespace MiniVercel.Platform.Tests.Projects;

/// <summary>A project goes to another team wholly or not at all, and nobody who has missed it can write for the old one.</summary>
public sealed class ProjectTransfersTests : DatabaseTest
{
    private static readonly TeamId Other = new("team_other");

    private ProjectTransfers Transfers => new(Database);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Tell("insert into teams (id, name) values (@Value, 'Other')", Other);
    }

    [Fact]
    public async Task Whatever_has_a_project_and_a_team_goes_along()
    {
        var project = await Full();

        Assert.Null(await Transfers.Transfer(project, TeamId.Default, Other));

        foreach (var table in await Tables())
            Assert.Equal($"{table}: {Other}", $"{table}: {string.Join(' ', await Teams(table, project))}");
        Assert.Equal((Other.Value, Other.Value), await Ask<(string, string)>("select team_id, state ->> 'team' from projects"));
        Assert.Equal([Other.Value], await Each("select state ->> 'team' from builds union select state ->> 'team' from deployments union select state -> 'order' ->> 'team' from deployments"));
        Assert.Equal(1, await Ask<int>("select count(*)::int from team_blobs where team_id = @to", new { to = Other.Value }));
        Assert.Null(await Transfers.Transfer(project, TeamId.Default, Other)); // said again
        Assert.NotNull(await Transfers.Transfer(project, TeamId.Default, new TeamId("team_third")));
    }

    [Fact]
    public async Task Other_projects_stay()
    {
        var (project, neighbour) = (await Full(), await Full());

        await Transfers.Transfer(project, TeamId.Default, Other);

        foreach (var table in await Tables())
            Assert.Equal([TeamId.Default.Value], await Teams(table, neighbour));
    }

    [Theory]
    [InlineData(BuildStatus.Pending, false)]
    [InlineData(BuildStatus.Building, false)]
    [InlineData(BuildStatus.Success, true)]
    public async Task While_a_build_is_under_way_it_stays(BuildStatus status, bool isHandoverDue)
    {
        var project = await Rows.Project();
        await Rows.ChangeBuild(await Rows.Build(project, status), build => build with { HandoverDue = isHandoverDue });

        Assert.NotNull(await Transfers.Transfer(project, TeamId.Default, Other));
        Assert.Equal(TeamId.Default.Value, await Ask<string>("select team_id from projects"));
    }

    [Fact]
    public async Task While_an_activation_is_under_way_it_stays()
    {
        var project = await Rows.Project();
        await Rows.Deployment(project, await Rows.Build(project, BuildStatus.Success), 1);

        Assert.NotNull(await Transfers.Transfer(project, TeamId.Default, Other));
    }

    [Fact]
    public async Task A_grain_that_has_missed_it_can_write_nothing()
    {
        var project = await Rows.Project();
        var build = await Rows.Build(project, BuildStatus.Failed);
        var storage = new PostgresGrainStorage(Database);
        var remembered = new GrainState<BuildState>();
        await storage.ReadStateAsync("builds", GrainId.Create("builds", build.Value), remembered);
        await Transfers.Transfer(project, TeamId.Default, Other);

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("builds", GrainId.Create("builds", build.Value), remembered));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => Rows.Build(project)); // of the team that it had
        Assert.Equal("builds_one_team", refused.ConstraintName);
    }

    [Fact]
    public async Task Of_two_transfers_at_once_one_happens()
    {
        await Tell("insert into teams (id, name) values ('team_third', 'Third')");
        var project = await Full();

        var whys = await Task.WhenAll(
            Transfers.Transfer(project, TeamId.Default, Other), Transfers.Transfer(project, TeamId.Default, new TeamId("team_third")));

        Assert.Single(whys, why => why is null);
        foreach (var table in await Tables())
            Assert.Single(await Teams(table, project));
    }

    /// <summary>With a row in every table that has something of projects.</summary>
    private async Task<ProjectId> Full()
    {
        var project = await Rows.Project();
        var build = await Rows.Build(project, BuildStatus.Success);
        var order = await Rows.Deployment(project, build, 1);
        await Rows.ChangeDeployment(order.Deployment, deployment => deployment with { Phase = DeploymentPhase.Committed });
        var content = new string('a', 64);
        var row = new { project = project.Value, build = build.Value, deployment = order.Deployment.Value, name = project.Value, content };
        await Tell(
            """
            insert into artifacts (build_id, id, team_id, project_id, manifest, size, file_count)
                values (@build, 'art_' || @build, 'team_default', @project, jsonb_build_object('files', jsonb_build_array(jsonb_build_object('sha256', @content))), 1, 1);
            insert into team_blobs (team_id, blob, size, pinned_until) values ('team_default', @content, 1, clock_timestamp()) on conflict do nothing;
            insert into hosts (host, team_id, project_id, kind) values (@name, 'team_default', @project, 'production');
            insert into routes (project_id, team_id, deployment_id, build_id, generation) values (@project, 'team_default', @deployment, @build, 1);
            insert into apps (id, team_id, project_id, build_id, is_preview, state) values (@deployment, 'team_default', @project, @build, false, 'running');
            insert into domains (id, name, team_id, project_id, token) values ('dom_' || @project, @name || '.test', 'team_default', @project, 't');
            insert into uploads (id, team_id, project_id, files, expires_at) values ('upl_' || @project, 'team_default', @project, '[]', clock_timestamp());
            insert into git_credentials (project_id, team_id, kind, origin, username, envelope) values (@project, 'team_default', 'token', '', '', '');
            insert into environment_variables (id, team_id, project_id, key, envelope, size, production, preview, scope, version, write_id)
                values ('env_' || @project, 'team_default', @project, 'A', '', 0, true, true, 'both', 1, gen_random_uuid());
            insert into deploy_hooks (id, team_id, project_id, name, branch, hash) values ('hook_' || @project, 'team_default', @project, 'nightly', 'main', sha256(@project::bytea));
            insert into webhooks (project_id, team_id, envelope) values (@project, 'team_default', '');
            insert into git_heads (project_id, subject, team_id, branch, commit_sha, before_sha, wish, build_id, is_foreign)
                values (@project, 'refs/heads/main', 'team_default', 'main', '', '', 'build', @build, false);
            insert into git_pulls (project_id, number, team_id, subject, title, author, is_open, is_foreign)
                values (@project, 1, 'team_default', 'refs/pull/1', '', '', true, false);
            insert into git_reports (project_id, kind, subject, team_id, build_id, repository) values (@project, 'status', @build, 'team_default', @build, '');
            """,
            row);
        return project;
    }

    private Task<IReadOnlyList<string>> Tables() => Each(
        """
        select table_name::text from information_schema.columns where table_schema = 'public' and column_name in ('team_id', 'project_id')
        group by table_name having count(*) = 2
        """);

    private Task<IReadOnlyList<string>> Teams(string table, ProjectId project) =>
        Each($"select distinct team_id from {table} where project_id = @Value", project);

    private Task<IReadOnlyList<string>> Each(string sql, object? parameters = null) => Database.Run<IReadOnlyList<string>>(
        async (connection, token) => (await connection.QueryAsync<string>(new CommandDefinition(sql, parameters, cancellationToken: token))).AsList());
}
