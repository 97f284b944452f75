using Npgsql;

namespace MiniVercel.Testing.Saboteurs;

/// <summary>Who asks whether a token is still good, and forgets to ask whether its time is up.</summary>
public static class Lenient
{
    public static async Task Tokens(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(
            """
            alter table api_tokens rename to api_tokens_with_ends;
            create view api_tokens as
            select id, team_id, user_id, name, hash, role, created_at, last_used_at, null::timestamptz as expires_at from api_tokens_with_ends
            """);
        await command.ExecuteNonQueryAsync();
    }
}
