using FsCheck;
using FsCheck.Fluent;

namespace MiniVercel.Properties.Generators;

/// <summary>What a build of a project is.</summary>
public enum Sort
{
    Files,
    App,

    /// <summary>An app that answers, but with errors alone.</summary>
    AppThatIsUnwell,
}

/// <summary>Something that happens to a project whose builds are of different sorts.</summary>
public abstract record AppDeed
{
    private AppDeed()
    {
    }

    /// <summary>Activates a build of this sort, one of two.</summary>
    public sealed record Activate(Sort Sort, bool Other) : AppDeed;

    /// <summary>Activates the build of an earlier deployment again, counted from the newest of those that were active.</summary>
    public sealed record RollBack(int Back) : AppDeed;

    /// <summary>Looks at a build's preview.</summary>
    public sealed record Look(Sort Sort, bool Other) : AppDeed;

    /// <summary>Deletes a build after a look at its preview, unless it serves, and builds the same anew.</summary>
    public sealed record BuildAnew(Sort Sort, bool Other) : AppDeed;
}

public sealed record AppHistory(IReadOnlyList<AppDeed> Deeds)
{
    public override string ToString() => string.Join(" → ", Deeds);
}

internal static class AppHistories
{
    private const int Longest = 4;

    public static Arbitrary<AppHistory> Arbitrary() => (
        from first in Activate()
        from rest in AnyDeed().ArrayOf()
        select new AppHistory([first, .. rest.Take(Longest - 1)])).ToArbitrary();

    private static Gen<AppDeed> AnyDeed() => Gen.Frequency((8, Activate()), (6, RollBack()), (4, Look()), (4, BuildAnew()));

    private static Gen<AppDeed> Activate() =>
        from sort in AnySort()
        from other in Gen.Elements(true, false)
        select (AppDeed)new AppDeed.Activate(sort, other);

    private static Gen<AppDeed> RollBack() => Gen.Choose(0, 3).Select(back => (AppDeed)new AppDeed.RollBack(back));

    private static Gen<AppDeed> Look() => Served().Select(it => (AppDeed)new AppDeed.Look(it.Sort, it.Other));

    private static Gen<AppDeed> BuildAnew() => Served().Select(it => (AppDeed)new AppDeed.BuildAnew(it.Sort, it.Other));

    private static Gen<(Sort Sort, bool Other)> Served() =>
        from sort in Gen.Elements(Sort.Files, Sort.App)
        from other in Gen.Elements(true, false)
        select (sort, other);

    private static Gen<Sort> AnySort() => Gen.Frequency((4, Gen.Constant(Sort.App)), (2, Gen.Constant(Sort.Files)), (1, Gen.Constant(Sort.AppThatIsUnwell)));
}
