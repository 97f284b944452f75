using FsCheck;
using FsCheck.Fluent;

namespace MiniVercel.Properties.Generators;

/// <summary>Something that somebody does with the pages of a project before them.</summary>
public abstract record VisitDeed
{
    private VisitDeed()
    {
    }

    /// <summary>Looks at something.</summary>
    public sealed record Fetch(string What) : VisitDeed;

    /// <summary>Changes something.</summary>
    public sealed record Change(string What) : VisitDeed;

    /// <summary>Asks the live connection for what only REST gives.</summary>
    public sealed record AskTheHub(string Method) : VisitDeed;
}

public sealed record Visit(IReadOnlyList<VisitDeed> Deeds)
{
    public override string ToString() => string.Join(" → ", Deeds);
}

internal static class Visits
{
    public static readonly string[] Things = ["", "/builds", "/deployments", "/env", "/domains"];
    public static readonly string[] Changes = ["name", "variable", "no variable", "domain", "build"];
    public static readonly string[] Methods = ["get_project", "list_builds", "projects", "create_project", "subscribe_env", "GetBuild", "SubscribeProject", "", "build_log", "changed"];
    private const int Longest = 6;

    public static Arbitrary<Visit> Arbitrary() => (
        from deeds in Deed().NonEmptyListOf()
        select new Visit([.. deeds.Take(Longest)])).ToArbitrary();

    private static Gen<VisitDeed> Deed() => Gen.Frequency(
        (3, Gen.Elements(Things).Select(what => (VisitDeed)new VisitDeed.Fetch(what))),
        (4, Gen.Elements(Changes).Select(what => (VisitDeed)new VisitDeed.Change(what))),
        (1, Gen.Elements(Methods).Select(method => (VisitDeed)new VisitDeed.AskTheHub(method))));
}
