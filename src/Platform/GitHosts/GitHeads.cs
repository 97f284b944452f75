using Dapper;
using MiniVercel.Platform.Audits;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;
using MiniVercel.Routing;
using Npgsql;

namespace MiniVercel.Platform.GitHosts;

/// <summary>A message, and where it came from.</summary>
/// <param name="Id">As the host calls it.</param>
/// <param name="Event">What kind it is of, with its action.</param>
public sealed record Delivery(string Id, string Event, HostEvent Content, string Address, string RequestId);

/// <summary>A head that something is to be made of, and by whom nobody else is doing it for a while.</summary>
public sealed record DueHead(
    string ProjectId, string Subject, string TeamId, string Branch, string CommitSha, string Wish, string BuildId, bool IsForeign, string? ProductionBranch);

public sealed record PullView(
    int Number, string Title, string Author, string Branch, string CommitSha, bool IsOpen, bool IsForeign, string Wish, string BuildId);

/// <summary>
/// What Git hosts have told, and what is to follow from it. A message is written down with its consequence in one transaction, and only
/// then answered; whoever finds the consequence makes it true, as often as it takes. The same message has none the second time.
/// </summary>
public sealed class GitHeads(Database database, IFailpoints failpoints, TimeProvider clock)
{
    private const string Actor = "GitHub";
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(15);

    /// <summary>The word for what came of it.</summary>
    public async Task<string> Accept(HookedProject project, Delivery delivery, CancellationToken cancellationToken)
    {
        var audit = NewId.Of<AuditId>(clock);
        var outcome = await database.Transact(
            async (connection, transaction, token) =>
            {
                var session = new Session(connection, transaction, project, token);
                var head = HeadOf(delivery.Content, project);
                if (!await session.IsNew(delivery, head))
                    return "repeated";

                if (delivery.Content is HostEvent.PullRequest pull)
                    await session.Note(pull);
                var became = head is null ? "nothing" : await session.Move(head, clock);
                await session.Record(delivery.Id, became);
                if (delivery.Content is HostEvent.PullRequest { IsOpen: true } && head is not null)
                    await GitReports.OrderComment(connection, transaction, project.Id.Value, head.Subject, token);
                if (head is not null && became is not ("old" or "known"))
                {
                    await AuditStore.Write(
                        connection, transaction,
                        new Audit(audit, project.Team, Actor, $"webhooks.{delivery.Event}", project.Id.Value, $"{head.Subject} {head.Commit} {became}")
                        {
                            Address = delivery.Address,
                            RequestId = delivery.RequestId,
                        },
                        token);
                }

                return became;
            },
            cancellationToken);
        failpoints.Reach(Failpoint.HeadAccepted);
        return outcome;
    }

