using System.Collections.Immutable;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>What a build is going to do, decided before anything of it runs.</summary>
public sealed record BuildPlan
{
    /// <summary>The folder that is built.</summary>
    public required SourceTree Root { get; init; }

    public required string Preset { get; init; }

    /// <summary>Whether files or a server are expected. The output that is there in the end decides.</summary>
    public SiteKind Kind => Outputs[0].Kind;

    /// <summary>Nothing where no packages are needed.</summary>
    public PackageManager? Manager { get; init; }

    /// <summary>A user's command: what ends with zero means that there is nothing to build.</summary>
    public PlannedCommand? Ignore { get; init; }

    public InstallPlan? Install { get; init; }

    public PlannedCommand? Build { get; init; }

    /// <summary>Where in the sources the packages are installed; empty for their top.</summary>
    public string PackagesIn => Install?.Folder ?? Root.Place;

    /// <summary>How the project says that it is started. A plain server always does; the server of a framework is the file that proves its output.</summary>
    public PlannedCommand? Start { get; init; }

    /// <summary>Where the result may lie, the place to be looked at first, first.</summary>
    public required ImmutableArray<OutputCandidate> Outputs { get; init; }

    /// <summary>What the commands are told beside what the project sets itself.</summary>
    public ImmutableDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What the sources say about Node; <see cref="NodeChoice"/> makes a version of it.</summary>
    public ImmutableArray<NodeWish> Node { get; init; } = [];

    /// <summary>What was found and decided, for the log.</summary>
    public ImmutableArray<string> Sentences { get; init; } = [];

    /// <summary>Whether the result has to be made first.</summary>
    public bool RunsCommands => Ignore is not null || Install is not null || Build is not null;

    /// <summary>Whether anything of the project's own has to run, now or when it serves.</summary>
    public bool RunsSomething => RunsCommands || Kind == SiteKind.Server;
}
