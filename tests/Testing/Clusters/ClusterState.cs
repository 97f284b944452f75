namespace MiniVercel.Testing.Clusters;

/// <summary>What there is to say of a cluster in which somebody has waited in vain.</summary>
public static class ClusterState
{
    private const int LastLines = 25;

    private const string Unfinished =
        """
        select concat_ws(E'\n',
            'now ' || clock_timestamp(),
            (select string_agg(format('project %s wakes at %s: %s', id, wake_at, left(state::text, 600)), E'\n') from projects where wake_at is not null),
            (select string_agg(format('deployment %s: %s, claimed by %s', d.id, left(d.state::text, 600), (select c::text from activation_claims c where c.id = d.id)), E'\n')
             from deployments d where d.phase = 'activating'),
            (select string_agg(format('silo %s', s), E'\n') from silos s),
            (select string_agg(format('%s is at %s', grain, silo), E'\n') from grain_directory
             where exists (select 1 from projects p where p.wake_at is not null and strpos(grain, p.id) > 0)
                or exists (select 1 from deployments d where d.phase = 'activating' and strpos(grain, d.id) > 0)))
        """;

    public static async Task<string> Describe(this ClusterProcesses cluster) => string.Join(
        '\n', [await cluster.Ask<string>(Unfinished), .. cluster.Silos.Select((silo, i) => $"-- {i + 1} {silo.Roles}{(silo.IsRunning ? "" : ", ended")}\n{Last(silo)}")]);

    private static string Last(ClusterProcess silo) => string.Join('\n', silo.Output.Split('\n').TakeLast(LastLines));
}
