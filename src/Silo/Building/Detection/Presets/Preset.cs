using System.Collections.Immutable;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>One kind of project: how it is recognised, built and served.</summary>
/// <param name="Name">The word for it in the API; a preset with variants has a row for each.</param>
/// <param name="Build">
/// What builds it where the package has no <c>build</c> script of its own: a program of its dependencies, and that program's arguments.
/// </param>
/// <param name="Outputs">Where the result may lie. The first that is there counts.</param>
public sealed record Preset(string Name, Rule Rule, string? Build, ImmutableArray<OutputCandidate> Outputs)
{
    public const string Static = "static";
    public const string Node = "node";

    /// <summary>What its commands are told by the environment.</summary>
    public ImmutableDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether files are the result, or a program that answers, as far as can be told before the build.</summary>
    public SiteKind Kind => Outputs[0].Kind;
}

public enum SiteKind
{
    Static,
    Server,
}

/// <summary>A folder that the result may lie in.</summary>
/// <param name="Path">Below the root directory; a segment <c>*</c> is any folder's name.</param>
/// <param name="Proof">A file in it without which it is something else: a server's entry, or a page.</param>
public sealed record OutputCandidate(SiteKind Kind, string Path, string? Proof = null)
{
    /// <summary>Folders whose files a server leaves to the edge. Of two with the same file the first counts.</summary>
    public ImmutableArray<AssetFolder> Assets { get; init; } = [];

    /// <summary>What a server needs to run, beside its output.</summary>
    public ServerNeeds Needs { get; init; }

    /// <summary>Its entry answers nobody by itself: the package's script <c>start</c> is what starts it.</summary>
    public bool StartedByScript { get; init; }
}

/// <param name="Path">Below the output, or where <paramref name="InRoot"/> says so below the root directory.</param>
/// <param name="Under">Where its files stand in the site.</param>
public sealed record AssetFolder(string Path, string Under = "", bool InRoot = false);

/// <summary>What a server needs to run, beside its output.</summary>
public enum ServerNeeds
{
    /// <summary>The output has all of it.</summary>
    Nothing,

    /// <summary>package.json, and the packages that are not for development only.</summary>
    Packages,

    /// <summary>Those as well, and the folder that it was built in is its output.</summary>
    Folder,

    /// <summary>What Next.js has found out itself that its server needs, as long as that is what is started.</summary>
    TracedByNext,
}
