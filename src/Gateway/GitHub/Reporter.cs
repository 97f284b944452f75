using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniVercel.Gateway.Routing;
using MiniVercel.Platform.Git;
using MiniVercel.Platform.GitHosts;
using MiniVercel.Platform.Secrets;

namespace MiniVercel.Gateway.GitHub;

/// <summary>
/// Tells GitHub what becomes of its commits: a status, a deployment, and one comment per pull request. What cannot be told is told later,
/// ten times over a while at the most; then it is left, with the reason to be read.
/// </summary>
public sealed partial class Reporter(
    GitReports reports, GitHubClient github, GitHubSettings settings, GitCredentials credentials, SiteAddresses addresses, TimeProvider clock,
    ILogger<Reporter> logger) : BackgroundService
{
    public const int MostTries = 10;
    private const int AtOnce = 8;
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await reports.ClaimDue(AtOnce, stoppingToken) is { Count: > 0 } due)
                    await Task.WhenAll(due.Select(report => Try(report, stoppingToken)));
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogCannotLook(e.Message);
            }
        }
    }

    private async Task Try(DueReport report, CancellationToken cancellationToken)
    {
        try
        {
            var token = await credentials.Find(new ProjectId(report.ProjectId), cancellationToken) is GitCredential.Token one && one.Origin == settings.Origin
                ? one.Secret
                : null;
            if (token is null)
            {
                await reports.Failed(report, $"The project has no token for {settings.Url}.", null, cancellationToken);
                return;
            }

            await Tell(report, token, cancellationToken);
            await reports.Told(report, cancellationToken);
        }
        catch (Exception e) when (e is GitHubException or SecretUnreadableException)
        {
            LogNotTold(report.Kind, report.Subject, report.ProjectId, e.Message);
            await reports.Failed(report, e.Message, PauseAfter(report.Tries + 1, (e as GitHubException)?.Wait), cancellationToken);
        }
    }

    private Task Tell(DueReport report, string token, CancellationToken cancellationToken) => report.Kind switch
    {
        "status" => github.Post($"/repos/{report.Repository}/statuses/{report.CommitSha}", token, ReportTexts.Status(report, UrlOf(report)), cancellationToken),
        "deployment" => TellDeployment(report, token, cancellationToken),
        _ => TellComment(report, token, cancellationToken),
    };

    private async Task TellDeployment(DueReport report, string token, CancellationToken cancellationToken)
    {
        var all = $"/repos/{report.Repository}/deployments";
        var id = report.RemoteId;
        if (id is null)
        {
            var made = await github.List($"{all}?sha={report.CommitSha}", token, cancellationToken);
            id = made.Where(d => ReportTexts.IsOf(d, report)).Select(d => d.Number("id")).FirstOrDefault(n => n is not null)
                ?? Id(await github.Post(all, token, ReportTexts.Deployment(report), cancellationToken));
            await reports.Remember(report, id, cancellationToken);
        }

        await github.Post($"{all}/{id}/statuses", token, ReportTexts.DeploymentStatus(report, UrlOf(report)), cancellationToken);
    }

    /// <summary>The one that is there already is written anew; where somebody has removed it, there is another.</summary>
    private async Task TellComment(DueReport report, string token, CancellationToken cancellationToken)
    {
        var body = new { body = ReportTexts.Comment(report, UrlOf(report)) };
        var all = $"/repos/{report.Repository}/issues/{report.Subject["pull/".Length..]}/comments";
        var id = report.RemoteId
            ?? (await github.List(all, token, cancellationToken)).Where(c => ReportTexts.IsCommentOf(c, report)).Select(c => c.Number("id")).FirstOrDefault(n => n is not null);
        if (id is null)
        {
            await reports.Remember(report, Id(await github.Post(all, token, body, cancellationToken)), cancellationToken);
            return;
        }

        try
        {
            await reports.Remember(report, id, cancellationToken);
            await github.Patch($"/repos/{report.Repository}/issues/comments/{id}", token, body, cancellationToken);
        }
        catch (GitHubException e) when (e.Status == 404)
        {
            await reports.Remember(report, null, cancellationToken);
            throw;
        }
    }

    private string? UrlOf(DueReport report) => report is { Status: "success", Host: { } label } ? addresses.LabelUrl(label) : null;

    private static long Id(JsonElement made) => made.Number("id") ?? throw new GitHubException(0, "What was made has no id.");

    /// <summary>Longer each time; nothing when it is enough.</summary>
    private static TimeSpan? PauseAfter(int tries, TimeSpan? wait)
    {
        if (tries >= MostTries)
            return null;
        var pause = TimeSpan.FromSeconds(Math.Pow(2, tries - 1));
        pause = wait > pause ? wait.Value : pause;
        return pause < s_longestPause ? pause : s_longestPause;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What GitHub is to be told could not be looked at: {Error}")]
    private partial void LogCannotLook(string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "GitHub could not be told the {Kind} of {Subject} of {Project}: {Error}")]
    private partial void LogNotTold(string kind, string subject, string project, string error);
}
