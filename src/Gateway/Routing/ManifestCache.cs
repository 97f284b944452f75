using Microsoft.Extensions.Caching.Memory;
using MiniVercel.Gateway.Routing.Keeping;
using MiniVercel.Gateway.Routing.Serving;
using MiniVercel.Platform.Artifacts;

namespace MiniVercel.Gateway.Routing;

/// <summary>The manifests in use. They never change, so keeping one is always right; only how much memory they take is bounded.</summary>
public sealed class ManifestCache(ArtifactStore artifacts, ManifestShelf shelf, long memoryBound = ManifestCache.MemoryBound) : IDisposable
{
    /// <summary>Of half a million files with their compressed forms, or of one site as large as a site may be.</summary>
    private const long MemoryBound = 384L << 20;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = memoryBound });

    public SiteFiles? FindInMemory(BuildId build) => _cache.TryGetValue(build.Value, out SiteFiles? known) ? known : null;

    public async ValueTask<SiteFiles?> Find(BuildId build, CancellationToken cancellationToken)
    {
        if (FindInMemory(build) is { } known)
            return known;
        if (shelf.Find(build) is not { } manifest)
        {
            if (await artifacts.Read(build, cancellationToken) is not { } stored)
                return null;
            shelf.Keep(build, manifest = stored);
        }

        var files = new SiteFiles(manifest);
        _cache.Set(build.Value, files, new MemoryCacheEntryOptions { Size = files.Memory });
        return files;
    }

    /// <summary>Brings in what production hosts will be asked for and were not before, ahead of the first visitor who asks.</summary>
    public async Task Prepare(RouteSnapshot snapshot, RouteSnapshot before, CancellationToken cancellationToken)
    {
        foreach (var (host, site) in snapshot.Sites)
        {
            if (!site.IsPreview && site.Build is { } build && !ReferenceEquals(before.Sites.GetValueOrDefault(host), site))
                await Find(build, cancellationToken);
        }
    }

    public void Dispose() => _cache.Dispose();
}
