using MiniVercel.Client;

namespace MiniVercel.Cli.Deploying;

/// <summary>Where a rollback leads when nobody says where.</summary>
internal static class RollbackChoice
{
    /// <summary>The newest deployment before the active one that has served, served something else, and still can.</summary>
    /// <param name="newestFirst">Read only as far as needed.</param>
    /// <param name="isKept">Whether a build is still there: one that was deleted cannot serve again.</param>
    public static async Task<Deployment?> MakeAsync(
        IAsyncEnumerable<Deployment> newestFirst, string activeId, Func<string, Task<bool>> isKept, CancellationToken ct)
    {
        Deployment? active = null;
        var passedOver = new HashSet<string>();
        await foreach (var deployment in newestFirst.WithCancellation(ct))
        {
            if (active is null)
            {
                active = deployment.Id == activeId ? deployment : null;
                continue;
            }
            if (deployment.ActivatedAt is null || deployment.BuildId == active.BuildId || passedOver.Contains(deployment.BuildId))
                continue;
            if (await isKept(deployment.BuildId))
                return deployment;
            passedOver.Add(deployment.BuildId);
        }
        return null;
    }
}
