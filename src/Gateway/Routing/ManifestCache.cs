using Microsoft.Extensions.Caching.Memory;
using MiniVercel.Gateway.Routing.Serving;
using MiniVercel.Platform.Artifacts;

namespace MiniVercel.Gateway.Routing;

/// <summary>The manifests in use. They never change, so keeping one is always right; only their number is bounded.</summary>
public sealed class ManifestCache(ArtifactStore artifacts) : IDisposable
{
    private const int FilesKept = 500_000;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = FilesKept });

    public async ValueTask<SiteFiles?> Find(BuildId build, CancellationToken cancellationToken)
    {
        if (_cache.TryGetValue(build, out SiteFiles? known))
            return known;
        if (await artifacts.Read(build, cancellationToken) is not { } manifest)
            return null;

        var files = new SiteFiles(manifest);
        _cache.Set(build, files, new MemoryCacheEntryOptions { Size = files.Count + 1 });
        return files;
    }

    /// <summary>Brings in what production hosts will be asked for, before the first visitor asks.</summary>
    public async Task Prepare(RouteSnapshot snapshot, CancellationToken cancellationToken)
    {
        foreach (var site in snapshot.Sites.Values)
        {
            if (!site.IsPreview && site.Build is { } build)
                await Find(build, cancellationToken);
        }
    }

    public void Dispose() => _cache.Dispose();
}
