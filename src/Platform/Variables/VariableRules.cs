namespace MiniVercel.Platform.Variables;

/// <summary>What is to be written so that a project has what is wanted.</summary>
public sealed record VariableWrites(
    IReadOnlyList<NewVariable> Insert,
    IReadOnlyList<(Variable Existing, NewVariable Wanted)> Overwrite,
    IReadOnlyList<(Variable Existing, Targets Remaining)> Narrow,
    IReadOnlyList<Variable> Delete);

/// <summary>Which variables may stand beside each other, as a function of those there are and those that are wanted.</summary>
public static class VariableRules
{
    /// <param name="existing">All that the project has.</param>
    /// <param name="wanted">What is to be added, no two of the same key for the same target.</param>
    /// <param name="replace">Whether it takes the place of what stands where it is to go; otherwise that is a refusal.</param>
    /// <param name="writes">What is to be written where nothing is refused.</param>
    public static VariableChange? Add(
        IReadOnlyList<Variable> existing, IReadOnlyList<NewVariable> wanted, bool replace, out VariableWrites writes)
    {
        var (insert, overwrite) = (new List<NewVariable>(), new List<(Variable, NewVariable)>());
        var remaining = existing.ToDictionary(e => e, e => e.Targets);
        writes = new VariableWrites(insert, overwrite, [], []);
        foreach (var one in wanted)
        {
            var inTheWay = existing.Where(e => e.Key == one.Key && (remaining[e] & one.Targets) != 0).ToList();
            if (inTheWay.Count > 0 && !replace)
                return new VariableChange.Taken(one.Key, inTheWay.Aggregate(Targets.None, (all, e) => all | e.Targets) & one.Targets);

            if (inTheWay is [var same] && same.Targets == one.Targets)
            {
                overwrite.Add((same, one));
                continue;
            }

            foreach (var other in inTheWay)
                remaining[other] &= ~one.Targets;
            insert.Add(one);
        }

        writes = writes with
        {
            Narrow = [.. remaining.Where(r => r.Value != r.Key.Targets && r.Value != Targets.None).Select(r => (r.Key, r.Value))],
            Delete = [.. remaining.Where(r => r.Value == Targets.None).Select(r => r.Key)],
        };
        return TooMuch(existing.Count + insert.Count - writes.Delete.Count, SizeAfter(existing, writes));
    }

    public static VariableChange? Change(IReadOnlyList<Variable> existing, Variable one, Variable next)
    {
        var inTheWay = existing.Where(e => e.Id != one.Id && e.Key == one.Key && (e.Targets & next.Targets) != 0).ToList();
        return inTheWay.Count > 0
            ? new VariableChange.Taken(one.Key, inTheWay[0].Targets & next.Targets)
            : TooMuch(existing.Count, existing.Sum(e => (long)e.Size) - one.Size + next.Size);
    }

    /// <summary>The one that is meant by a key, and by a target where the key has two values.</summary>
    public static (Variable? One, VariableChange? Refusal) Find(IReadOnlyList<Variable> existing, string key, Targets? target)
    {
        var meant = existing.Where(e => e.Key == key && (target is null || (e.Targets & target) != 0)).ToList();
        return meant switch
        {
            [] => (null, new VariableChange.NotFound()),
            [var one] => (one, null),
            _ => (null, new VariableChange.Ambiguous()),
        };
    }

    private static long SizeAfter(IReadOnlyList<Variable> existing, VariableWrites writes) =>
        existing.Except(writes.Delete).Except(writes.Overwrite.Select(o => o.Existing)).Sum(e => (long)e.Size)
        + writes.Overwrite.Sum(o => (long)o.Wanted.Size) + writes.Insert.Sum(i => (long)i.Size);

    private static VariableChange? TooMuch(int count, long bytes) => (count, bytes) switch
    {
        ( > VariableLimits.Most, _) => new VariableChange.TooMany(count),
        (_, > VariableLimits.LargestTotal) => new VariableChange.TooLarge(bytes),
        _ => null,
    };
}
