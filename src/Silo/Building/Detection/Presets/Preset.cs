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
/// <param name="Assets">A folder in it whose files a server leaves to the edge.</param>
public sealed record OutputCandidate(SiteKind Kind, string Path, string? Proof = null, string? Assets = null);
