using FsCheck;
using FsCheck.Fluent;

namespace MiniVercel.Properties.Generators;

/// <summary>Something that changes what a list of projects has to show. Which one is meant is counted from the newest.</summary>
public abstract record ListedDeed
{
    private ListedDeed()
    {
    }

    public sealed record Create(int Count) : ListedDeed;

    public sealed record Rename(int Which) : ListedDeed;

    public sealed record Delete(int Which) : ListedDeed;

    /// <summary>It serves from then on, or something else does.</summary>
    public sealed record Deploy(int Which) : ListedDeed;
}

/// <summary>What happens before a list is read, part by part, and what happens after its first part.</summary>
public sealed record ListedHistory(IReadOnlyList<ListedDeed> Deeds, int PageSize, ListedDeed Meanwhile)
{
    public override string ToString() => $"{string.Join(" → ", Deeds)}, {PageSize} at a time, meanwhile {Meanwhile}";
}

internal static class ListedHistories
{
    private const int Longest = 5;

    public static Arbitrary<ListedHistory> Arbitrary() => (
        from deeds in Deed().ArrayOf()
        from size in Gen.Elements(3, 7, 20, 50, 100)
        from meanwhile in Deed()
        select new ListedHistory([.. deeds.Take(Longest)], size, meanwhile)).ToArbitrary();

    private static Gen<ListedDeed> Deed() => Gen.Frequency(
        (3, Gen.Choose(1, 4).Select(count => (ListedDeed)new ListedDeed.Create(count))),
        (2, Which().Select(which => (ListedDeed)new ListedDeed.Rename(which))),
        (2, Which().Select(which => (ListedDeed)new ListedDeed.Delete(which))),
        (2, Gen.Choose(0, 8).Select(which => (ListedDeed)new ListedDeed.Deploy(which))));

    private static Gen<int> Which() => Gen.Choose(0, 30);
}
