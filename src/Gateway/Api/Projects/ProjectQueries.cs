using Dapper;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Routing;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Projects;

public sealed record ProjectView
{
    public string Id { get; init; } = "";
    public string TeamId { get; init; } = "";
    public string Name { get; init; } = "";
    public string? GitUrl { get; init; }
    public string Branch { get; init; } = "";
    public string? RootDirectory { get; init; }
    public string? InstallCommand { get; init; }
    public string? BuildCommand { get; init; }
    public string? OutputDirectory { get; init; }

    [AppTypes]
    public string? AppType { get; init; }

    public string? Domain { get; init; }
    public bool GitSubmodules { get; init; }
    public bool GitLfs { get; init; }
    public int? RetentionDays { get; init; }
    public string HealthPath { get; init; } = "";
    public int AppMemoryMb { get; init; }
    public double? AppCpus { get; init; }
    public int AppProcesses { get; init; }
    public bool AutoActivate { get; init; }
    public string ProductionUrl { get; init; } = "";
    public string? ActiveDeploymentId { get; init; }
    public string CreatedAt { get; init; } = "";
    public string UpdatedAt { get; init; } = "";
}

/// <summary>Reads projects as the API shows them. No grain wakes for it.</summary>
public sealed class ProjectQueries(Database database, SiteAddresses addresses)
{
    private static readonly string Select =
        $"""
        select p.id, p.team_id, p.name,
               s ->> 'git_url' as git_url, s ->> 'branch' as branch, s ->> 'root_directory' as root_directory,
               s ->> 'install_command' as install_command, s ->> 'build_command' as build_command,
               s ->> 'output_directory' as output_directory, s ->> 'app_type' as app_type, s ->> 'domain' as domain,
               coalesce((s ->> 'git_submodules')::bool, false) as git_submodules, coalesce((s ->> 'git_lfs')::bool, false) as git_lfs,
               (s ->> 'retention_days')::int as retention_days,
               {AppSettings.Columns},
               coalesce((s ->> 'auto_activate')::bool, true) as auto_activate,
               r.deployment_id as active_deployment_id, p.created_at, p.state ->> 'updated_at' as updated_at
        from projects p cross join lateral (select p.state -> 'settings') as settings (s)
        left join routes r on r.project_id = p.id
        where p.team_id = any(@teams) and p.deleted_at is null
        """;

    internal static readonly string FindOne = $"{Select} and p.id = @id";

    internal static readonly string ListPart =
        $"""
        {Select} and (@name::text is null or p.name = @name) and (@cursor::text is null or p.id < @cursor)
        order by p.id desc limit @limit
        """;

    public async Task<ProjectView?> Find(TeamId team, string id, CancellationToken cancellationToken) => Complete(await database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<ProjectView>(new CommandDefinition(
            FindOne, new { teams = new[] { team.Value }, id }, cancellationToken: token)),
        cancellationToken));

    public async Task<Page<ProjectView>> List(string[] teams, string? name, Paging paging, CancellationToken cancellationToken)
    {
        var projects = await database.Run(
            async (connection, token) => (await connection.QueryAsync<ProjectView>(new CommandDefinition(
                ListPart, new { teams, name, cursor = paging.Cursor, limit = paging.Limit + 1 }, cancellationToken: token))).ToList(),
            cancellationToken);
        return Page.Of([.. projects.Select(p => Complete(p)!)], paging, p => p.Id);
    }

    private ProjectView? Complete(ProjectView? project) =>
        project is null ? null : project with { ProductionUrl = addresses.ProductionUrl(project.Name) };
}
