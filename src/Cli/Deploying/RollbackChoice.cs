using MiniVercel.Client;

namespace MiniVercel.Cli.Deploying;

/// <summary>Where a rollback leads when nobody says where.</summary>
internal static class RollbackChoice
{
    /// <summary>The newest deployment before the active one that has served, and served something else.</summary>
    /// <param name="newestFirst">Read only as far as needed.</param>
    public static async Task<Deployment?> MakeAsync(IAsyncEnumerable<Deployment> newestFirst, string activeId, CancellationToken ct)
    {
        Deployment? active = null;
        await foreach (var deployment in newestFirst.WithCancellation(ct))
        {
            if (active is null)
                active = deployment.Id == activeId ? deployment : null;
            else if (deployment.ActivatedAt is not null && deployment.BuildId != active.BuildId)
                return deployment;
        }
        return null;
    }
}
