using Npgsql;

namespace MiniVercel.Testing.Saboteurs;

/// <summary>An update that forgets one column: a changed variable keeps its value.</summary>
public static class Sticky
{
    public static async Task Variables(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(
            """
            create function keep_value() returns trigger language plpgsql as 'begin new.envelope = old.envelope; return new; end';
            create trigger keep_value before update on environment_variables for each row execute function keep_value()
            """);
        await command.ExecuteNonQueryAsync();
    }
}
