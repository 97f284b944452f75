using System.Text.Json;
using MiniVercel.Platform.GitHosts;

namespace MiniVercel.Gateway.GitHub;

/// <summary>How things are put for GitHub.</summary>
internal static class ReportTexts
{
    public static object Status(DueReport report, string? url) => new
    {
        state = report.Status switch
        {
            "success" => "success",
            "failed" => "failure",
            "canceled" => "error",
            _ => "pending",
        },
        context = $"mini-vercel/{report.ProjectName}",
        description = Sentence(report),
        target_url = url,
    };

    /// <summary>Whether or not other checks have passed: it is there already when they begin.</summary>
    public static object Deployment(DueReport report) => new
    {
        @ref = report.CommitSha,
        task = "deploy",
        auto_merge = false,
        required_contexts = Array.Empty<string>(),
        environment = Environment(report),
        description = $"{report.ProjectName} by Mini Vercel",
        payload = new { build_id = report.BuildId },
        production_environment = report.Production,
        transient_environment = !report.Production,
    };

    public static bool IsOf(JsonElement deployment, DueReport report) =>
        deployment.ValueKind == JsonValueKind.Object && deployment.TryGetProperty("payload", out var payload) && payload.Text("build_id") == report.BuildId;

    public static object DeploymentStatus(DueReport report, string? url) => new
    {
        state = report.Status switch
        {
            "pending" => "queued",
            "building" => "in_progress",
            "success" => "success",
            "failed" => "failure",
            _ => "error",
        },
        environment = Environment(report),
        environment_url = url,
        description = Sentence(report),
    };

    /// <summary>It begins with what tells it from all others, where readers see nothing.</summary>
    public static string Comment(DueReport report, string? url) =>
        $"""
         {Marker(report)}
         **{report.ProjectName}**: {Sentence(report)}

         | commit | preview |
         |---|---|
         | `{report.CommitSha[..Math.Min(10, report.CommitSha.Length)]}` | {url ?? "…"} |
         """;

    public static bool IsCommentOf(JsonElement comment, DueReport report) =>
        comment.Text("body")?.StartsWith(Marker(report), StringComparison.Ordinal) == true;

    private static string Marker(DueReport report) => $"<!-- mini-vercel {report.ProjectId} -->";

    private static string Environment(DueReport report) => $"{(report.Production ? "Production" : "Preview")} – {report.ProjectName}";

    private static string Sentence(DueReport report) => report.Status switch
    {
        "pending" => "Waits to be built.",
        "building" => "Is being built.",
        "success" => "Ready.",
        "failed" => $"Failed ({report.Reason}).",
        _ => $"Canceled ({report.Reason}).",
    };
}