    public async Task<IReadOnlyList<DueHead>> ClaimDue(CancellationToken cancellationToken) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<DueHead>(new CommandDefinition(
            """
            update git_heads h set wake_at = clock_timestamp() + @AgainAfter
            from projects p
            where p.id = h.project_id and (h.project_id, h.subject) in (
                select project_id, subject from git_heads where wake_at <= clock_timestamp() order by wake_at limit 20 for update skip locked)
            returning h.project_id, h.subject, h.team_id, h.branch, h.commit_sha, h.wish, h.build_id, h.is_foreign,
                p.state -> 'settings' ->> 'branch' as production_branch
            """,
            new { AgainAfter }, cancellationToken: token))).ToList(),
        cancellationToken);

    /// <summary>It has been made true; no, where another commit has come meanwhile.</summary>
    public Task<bool> Finish(DueHead head, CancellationToken cancellationToken) => database.Transact(
        async (connection, transaction, token) =>
        {
            var isDone = await connection.ExecuteAsync(new CommandDefinition(
                "update git_heads set wake_at = null where project_id = @ProjectId and subject = @Subject and build_id = @BuildId and wish = @Wish",
                head, transaction, cancellationToken: token)) == 1;
            if (head.Wish == "build")
                await GitReports.Order(connection, transaction, head, token);
            return isDone;
        },
        cancellationToken);

    public async Task<IReadOnlyList<PullView>> Pulls(TeamId team, ProjectId project, int most, CancellationToken cancellationToken) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<PullView>(new CommandDefinition(
            """
            select l.number, l.title, l.author, h.branch, h.commit_sha, l.is_open, l.is_foreign, h.wish, h.build_id
            from git_pulls l join git_heads h on h.project_id = l.project_id and h.subject = l.subject
            where l.project_id = @project and l.team_id = @team order by l.is_open desc, l.number desc limit @most
            """,
            new { project = project.Value, team = team.Value, most }, cancellationToken: token))).ToList(),
        cancellationToken);

    /// <summary>Has one built that waits for it: this commit, if one is named, and not what was pushed after somebody had looked at it.</summary>
    public async Task<bool> Approve(TeamId team, ProjectId project, int number, string? commit, CancellationToken cancellationToken) => await database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            """
            update git_heads set wish = 'build', wake_at = clock_timestamp()
            where project_id = @project and team_id = @team and subject = @subject and wish = 'hold' and (@commit::text is null or commit_sha = @commit)
            """,
            new { project = project.Value, team = team.Value, subject = GitHead.OfPull(number), commit }, cancellationToken: token)),
        cancellationToken) == 1;

    /// <summary>The end of the branch that production is built of takes nothing away.</summary>
    private static GitHead? HeadOf(HostEvent content, HookedProject project)
    {
        var head = content switch
        {
            HostEvent.Push push => GitHead.Of(push),
            HostEvent.PullRequest pull => GitHead.Of(pull),
            _ => null,
        };
        return head is { Wish: HeadWish.Remove, IsForeign: false } && head.Branch == project.Branch ? null : head;
    }

    /// <summary>One transaction, for one project.</summary>
    private sealed record Session(NpgsqlConnection Connection, NpgsqlTransaction Transaction, HookedProject Project, CancellationToken Token)
    {
        private const string IsMine = "project_id = @project and subject = @Subject";

        /// <summary>Under another id it is the same all the same.</summary>
        public async Task<bool> IsNew(Delivery delivery, GitHead? head) => await Execute(
            """
            insert into git_deliveries (project_id, delivery, event, subject, commit_sha, before_sha, moment, wish, outcome)
            values (@project, @Id, @Event, @subject, @commit, @before, @moment, @wish, '') on conflict do nothing
            """,
            new
            {
                project = Project.Id.Value,
                delivery.Id,
                delivery.Event,
                subject = head?.Subject ?? delivery.Id,
                commit = head?.Commit ?? "",
                before = head?.Before ?? "",
                moment = MomentOf(head),
                wish = head?.Wish.Word() ?? "",
            }) == 1;

        public Task<int> Record(string delivery, string outcome) => Execute(
            "update git_deliveries set outcome = @outcome where project_id = @project and delivery = @delivery",
            new { project = Project.Id.Value, delivery, outcome });

        /// <summary>An older word about it that comes late changes nothing.</summary>
        public Task<int> Note(HostEvent.PullRequest pull) => Execute(
            """
            insert into git_pulls as known (project_id, number, team_id, subject, title, author, is_open, is_foreign, moved_at)
            values (@project, @Number, @team, @subject, @Title, @Author, @IsOpen, @IsForeign, @at)
            on conflict (project_id, number) do update set subject = excluded.subject, title = excluded.title, is_open = excluded.is_open,
                is_foreign = excluded.is_foreign, moved_at = excluded.moved_at
            where known.moved_at is null or excluded.moved_at is null or excluded.moved_at >= known.moved_at
            """,
            new
            {
                project = Project.Id.Value,
                pull.Number,
                team = Project.Team.Value,
                subject = GitHead.Of(pull).Subject,
                pull.Title,
                pull.Author,
                pull.IsOpen,
                pull.IsForeign,
                at = pull.At?.UtcDateTime,
            });

        /// <summary>
        /// Puts the head where it is now, if it was not there before or beyond. Messages about one head come one after the other: what
        /// was written down before this one is seen, and what was not yet will find the head where this one has put it.
        /// </summary>
        public async Task<string> Move(GitHead told, TimeProvider clock)
        {
            await Execute("select pg_advisory_xact_lock(hashtextextended(@project || '/' || @Subject, 0))", new { project = Project.Id.Value, told.Subject });
            var build = NewId.Of<BuildId>(clock).Value; // no sooner: builds are as new as their ids, and of two the later to be here is the newer
            var head = await LastOf(told);
            var row = new
            {
                project = Project.Id.Value,
                team = Project.Team.Value,
                head.Subject,
                head.Branch,
                head.Commit,
                head.Before,
                at = head.At?.UtcDateTime,
                committed = head.CommittedAt?.UtcDateTime,
                wish = head.Wish.Word(),
                build,
                head.IsForeign,
            };
            var isFirst = await Execute(
                """
                insert into git_heads (project_id, subject, team_id, branch, commit_sha, before_sha, moved_at, committed_at, wish, build_id, is_foreign)
                values (@project, @Subject, @team, @Branch, @Commit, @Before, @at, @committed, @wish, @build, @IsForeign) on conflict do nothing
                """,
                row) == 1;
            if (!isFirst)
            {
                var known = await Connection.QuerySingleAsync<KnownRow>(new CommandDefinition(
                    $"select * from git_heads where {IsMine} for update", row, Transaction, cancellationToken: Token));
                if (!told.Follows(known.ToHead()) && !head.Follows(known.ToHead()))
                    return known.CommitSha == head.Commit ? "known" : "old";
                await Execute(
                    $"""
                     update git_heads set commit_sha = @Commit, before_sha = @Before, moved_at = coalesce(@at, moved_at), committed_at = @committed,
                         wish = @wish, build_id = @build, wake_at = null
                     where {IsMine}
                     """,
                    row);
            }

            if (head.Wish is HeadWish.Build or HeadWish.Remove)
            {
                await Execute($"update git_heads set wake_at = clock_timestamp() where {IsMine}", row);
                await Execute(Doorbells.RingSql(Doorbell.Heads), row);
            }

            return row.wish;
        }

        /// <summary>Of pushes within one second the last, where those that came before this one have told of it already.</summary>
        private async Task<GitHead> LastOf(GitHead told)
        {
            const int enough = 50;
            var last = await Connection.QuerySingleOrDefaultAsync<(string Commit, string Before, string Wish)?>(new CommandDefinition(
                """
                with recursive later as (
                    select @Commit::text collate "C" as commit_sha, ''::text collate "C" as before_sha, ''::text as wish, 0 as steps
                    union all
                    select d.commit_sha, d.before_sha, d.wish, l.steps + 1 from later l join git_deliveries d on d.before_sha = l.commit_sha
                    where d.project_id = @project and d.event = 'push' and d.subject = @Subject and d.moment = @moment and @moment <> '' and l.steps < @enough)
                select commit_sha, before_sha, wish from later where steps > 0 order by steps desc limit 1
                """,
                new { project = Project.Id.Value, told.Subject, told.Commit, moment = MomentOf(told), enough }, Transaction, cancellationToken: Token));
            return last is var (commit, before, wish)
                ? told with { Commit = commit, Before = before, Wish = Enum.Parse<HeadWish>(wish, ignoreCase: true), CommittedAt = null }
                : told;
        }

        private static string MomentOf(GitHead? head) => head?.At is { } at ? StateJson.Time(at.UtcDateTime) : "";

        private Task<int> Execute(string sql, object parameters) =>
            Connection.ExecuteAsync(new CommandDefinition(sql, parameters, Transaction, cancellationToken: Token));
    }

    private sealed record KnownRow
    {
        public string Subject { get; init; } = "";
        public string Branch { get; init; } = "";
        public string CommitSha { get; init; } = "";
        public string BeforeSha { get; init; } = "";
        public DateTime? MovedAt { get; init; }
        public DateTime? CommittedAt { get; init; }
        public string Wish { get; init; } = "";
        public bool IsForeign { get; init; }

        public GitHead ToHead() => new(
            Subject, Branch, CommitSha, BeforeSha, MovedAt, CommittedAt, Enum.Parse<HeadWish>(Wish, ignoreCase: true), IsForeign);
    }
}
