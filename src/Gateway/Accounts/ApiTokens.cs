using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Accounts;

/// <summary>Who calls, and for which team.</summary>
public sealed record Caller(TeamId Team, string TokenName, string Role)
{
    /// <summary>Whether the team is theirs to look into.</summary>
    public bool IsOwner => Role == "admin";
}

/// <summary>API tokens: shown once, stored as hashes. They are long and random, so a plain hash cannot be guessed back.</summary>
public sealed class ApiTokens(Database database)
{
    public static string NewToken() => "mv_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public async Task<Caller?> Find(string token, CancellationToken cancellationToken)
    {
        var row = await database.Run(
            (connection, cancel) => connection.QuerySingleOrDefaultAsync<(string Team, string Name, string Role)?>(new CommandDefinition(
                "select team_id, name, role from api_tokens where hash = @hash", new { hash = Hash(token) }, cancellationToken: cancel)),
            cancellationToken);
        return row is { } found ? new Caller(new TeamId(found.Team), found.Name, found.Role) : null;
    }

    /// <summary>Lets this token in as the administrator of the first team.</summary>
    public Task AdmitAdmin(string token, CancellationToken cancellationToken) => database.Run(
        (connection, cancel) => connection.ExecuteAsync(new CommandDefinition(
            """
            insert into api_tokens (id, team_id, name, hash, role) values (@id, @team, 'admin', @hash, 'admin')
            on conflict (hash) do nothing
            """,
            new { id = $"tok_{Guid.CreateVersion7():n}", team = TeamId.Default.Value, hash = Hash(token) }, cancellationToken: cancel)),
        cancellationToken);

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
