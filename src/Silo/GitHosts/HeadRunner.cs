using Dapper;
using MiniVercel.Builds;
using MiniVercel.Platform.GitHosts;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;
using MiniVercel.Projects;
using MiniVercel.Routing;

namespace MiniVercel.Silo.GitHosts;

/// <summary>
/// Makes true what Git hosts have told: a build where a head has moved, nothing left where it is gone. Every silo does; each head is one's
/// at a time, and what breaks off is done again, to the same end.
/// </summary>
public sealed partial class HeadRunner(
    GitHeads heads, Database database, IGrainFactory grains, IHosts hosts, Doorbells doorbells, IFailpoints failpoints, ILogger<HeadRunner> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var ring = doorbells.NextRing(Doorbell.Heads);
            try
            {
                foreach (var head in await heads.ClaimDue(stoppingToken))
                    await Try(head, stoppingToken);
                await Doorbells.RingOr(ring, LookAnyway, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                LogCannotLook(e.Message);
                await Task.Delay(LookAnyway, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Try(DueHead head, CancellationToken cancellationToken)
    {
        try
        {
            failpoints.Reach(Failpoint.HeadTaken);
            if (head.Wish == "build")
                await Build(head);
            else
                await Remove(head, cancellationToken);
            failpoints.Reach(Failpoint.HeadBuilt);
            // It has moved on while its build was asked for: what nobody has begun need not be.
            if (!await heads.Finish(head, cancellationToken) && head.Wish == "build")
                await grains.GetGrain<IBuildGrain>(head.BuildId).Cancel(BuildReason.Superseded);
            failpoints.Reach(Failpoint.HeadRecorded);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogLeft(head.ProjectId, head.Subject, e.Message);
        }
    }

    private async Task Build(DueHead head)
    {
        var request = new BuildRequest(
            new TeamId(head.TeamId), null, Production: !head.IsForeign && head.Branch == head.ProductionBranch, Force: false, head.Branch, head.CommitSha, head.IsForeign);
        var triggered = await grains.GetGrain<IProjectGrain>(head.ProjectId).TriggerBuild(new BuildId(head.BuildId), request);
        if (triggered is not BuildTriggered.Queued)
            LogNothingToBuild(head.ProjectId, head.Subject, triggered.GetType().Name);
    }

    private async Task Remove(DueHead head, CancellationToken cancellationToken)
    {
        var open = await database.Run(
            async (connection, token) => (await connection.QueryAsync<string>(new CommandDefinition(
                """
                select id from builds
                where project_id = @ProjectId and branch = @Branch and id < @BuildId and status in ('pending', 'building') and state -> 'order' ->> 'git' is not null
                """,
                head, cancellationToken: token))).ToList(),
            cancellationToken);
        foreach (var build in open)
            await grains.GetGrain<IBuildGrain>(build).Cancel(BuildReason.BranchRemoved);
        await hosts.ReleaseBranch(new ProjectId(head.ProjectId), head.Branch, new BuildId(head.BuildId));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What Git hosts have told could not be looked at: {Error}")]
    private partial void LogCannotLook(string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Subject} of {Project} is left for later: {Error}")]
    private partial void LogLeft(string project, string subject, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Subject} of {Project} leads to no build: {Why}")]
    private partial void LogNothingToBuild(string project, string subject, string why);
}
