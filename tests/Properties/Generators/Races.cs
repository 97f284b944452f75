using FsCheck;
using FsCheck.Fluent;

namespace MiniVercel.Properties.Generators;

/// <summary>What happens next among activations that overlap. Runners are numbered within their race.</summary>
public abstract record Move
{
    private Move()
    {
    }

    /// <summary>These are asked for, all at once if there are several.</summary>
    public sealed record Ask(IReadOnlyList<int> Runners) : Move
    {
        public override string ToString() => $"ask {string.Join('+', Runners)}";
    }

    /// <summary>The proof of this one ends; if it is to freeze, it stands still after its commit.</summary>
    public sealed record Prove(int Runner, bool ThenFreeze) : Move
    {
        public override string ToString() => ThenFreeze ? $"prove and freeze {Runner}" : $"prove {Runner}";
    }

    public sealed record Thaw(int Runner) : Move
    {
        public override string ToString() => $"thaw {Runner}";
    }
}

/// <summary>Activations of one project that are under way together, until each has ended.</summary>
public sealed record Race(IReadOnlyList<Move> Moves)
{
    public override string ToString() => string.Join(", ", Moves);
}

internal static class Races
{
    /// <summary>An engine activates eight at a time; more would only wait for a place.</summary>
    public const int MostRunners = 6;

    public static Arbitrary<Race> Arbitrary() => (
        from runners in Gen.Choose(2, MostRunners)
        from dice in Gen.Choose(0, int.MaxValue - 1).ArrayOf(runners * 4)
        select Draw(runners, dice)).ToArbitrary();

    /// <summary>
    /// Any order in which everyone is asked for, then proved, then perhaps thawed. How long a proof takes is how many
    /// moves of others come in between.
    /// </summary>
    private static Race Draw(int runners, int[] dice)
    {
        var moves = new List<Move>();
        var (toAsk, toProve, toThaw) = (Enumerable.Range(0, runners).ToList(), new List<int>(), new List<int>());
        for (var i = 0; toAsk.Count + toProve.Count + toThaw.Count > 0; i++)
        {
            var die = new Random(dice[i % dice.Length] ^ i);
            var choice = die.Next(toAsk.Count + toProve.Count + toThaw.Count);
            if (choice < toAsk.Count)
            {
                var together = Take(toAsk, die, die.Next(4) == 0 ? die.Next(1, toAsk.Count + 1) : 1);
                toProve.AddRange(together);
                moves.Add(new Move.Ask(together));
            }
            else if (choice < toAsk.Count + toProve.Count)
            {
                var runner = Take(toProve, die, 1)[0];
                var freezes = die.Next(3) == 0;
                if (freezes)
                    toThaw.Add(runner);
                moves.Add(new Move.Prove(runner, freezes));
            }
            else
            {
                moves.Add(new Move.Thaw(Take(toThaw, die, 1)[0]));
            }
        }

        return new Race(moves);
    }

    private static List<int> Take(List<int> from, Random die, int count)
    {
        var taken = new List<int>();
        while (taken.Count < count)
        {
            var place = die.Next(from.Count);
            taken.Add(from[place]);
            from.RemoveAt(place);
        }

        return taken;
    }
}
