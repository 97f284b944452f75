using Dapper;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Silo.Apps;

/// <summary>What an app is told by its project as it starts.</summary>
/// <param name="Team">Whose it is now; a project can go to another team while its app runs.</param>
/// <param name="Url">Where visitors find it; nothing for a moment in which the project has no name, or none any more.</param>
/// <param name="IsForeign">What runs was written by somebody who has no part in the project.</param>
public sealed record AppProject(TeamId Team, string? Url, AppSettings Settings, bool IsForeign = false)
{
    /// <summary>What is known of it before it was read.</summary>
    public static readonly AppProject None = new(new TeamId(""), null, new AppSettings());

    /// <summary>The host that visitors come by, as a browser names it.</summary>
    public string Host => Url is null ? "localhost" : new Uri(Url).Authority;
}

/// <summary>Reads by which host an app is known, and what its project says about it.</summary>
public sealed class AppProjects(Database database, SeenFromOutside outside)
{
    private static readonly string Select =
        $"""
         select p.team_id, {AppSettings.Columns},
                 coalesce((select (state -> 'order' ->> 'is_foreign')::bool from builds where id = @build), false) as is_foreign,
                case when @isPreview then (select host from hosts where build_id = @build and kind = 'build')
                     else (select host from hosts where project_id = @project and kind = 'production') end as host
         from projects p cross join lateral (select p.state -> 'settings') as settings (s)
         where p.id = @project
         """;

    public async Task<AppProject> Of(HostedRow app, CancellationToken cancellationToken)
    {
        var parameters = new { isPreview = app.IsPreview, build = app.Build.Value, project = app.Project.Value };
        var found = await database.Run(
            (connection, token) => connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Select, parameters, cancellationToken: token)),
            cancellationToken);
        return found is null ? AppProject.None : new AppProject(
            new TeamId(found.TeamId),
            found.Host is null ? null : await outside.LabelUrl(found.Host, cancellationToken),
            new AppSettings(found.HealthPath, found.AppMemoryMb, found.AppCpus, found.AppProcesses), found.IsForeign);
    }

    private sealed record Row
    {
        public string TeamId { get; init; } = "";
        public string HealthPath { get; init; } = "";
        public int AppMemoryMb { get; init; }
        public double? AppCpus { get; init; }
        public int AppProcesses { get; init; }
        public string? Host { get; init; }
        public bool IsForeign { get; init; }
    }
}
