using System.Globalization;
using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.Git;
using MiniVercel.Projects;

namespace MiniVercel.Gateway.Api.Projects;

/// <summary>Reads a project's settings from a body.</summary>
internal static class ProjectInput
{
    private static readonly string[] GitUrlNames = ["git_url", "github_url", "git_repo_url"];

    public static readonly HeardHeader Seen = new(
        "If-Match", "The `etag` of the project as it was read: where somebody else has changed it since, the answer is 412. `*` takes it as it is.",
        @"^(\*|""?\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z""?)$", 26);

    /// <summary>Whose project it is to be, where that is said.</summary>
    public static TeamId? ReadTeam(Fields fields) => fields.Text("team_id", null, Rules.Id) is { } team ? new TeamId(team) : null;

    /// <summary>What the caller has seen of it, by `If-Match`; nothing where they take it as it is.</summary>
    public static DateTimeOffset? ReadSeen(HttpRequest request) => request.Headers.IfMatch.ToString().Trim('"') switch
    {
        "" or "*" => null,
        var text when DateTimeOffset.TryParseExact(
            text, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var seen) => seen,
        _ => throw new InvalidInputException("If-Match", "It must be the `etag` of the project as it was read."),
    };

    /// <summary>The settings of a new project: what is left out has its default.</summary>
    public static async Task<ProjectSettings> ReadNew(Fields fields, GitDoor door, CancellationToken cancellationToken)
    {
        if (!fields.Has("name"))
            fields.Refuse("name", "It is required.");
        return (await ReadPatch(fields, door, cancellationToken)).ApplyTo(new ProjectSettings(""));
    }

    /// <summary>What the body changes: what it leaves out is not part of it.</summary>
    public static async Task<ProjectPatch> ReadPatch(Fields fields, GitDoor door, CancellationToken cancellationToken)
    {
        NewValue? Named(string name, Func<string, string?> check, bool required = false) =>
            fields.Has(name) ? new NewValue(fields.Text(name, null, check, required)) : null;

        bool? Flag(string name) => fields.Has(name) ? fields.Flag(name, otherwise: false) : null;

        NewNumber? Number(string name, int least, int most) =>
            !fields.Has(name) ? null : new NewNumber(fields.IsNull(name) ? null : (int)fields.Number(name, least, most));

        NewShare? Share(string name, double least, double most) =>
            !fields.Has(name) ? null : new NewShare(fields.IsNull(name) ? null : fields.Share(name, least, most));

        var gitUrl = GitUrlNames.FirstOrDefault(fields.Has) ?? GitUrlNames[0];
        var patch = new ProjectPatch(
            Named("name", Rules.ProjectName, required: true),
            Named(gitUrl, GitAddress.Complaint),
            Named("branch", GitRef.Complaint),
            Named("root_directory", Rules.RelativePath),
            Named("install_command", Rules.Command),
            Named("build_command", Rules.Command),
            Named("output_directory", Rules.RelativePath),
            Named("app_type", Rules.AppType),
            Named("domain", Rules.Domain),
            Flag("git_submodules"),
            Flag("git_lfs"),
            Number("retention_days", 0, ProjectSettings.MostRetentionDays),
            Named("health_path", Rules.HealthPath),
            Number("app_memory_mb", ProjectSettings.LeastAppMemoryMb, ProjectSettings.MostAppMemoryMb),
            Share("app_cpus", ProjectSettings.LeastAppCpus, ProjectSettings.MostAppCpus),
            Number("app_processes", ProjectSettings.LeastAppProcesses, ProjectSettings.MostAppProcesses),
            Flag("auto_activate"));
        if (patch.GitUrl?.Text is { } url && await door.Complaint(url, cancellationToken) is { } closed)
            fields.Refuse(gitUrl, closed);
        fields.ThrowIfRefused();
        return patch;
    }
}
