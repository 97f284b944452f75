using Npgsql;

namespace MiniVercel.Testing.Saboteurs;

/// <summary>A database that somebody keeps tidy.</summary>
public static class Tidy
{
    /// <summary>Off by one: the last file of an artifact is left out.</summary>
    public static Task Manifests(string connectionString) =>
        On(connectionString, "before insert on artifacts", "new.manifest = jsonb_set(new.manifest, '{files}', (new.manifest -> 'files') - -1); return new;");

    /// <summary>Only the newest artifact of a project is kept.</summary>
    public static Task Artifacts(string connectionString) =>
        On(connectionString, "after insert on artifacts", "delete from artifacts where project_id = new.project_id and build_id <> new.build_id; return new;");

    /// <summary>A line that says nothing takes no room.</summary>
    public static Task Logs(string connectionString) =>
        On(connectionString, "before insert on build_logs", "if new.text = '' then return null; end if; return new;");

    /// <summary>Of a failure it is told that it was one.</summary>
    public static Task Failures(string connectionString) =>
        On(connectionString, "before insert on build_logs", "if new.text like 'Failed: %' then new.text = 'Failed.'; end if; return new;");

    private static async Task On(string connectionString, string happening, string deed)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(
            $"""
            create function tidy() returns trigger language plpgsql as $tidy$ begin {deed} end $tidy$;
            create trigger tidy {happening} for each row execute function tidy()
            """);
        await command.ExecuteNonQueryAsync();
    }
}
