using System.Security.Cryptography;
using System.Text;
using Dapper;
using MiniVercel.Platform.Secrets;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Platform.GitHosts;

/// <summary>A project that a message may be about.</summary>
/// <param name="Branch">The one that is built for production.</param>
public sealed record HookedProject(ProjectId Id, TeamId Team, string Branch);

/// <summary>What Git hosts sign their messages with: a secret per project, so that whoever knows one speaks for that project alone.</summary>
public sealed class WebhookSecrets(Database database, SecretBox secrets)
{
    /// <summary>As many projects as may be of one repository, a large one with many sites in it.</summary>
    private const int MostOfRepository = 100;

    public static readonly SealedTable Table = new("webhooks", "project_id", "'webhooks/' || project_id");

    public Task Keep(TeamId team, ProjectId project, string secret, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            """
            insert into webhooks (project_id, team_id, envelope) values (@project, @team, @envelope)
            on conflict (project_id) do update set envelope = excluded.envelope, created_at = clock_timestamp()
            """,
            new { project = project.Value, team = team.Value, envelope = secrets.Seal(secret, Row(project.Value)) }, cancellationToken: token)),
        cancellationToken);

    /// <summary>Since when there is one.</summary>
    public Task<DateTime?> Find(TeamId team, ProjectId project, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<DateTime?>(new CommandDefinition(
            "select created_at from webhooks where project_id = @project and team_id = @team",
            new { project = project.Value, team = team.Value }, cancellationToken: token)),
        cancellationToken);

    public async Task<string?> Open(TeamId team, ProjectId project, CancellationToken cancellationToken) => await database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "select envelope from webhooks where project_id = @project and team_id = @team",
            new { project = project.Value, team = team.Value }, cancellationToken: token)),
        cancellationToken) is { } envelope ? secrets.Open(envelope, Row(project.Value)) : null;

    public async Task<bool> Forget(TeamId team, ProjectId project, CancellationToken cancellationToken) => await database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            "delete from webhooks where project_id = @project and team_id = @team",
            new { project = project.Value, team = team.Value }, cancellationToken: token)),
        cancellationToken) == 1;

    /// <summary>The projects of a repository, by any of its names, whose secret has signed this.</summary>
    public async Task<IReadOnlyList<HookedProject>> Signed(
        IReadOnlyList<string> repositories, byte[] body, byte[] signature, CancellationToken cancellationToken)
    {
        var rows = await database.Run(
            async (connection, token) => (await connection.QueryAsync<(string Id, string Team, string? Branch, string Envelope)>(new CommandDefinition(
                """
                select p.id, p.team_id, p.state -> 'settings' ->> 'branch', w.envelope
                from projects p join webhooks w on w.project_id = p.id
                where p.repository = any(@repositories) and p.deleted_at is null order by p.id limit @MostOfRepository
                """,
                new { repositories = repositories.ToArray(), MostOfRepository }, cancellationToken: token))).ToList(),
            cancellationToken);
        return
        [
            .. rows.Where(r => HasSigned(r.Id, r.Envelope, body, signature))
                .Select(r => new HookedProject(new ProjectId(r.Id), new TeamId(r.Team), r.Branch ?? "main")),
        ];
    }

    private bool HasSigned(string project, string envelope, byte[] body, byte[] signature)
    {
        try
        {
            var secret = Encoding.UTF8.GetBytes(secrets.Open(envelope, Row(project)));
            return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, body), signature);
        }
        catch (SecretUnreadableException)
        {
            return false; // of one project: others of the same repository are heard all the same
        }
    }

    private static string Row(string project) => $"webhooks/{project}";
}
