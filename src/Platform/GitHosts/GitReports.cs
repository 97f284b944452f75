using Dapper;
using MiniVercel.Platform.Storage;
using Npgsql;

namespace MiniVercel.Platform.GitHosts;

/// <summary>Something that a Git host is to be told now.</summary>
/// <param name="Subject">The build's id, or `pull/7`.</param>
/// <param name="RemoteId">By what the host knows what was made there, if it was.</param>
/// <param name="Status">The build's.</param>
/// <param name="Host">The label that the build answers at, once it does.</param>
public sealed record DueReport(
    string ProjectId, string ProjectName, string Kind, string Subject, string BuildId, string Repository, long? RemoteId, int Tries, Guid Claim,
    string Status, string? Reason, string CommitSha, bool Production, string? Host)
{
    /// <summary>What is written down of it as told.</summary>
    public string Word => $"{BuildId}:{Status}";

    public bool IsLast => Status is "success" or "failed" or "canceled";
}

/// <summary>A report as its owners see it.</summary>
public sealed record ReportView(string Kind, string Subject, string BuildId, string? Told, int Tries, string? Error, DateTime? DeadAt, DateTime? WakeAt);

/// <summary>
/// The way out to Git hosts. A row is what is to be known there of one thing; it is one sender's for a while, and says what is so when it is
/// sent. A sender that was held up beyond its time may have said something old: then it is said again.
/// </summary>
public sealed class GitReports(Database database)
{
    /// <summary>Longer than any call takes, so that two rarely send the same.</summary>
    private static readonly TimeSpan s_claimedFor = TimeSpan.FromSeconds(90);

    private const string IsMine = "project_id = @ProjectId and kind = @Kind and subject = @Subject and claim = @Claim";

    /// <summary>Of a build that was asked for: its commit's status and a deployment; and the comments of the pull requests that it is of.</summary>
    internal static Task Order(NpgsqlConnection connection, NpgsqlTransaction transaction, DueHead head, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            $"""
             insert into git_reports (project_id, kind, subject, team_id, build_id, repository, wake_at)
             select p.id, kind, @BuildId, p.team_id, @BuildId, p.repository, clock_timestamp()
             from projects p cross join unnest(array['status', 'deployment']) as kinds (kind)
             where p.id = @ProjectId and p.repository ~ '{TwoParts}' on conflict do nothing;
             {OrderComments}
             """,
            head, transaction, cancellationToken: cancellationToken));

    /// <summary>One that was opened for what is built already, or about to be.</summary>
    internal static Task OrderComment(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string project, string subject, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(OrderComments, new { ProjectId = project, Subject = subject }, transaction, cancellationToken: cancellationToken));

    public async Task<IReadOnlyList<DueReport>> ClaimDue(int most, CancellationToken cancellationToken) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<DueReport>(new CommandDefinition(
            """
            with due as (
                select r.project_id, r.kind, r.subject from git_reports r join builds b on b.id = r.build_id
                where r.wake_at <= clock_timestamp() and r.told is distinct from r.build_id || ':' || b.status
                order by r.wake_at limit @most for update of r skip locked)
            update git_reports r set claim = @claim, wake_at = clock_timestamp() + @s_claimedFor
            from due d, builds b, projects p
            where r.project_id = d.project_id and r.kind = d.kind and r.subject = d.subject and b.id = r.build_id and p.id = r.project_id
            returning r.project_id, p.name as project_name, r.kind, r.subject, r.build_id, r.repository, r.remote_id, r.tries, r.claim, b.status,
                b.state ->> 'reason' as reason, b.state -> 'order' ->> 'commit_sha' as commit_sha,
                coalesce((b.state -> 'order' ->> 'production')::bool, false) as production,
                (select h.host from hosts h where h.build_id = b.id and h.kind = 'build') as host
            """,
            new { most, claim = Guid.NewGuid(), s_claimedFor }, cancellationToken: token))).ToList(),
        cancellationToken);

    /// <summary>What was made there is known from now on, whatever becomes of the rest.</summary>
    public Task Remember(DueReport report, long? remote, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            $"update git_reports set remote_id = @remote where {IsMine}",
            new { report.ProjectId, report.Kind, report.Subject, report.Claim, remote }, cancellationToken: token)),
        cancellationToken);

    public async Task Told(DueReport report, CancellationToken cancellationToken)
    {
        var row = new { report.ProjectId, report.Kind, report.Subject, report.Claim, report.BuildId, report.Word, report.IsLast };
        await database.Run(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                $"""
                 with mine as (
                     update git_reports set told = @Word, tries = 0, error = null,
                         wake_at = case when @IsLast and build_id = @BuildId then null else clock_timestamp() end
                     where {IsMine} returning 1)
                 update git_reports set told = null, wake_at = clock_timestamp()
                 where project_id = @ProjectId and kind = @Kind and subject = @Subject and dead_at is null and claim <> @Claim and not exists (select 1 from mine)
                 """,
                row, cancellationToken: token)),
            cancellationToken);
    }

    /// <summary>Not told, and why: it is tried again after a while, unless it was tried often enough.</summary>
    public Task Failed(DueReport report, string why, TimeSpan? again, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            $"""
             update git_reports set tries = tries + 1, error = @why, wake_at = clock_timestamp() + @again::interval,
                 dead_at = case when @again::interval is null then clock_timestamp() end
             where {IsMine}
             """,
            new { report.ProjectId, report.Kind, report.Subject, report.Claim, why, again }, cancellationToken: token)),
        cancellationToken);

    public async Task<IReadOnlyList<ReportView>> List(TeamId team, ProjectId project, int most, CancellationToken cancellationToken) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<ReportView>(new CommandDefinition(
            """
            select kind, subject, build_id, split_part(told, ':', 2) as told, tries, error, dead_at, wake_at from git_reports
            where project_id = @project and team_id = @team order by made_at desc, kind limit @most
            """,
            new { project = project.Value, team = team.Value, most }, cancellationToken: token))).ToList(),
        cancellationToken);

    /// <summary>Only what has an owner and a name can be told of at a Git host.</summary>
    private const string TwoParts = "^[a-z0-9._-]+/[a-z0-9._-]+$";

    private const string OrderComments =
        $"""
         insert into git_reports as known (project_id, kind, subject, team_id, build_id, repository, wake_at)
         select p.id, 'comment', 'pull/' || l.number, p.team_id, h.build_id, p.repository, clock_timestamp()
         from git_heads h join git_pulls l on l.project_id = h.project_id and l.subject = h.subject and l.is_open join projects p on p.id = h.project_id
         where h.project_id = @ProjectId and h.subject = @Subject and h.wish = 'build' and p.repository ~ '{TwoParts}'
         on conflict (project_id, kind, subject) do update set build_id = excluded.build_id, wake_at = excluded.wake_at, tries = 0, error = null, dead_at = null
         where known.build_id <> excluded.build_id
         """;
}
