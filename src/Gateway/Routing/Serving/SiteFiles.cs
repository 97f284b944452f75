using System.Collections.Frozen;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Rules;

namespace MiniVercel.Gateway.Routing.Serving;

/// <summary>A build's files by the paths that ask for them, and its rules.</summary>
public sealed class SiteFiles(Manifest manifest)
{
    private const long OfSite = 4_096, OfRule = 8_192, OfFile = 400, OfVariant = 184;

    private readonly FrozenDictionary<string, ManifestFile> _byPath = manifest.Files.ToFrozenDictionary(f => f.Path, StringComparer.Ordinal);

    /// <summary>Found out once: every answer asks.</summary>
    private readonly HashSet<string> _fingerprinted = [.. manifest.Files.Select(f => f.Path).Where(Fingerprint.IsIn)];

    internal RuleSet Rules { get; } = new(manifest.Rules ?? SiteRules.None);

    /// <summary>A program answers for whatever is no file.</summary>
    public bool HasServer { get; } = manifest.Server is not null;

    /// <summary>About as many bytes as it takes in memory.</summary>
    public long Memory { get; } = OfSite + (OfRule * ((manifest.Rules?.Routes.Count ?? 0) + (manifest.Rules?.Headers.Count ?? 0)))
        + manifest.Files.Sum(f => OfFile + (2L * f.Path.Length) + (OfVariant * ((f.Brotli is null ? 0 : 1) + (f.Gzip is null ? 0 : 1))));

    /// <summary>What an answer with the file depends on beside its address; nothing where it does not.</summary>
    public string? VaryOf(ManifestFile file) => (file.HasVariants, Rules.Vary) switch
    {
        (true, "") => "accept-encoding",
        (true, var headers) => $"accept-encoding, {headers}",
        (false, "") => null,
        (false, var headers) => headers,
    };

    /// <summary>Whether nothing else will ever be there under the file's name.</summary>
    public bool IsForEver(ManifestFile file) => _fingerprinted.Contains(file.Path);

    public ManifestFile? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>A file of that name, the page of that name where addresses are clean, or the index of the folder of that name.</summary>
    public ManifestFile? Resolve(string requested)
    {
        var path = requested is ['/', .. var rest] ? rest : "";
        var name = path.TrimEnd('/');
        if (path.Length == 0 || path.EndsWith('/'))
            return Find(path + "index.html") ?? (Rules.CleanUrls && name.Length == path.Length - 1 ? Find(name + ".html") : null);
        return Find(path) ?? (Rules.CleanUrls ? Find(path + ".html") : null) ?? Find(path + "/index.html");
    }

    /// <summary>
    /// The one path that a page should have, where that is another than the one it was asked by. Only for what is there: who asks for
    /// nothing need not be sent anywhere to learn that.
    /// </summary>
    public string? CanonicalOf(string path)
    {
        var canonical = path;
        if (Rules.CleanUrls && canonical.EndsWith(".html", StringComparison.Ordinal))
        {
            canonical = canonical[..^".html".Length];
            if (canonical.EndsWith("/index", StringComparison.Ordinal))
                canonical = canonical[..^"index".Length];
        }

        if (Rules.TrailingSlash == true && !canonical.EndsWith('/') && !canonical[(canonical.LastIndexOf('/') + 1)..].Contains('.', StringComparison.Ordinal))
            canonical += "/";
        else if (canonical.Length > 1 && canonical.EndsWith('/') && (Rules.TrailingSlash == false || (Rules is { CleanUrls: true, TrailingSlash: null } && !path.EndsWith('/'))))
            canonical = canonical[..^1];
        return canonical != path && Resolve(path) is { } asked && asked == Resolve(canonical) ? canonical : null;
    }
}
