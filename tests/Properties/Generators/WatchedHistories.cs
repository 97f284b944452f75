using FsCheck;
using FsCheck.Fluent;

namespace MiniVercel.Properties.Generators;

/// <summary>Something that is done to a project while others watch it, or that one of those does.</summary>
public abstract record WatchedDeed
{
    private WatchedDeed()
    {
    }

    /// <summary>Which of the gateways it is done through.</summary>
    public int Gateway { get; init; }

    public sealed record Build(bool Production) : WatchedDeed;

    /// <summary>A build that is called off as soon as it is ordered.</summary>
    public sealed record BuildAndCancel : WatchedDeed;

    /// <summary>Activates one of the builds there are, counted from the newest.</summary>
    public sealed record Activate(int Back) : WatchedDeed;

    public sealed record DeleteBuild(int Back) : WatchedDeed;

    public sealed record Rename : WatchedDeed;

    public sealed record SetVariable : WatchedDeed;

    public sealed record AddDomain : WatchedDeed;

    /// <summary>Who watches is cut off and comes back, perhaps by another gateway.</summary>
    public sealed record ComeBack : WatchedDeed;
}

/// <summary>What happens to one project that is watched.</summary>
public sealed record WatchedHistory(IReadOnlyList<WatchedDeed> Deeds)
{
    public override string ToString() => string.Join(" → ", Deeds);
}

internal static class WatchedHistories
{
    private const int Longest = 6;

    public static Arbitrary<WatchedHistory> Arbitrary() => (
        from first in At(Gen.Constant<WatchedDeed>(new WatchedDeed.Build(Production: true)))
        from rest in At(AnyDeed()).ArrayOf()
        select new WatchedHistory([first, .. rest.Take(Longest - 1)])).ToArbitrary();

    private static Gen<WatchedDeed> AnyDeed() => Gen.Frequency(
        (4, Gen.Elements(true, false).Select(production => (WatchedDeed)new WatchedDeed.Build(production))),
        (1, Gen.Constant<WatchedDeed>(new WatchedDeed.BuildAndCancel())),
        (2, Gen.Choose(0, 3).Select(back => (WatchedDeed)new WatchedDeed.Activate(back))),
        (2, Gen.Choose(0, 3).Select(back => (WatchedDeed)new WatchedDeed.DeleteBuild(back))),
        (1, Gen.Constant<WatchedDeed>(new WatchedDeed.Rename())),
        (1, Gen.Constant<WatchedDeed>(new WatchedDeed.SetVariable())),
        (1, Gen.Constant<WatchedDeed>(new WatchedDeed.AddDomain())),
        (3, Gen.Constant<WatchedDeed>(new WatchedDeed.ComeBack())));

    private static Gen<WatchedDeed> At(Gen<WatchedDeed> deed) =>
        from one in deed
        from gateway in Gen.Choose(0, 1)
        select one with { Gateway = gateway };
}
