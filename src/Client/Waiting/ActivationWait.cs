namespace MiniVercel.Client;

/// <summary>Waits until a deployment is settled: it serves, or it never will.</summary>
public sealed class ActivationWait(MiniVercelClient client, TimeProvider clock)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    // A deployment just made is among the first; looking through a long history twice a second would find nothing else.
    private const int Newest = 20;

    /// <summary>The deployment that the server makes of a successful production build by itself.</summary>
    public Task<Deployment> OfBuildAsync(Build build, CancellationToken ct) =>
        UntilSettledAsync(token => NewestOfAsync(build, token), ct);

    public Task<Deployment> OfDeploymentAsync(string id, CancellationToken ct) =>
        UntilSettledAsync(async token => await client.GetDeploymentAsync(id, token), ct);

    private async Task<Deployment> UntilSettledAsync(Func<CancellationToken, Task<Deployment?>> look, CancellationToken ct)
    {
        var outage = new Outage(clock);
        while (true)
        {
            try
            {
                if (await look(ct) is { IsSettled: true } settled)
                    return settled;
                outage.IsOver();
            }
            catch (Exception e) when (Outage.IsOne(e))
            {
                outage.Bear(e);
            }
            await Task.Delay(outage.Pause(LookEvery), clock, ct);
        }
    }

    private async Task<Deployment?> NewestOfAsync(Build build, CancellationToken ct) =>
        await client.ListDeploymentsAsync(build.ProjectId, ct)
            .Take(Newest)
            .FirstOrDefaultAsync(deployment => deployment.BuildId == build.Id, ct);
}
