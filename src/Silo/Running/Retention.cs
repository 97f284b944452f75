using MiniVercel.Builds;
using MiniVercel.Platform.Builds;

namespace MiniVercel.Silo.Running;

/// <summary>For how many days builds are kept where their project says nothing; none is for ever.</summary>
public sealed record UsualRetention(int? Days);

/// <summary>Deletes builds that are older than they are kept, one by one, as a person would: each may still refuse.</summary>
public sealed class Retention(OldBuilds builds, IGrainFactory grains, UsualRetention usual)
{
    private const int InOneRound = 200;

    /// <summary>Returns how many went; the rest of very many goes in the rounds that follow.</summary>
    public async Task<int> Apply(CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var build in await builds.Find(usual.Days, InOneRound, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await grains.GetGrain<IBuildGrain>(build.Value).Delete() is BuildDeleted.Done)
                deleted++;
        }

        return deleted;
    }
}
