using MiniVercel.Client;

namespace MiniVercel.Cli.Projects;

/// <summary>Finds the project that the user means: by id, by name, or by the folder they stand in.</summary>
internal static class ProjectLookup
{
    public static async Task<Project> FindAsync(Session session, string? given, CancellationToken ct)
    {
        // A name never has an underscore.
        if (given?.StartsWith("prj_", StringComparison.Ordinal) == true)
            return await session.Client.GetProjectAsync(given, ct);
        var name = given ?? ProjectName.OfFolder(session.Folder);
        return await session.Client.FindProjectAsync(name, ct)
            ?? throw new CommandFailedException($"There is no project named {name}. ./minivercel projects ls shows those there are.");
    }
}
