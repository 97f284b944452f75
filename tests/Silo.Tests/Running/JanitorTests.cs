using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Silo.Running;

namespace MiniVercel.Silo.Tests.Running;

public sealed class JanitorTests(IdleSilo silo) : IClassFixture<IdleSilo>
{
    [Fact]
    public async Task Silos_long_gone_are_forgotten_unless_their_work_is_still_open()
    {
        var (build, _) = await silo.Building();
        await Tell(
            """
            insert into silos (id, node_id, roles, lease_until) values
                ('gone', 'n', '{worker}', clock_timestamp() - interval '61 minutes'),
                ('away', 'n', '{worker}', clock_timestamp() - interval '59 minutes'),
                ('owing', 'n', '{worker}', clock_timestamp() - interval '1 day');
            insert into build_claims (id, attempt, silo_id) values (@Value, 1, 'owing')
            """,
            build);

        await Sweep();
        Assert.Equal("away,owing", await Ask("select string_agg(id, ',' order by id) from silos where node_id = 'n'"));

        await silo.Grains.GetGrain<MiniVercel.Builds.IBuildGrain>(build.Value).Cancel(MiniVercel.Builds.BuildReason.CanceledByUser);
        await Sweep();
        Assert.Equal("away", await Ask("select string_agg(id, ',' order by id) from silos where node_id = 'n'"));
    }

    [Fact]
    public async Task Expired_uploads_go_a_bounded_number_at_a_time_and_the_others_stay()
    {
        var project = await silo.Project();
        await Tell(
            """
            insert into uploads (id, team_id, project_id, files, expires_at)
            select 'upl_' || i, 'team_default', @Value, '[]', clock_timestamp() + case when i = 0 then interval '1 minute' else interval '-1 second' end
            from generate_series(0, 250) as i
            """,
            project);

        await Sweep();
        Assert.Equal("51", await Ask("select count(*)::text from uploads"));
        await Sweep();
        Assert.Equal("upl_0", await Ask("select string_agg(id, ',') from uploads"));
    }

    private async Task Sweep()
    {
        using var janitor = new Janitor(silo.Database, TimeProvider.System, NullLogger<Janitor>.Instance);
        await janitor.Sweep(CancellationToken.None);
    }

    private Task<int> Tell(string sql, object parameters) =>
        silo.Database.Run((connection, token) => connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: token)));

    private Task<string?> Ask(string sql) =>
        silo.Database.Run((connection, token) => connection.ExecuteScalarAsync<string?>(new CommandDefinition(sql, cancellationToken: token)));
}
