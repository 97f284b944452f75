using System.Net;
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
        if (given is null && await OfLinkAsync(session, session.Folder, ct) is { } linked)
            return linked;
        var name = given ?? ProjectName.OfFolder(session.Folder);
        return await session.Client.FindProjectAsync(name, ct)
            ?? throw new CommandFailedException($"There is no project named {name}. ./minivercel projects ls shows those there are.");
    }

    /// <summary>The project that the folder is linked to; null where it is linked to none.</summary>
    public static async Task<Project?> OfLinkAsync(Session session, string folder, CancellationToken ct)
    {
        if (ProjectLink.Of(folder) is not { } link)
            return null;
        try
        {
            return await session.Client.GetProjectAsync(link.IdAt(session.Client.Server), ct);
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.NotFound)
        {
            throw new CommandFailedException($"The project that {folder} is linked to is gone. ./minivercel link links it to another one.");
        }
    }
}
