using Dapper;
using MiniVercel.Platform.Secrets;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Platform.Git;

/// <summary>A credential without what makes it one.</summary>
public sealed record GitCredentialView(string Kind, string Origin, string Username, DateTime UpdatedAt);

/// <summary>The credential of each project that has one, sealed.</summary>
public sealed class GitCredentials(Database database, SecretBox secrets)
{
    public static readonly SealedTable Table = new(
        "git_credentials", "project_id", "'git_credentials/' || project_id || '/' || kind || '/' || origin || '/' || username");

    public Task Keep(TeamId team, ProjectId project, GitCredential credential, CancellationToken cancellationToken)
    {
        var (user, secret) = credential switch
        {
            GitCredential.Token token => (token.User, token.Secret),
            GitCredential.DeployKey key => ("", key.PrivateKey),
            _ => throw new ArgumentOutOfRangeException(nameof(credential), credential, "No such kind of credential."),
        };
        var row = new Row(credential.ToString(), credential.Origin, user, "");
        return database.Run(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                """
                insert into git_credentials (project_id, team_id, kind, origin, username, envelope)
                select @project, @team, @Kind, @Origin, @Username, @envelope
                where exists (select 1 from projects where id = @project and deleted_at is null for no key update)
                on conflict (project_id) do update set kind = excluded.kind, origin = excluded.origin, username = excluded.username,
                    envelope = excluded.envelope, updated_at = clock_timestamp()
                """,
                new { project = project.Value, team = team.Value, row.Kind, row.Origin, row.Username, envelope = secrets.Seal(secret, Identity(project, row)) },
                cancellationToken: token)),
            cancellationToken);
    }

    /// <exception cref="SecretUnreadableException">It is there, and cannot be opened.</exception>
    public async Task<GitCredential?> Find(ProjectId project, CancellationToken cancellationToken)
    {
        if (await Read(project, cancellationToken) is not { } row)
            return null;
        var secret = secrets.Open(row.Envelope, Identity(project, row));
        return row.Kind == "token"
            ? new GitCredential.Token(row.Origin, row.Username, secret)
            : new GitCredential.DeployKey(row.Origin, secret);
    }

    /// <summary>What may be shown of it.</summary>
    public Task<GitCredentialView?> Describe(TeamId team, ProjectId project, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<GitCredentialView?>(new CommandDefinition(
            """
            select kind as "Kind", origin as "Origin", username as "Username", updated_at as "UpdatedAt"
            from git_credentials where project_id = @project and team_id = @team
            """,
            new { project = project.Value, team = team.Value }, cancellationToken: token)),
        cancellationToken);

    public async Task<bool> Forget(TeamId team, ProjectId project, CancellationToken cancellationToken) => await database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            "delete from git_credentials where project_id = @project and team_id = @team",
            new { project = project.Value, team = team.Value }, cancellationToken: token)),
        cancellationToken) > 0;

    private Task<Row?> Read(ProjectId project, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<Row?>(new CommandDefinition(
            """
            select kind as "Kind", origin as "Origin", username as "Username", envelope as "Envelope"
            from git_credentials where project_id = @project
            """,
            new { project = project.Value }, cancellationToken: token)),
        cancellationToken);

    /// <summary>The same as in <see cref="Table"/>. The server is a part of it: a secret cannot be made to be shown to another one by changing a row.</summary>
    private static string Identity(ProjectId project, Row row) => $"git_credentials/{project}/{row.Kind}/{row.Origin}/{row.Username}";

    private sealed record Row(string Kind, string Origin, string Username, string Envelope);
}
