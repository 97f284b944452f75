using MiniVercel.Platform.Routing;

namespace MiniVercel.Platform.Domains;

/// <summary>Looks at a custom domain and lets what it finds come true, on every gateway.</summary>
public sealed class DomainVerification(DomainLooks looks, DomainProbe probe, Publication publication)
{
    /// <summary>When somebody wants to know now; nothing where they have asked only just before.</summary>
    public async Task<bool> LookNow(CustomDomain domain, CancellationToken cancellationToken)
    {
        if (await looks.TakeWished(domain, cancellationToken) is not { } taken)
            return false;

        await Look(taken, cancellationToken);
        await publication.ReachesNow(cancellationToken); // Also where somebody else's look has changed something.
        return true;
    }

    /// <summary>Looks at all that is due.</summary>
    public async Task LookAtDue(CancellationToken cancellationToken) =>
        await Task.WhenAll((await looks.TakeDue(cancellationToken)).Select(domain => Look(domain, cancellationToken)));

    private async Task Look(CustomDomain domain, CancellationToken cancellationToken) =>
        await looks.Record(domain, await probe.LookAt(domain, cancellationToken), cancellationToken);
}
