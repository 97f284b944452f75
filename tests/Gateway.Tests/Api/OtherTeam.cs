using System.Security.Cryptography;
using System.Text;
using Dapper;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>A second team on the same silo, let in as the first one is: by a token whose hash is on record.</summary>
internal static class OtherTeam
{
    public static async Task<ApiDriver> Enter(TestSilo silo) =>
        new(new Uri($"http://127.0.0.1:{silo.Endpoint.Port}"), await NewToken(silo));

    public static async Task<string> NewToken(TestSilo silo)
    {
        var token = ApiTokens.NewToken();
        var team = $"team_{Guid.NewGuid():n}";
        await using var source = NpgsqlDataSource.Create(silo.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into teams (id, name) values (@team, 'Other');
            insert into api_tokens (id, team_id, name, hash, role) values ('tok_' || @team, @team, 'test', @hash, 'admin')
            """,
            new { team, hash = SHA256.HashData(Encoding.UTF8.GetBytes(token)) });
        return token;
    }
}
