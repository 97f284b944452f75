using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Testing.Http;

namespace MiniVercel.Properties.Generators;

/// <summary>What becomes of the connections of one who follows a log, one after the other.</summary>
public sealed record BadLine(IReadOnlyList<Fate> Fates)
{
    public override string ToString() => string.Join(", ", Fates);
}

internal static class BadLines
{
    private const int Longest = 5;

    private const int MostRefused = 9;

    /// <summary>Less than a minute's worth, also where nothing gets through in between: nobody has to bear more.</summary>
    private const int MostRefusedInAll = 12;

    public static Arbitrary<BadLine> Arbitrary() => (
        from troubles in Trouble().NonEmptyListOf()
        select new BadLine([.. Bearable(troubles.Take(Longest).SelectMany(fates => fates))])).ToArbitrary();

    private static IEnumerable<Fate> Bearable(IEnumerable<Fate> fates)
    {
        var refused = 0;
        return fates.Where(fate => fate is not Fate.Refused || ++refused <= MostRefusedInAll);
    }

    private static Gen<IReadOnlyList<Fate>> Trouble() => Gen.Frequency(
        (3, Gen.Choose(1, 4_000).Select(bytes => (IReadOnlyList<Fate>)[new Fate.Cut(bytes)])),
        (2, Gen.Choose(1, MostRefused).Select(times => (IReadOnlyList<Fate>)[.. Enumerable.Repeat(new Fate.Refused(), times), new Fate.Cut(9_000)])));
}
