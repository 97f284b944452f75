using System.Security.Cryptography;
using System.Text;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Commands;

/// <summary>
/// What frameworks keep beside the sources to be quicker the next time. It is copied by commands in the box, as the box's user: what a
/// build has put there can so mislead nobody but the builds of its own project, which it may do anyway.
/// </summary>
internal sealed class FrameworkCaches
{
    /// <summary>Two, so that branches with different packages can take turns.</summary>
    private const int MostKept = 2;

    /// <summary>Below the root directory, whatever builds it.</summary>
    private static readonly string[] OfAll = ["node_modules/.cache", "node_modules/.vite"];

    private static readonly Dictionary<string, string[]> OfPreset = new()
    {
        ["nextjs"] = [".next/cache"],
        ["gatsby"] = [".cache", "public"], // each is of no use without the other
        ["astro"] = ["node_modules/.astro"],
        ["angular"] = [".angular/cache"],
        ["docusaurus"] = [".docusaurus"],
        ["eleventy"] = [".cache"],
        ["vitepress"] = ["docs/.vitepress/cache", ".vitepress/cache"],
        ["parcel"] = [".parcel-cache"],
        ["hugo"] = ["resources/_gen"],
        ["jekyll"] = [".jekyll-cache"],
    };

    private readonly string _key;
    private readonly string _place;
    private readonly string[] _folders;

    private FrameworkCaches(string key, string place, string[] folders) => (_key, _place, _folders) = (key, place, folders);

    /// <summary>Those of this plan's builds: of the same framework, in the same place, with the same packages.</summary>
    public static FrameworkCaches Of(BuildPlan plan)
    {
        var said = $"1\n{plan.Preset}\n{plan.Root.Place}\n{plan.Root.OfPlace(plan.PackagesIn)?.Digests(Lockfile.Names)}";
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)));
        return new FrameworkCaches(key, plan.Root.Place, [.. OfAll, .. OfPreset.GetValueOrDefault(plan.Preset, [])]);
    }

    /// <summary>Puts them where they were, unless the sources have brought something there; ends with 0 where there were any.</summary>
    /// <param name="cache">The folder that is kept, as commands see it.</param>
    public BoxCommand Bring(string cache) => Quietly(
        cache,
        """
        [ -d "$kept" ] || exit 1
        touch "$kept"
        take() {
            if [ -d "$kept/$1" ] && [ ! -e "$2" ] && [ ! -L "$2" ]; then
                mkdir -p "$(dirname "$2")" && cp -a --reflink=auto "$kept/$1" "$2" || { rm -rf "$2"; return; }
                brought=1
            fi
        }
        """,
        "take",
        """[ -n "$brought" ]""");

    /// <summary>Under another name until they are whole; those of the last few builds with other packages stay beside them.</summary>
    public BoxCommand Keep(string cache) => Quietly(
        cache,
        """
        rm -rf "$kept.new" && mkdir -p "$kept.new" || exit 1
        keep() {
            if [ -d "$2" ] && [ ! -L "$2" ]; then cp -a --reflink=auto "$2" "$kept.new/$1" || exit 1; fi
        }
        """,
        "keep",
        $"""rm -rf "$kept" && mv "$kept.new" "$kept" && cd "$kept/.." && ls -t | tail -n +{MostKept + 1} | xargs -r rm -rf --""");

    private BoxCommand Quietly(string cache, string first, string verb, string last)
    {
        var steps = _folders.Select((folder, i) => $"{verb} {i} '{folder}'");
        string[] lines = ["exec >/dev/null 2>&1", $"kept='{cache}/frameworks/{_key}'", "brought=", first, .. steps, last];
        return BoxCommand.Line(string.Join('\n', lines)) with { Folder = _place };
    }
}
