using MiniVercel.Platform.Variables;

namespace MiniVercel.Platform.Tests.Variables;

public class VariableRulesTests
{
    private static int s_count;

    [Fact]
    public void A_key_may_have_a_value_for_each_target_and_never_two_for_one()
    {
        var existing = new[] { Existing("A", Targets.Production) };

        Assert.Null(VariableRules.Add(existing, [New("A", Targets.Preview), New("B", Targets.All)], replace: false, out var writes));
        Assert.Equal(2, writes.Insert.Count);
        Assert.Equal(
            new VariableChange.Taken("A", Targets.Production),
            VariableRules.Add(existing, [New("B", Targets.All), New("A", Targets.All)], replace: false, out _));
    }

    [Fact]
    public void What_is_replaced_loses_just_the_targets_that_it_is_replaced_in()
    {
        Variable[] existing = [Existing("SAME", Targets.All), Existing("NARROWED", Targets.All), Existing("GONE", Targets.Production), Existing("GONE", Targets.Preview)];
        var wanted = new[] { New("SAME", Targets.All), New("NARROWED", Targets.Preview), New("GONE", Targets.All) };

        Assert.Null(VariableRules.Add(existing, wanted, replace: true, out var writes));

        Assert.Equal([(existing[0], wanted[0])], writes.Overwrite);
        Assert.Equal([(existing[1], Targets.Production)], writes.Narrow);
        Assert.Equal(existing[2..], writes.Delete);
        Assert.Equal(wanted[1..], writes.Insert);
    }

    [Fact]
    public void Number_and_size_have_a_bound_that_counts_what_is_replaced_once()
    {
        var full = Enumerable.Range(0, VariableLimits.Most).Select(i => Existing($"K{i}", Targets.All)).ToList();
        var heavy = new[] { Existing("A", Targets.All, VariableLimits.LargestTotal - 10) };

        Assert.Equal(new VariableChange.TooMany(VariableLimits.Most + 1), VariableRules.Add(full, [New("A", Targets.All)], replace: false, out _));
        Assert.Null(VariableRules.Add(full, [New("K7", Targets.All)], replace: true, out _));
        Assert.Equal(new VariableChange.TooLarge(VariableLimits.LargestTotal + 1), VariableRules.Add(heavy, [New("B", Targets.All, "0123456789")], replace: false, out _));
        Assert.Null(VariableRules.Add(heavy, [New("B", Targets.All, "012345678")], replace: false, out _));
        Assert.Null(VariableRules.Add(heavy, [New("A", Targets.All, "0123456789")], replace: true, out _));
        Assert.IsType<VariableChange.TooLarge>(VariableRules.Change(heavy, heavy[0], heavy[0] with { Size = VariableLimits.LargestTotal + 1 }));
    }

    [Fact]
    public void A_key_with_two_values_needs_a_target_to_be_found()
    {
        var (production, preview) = (Existing("A", Targets.Production), Existing("A", Targets.Preview));

        Assert.Equal((null, new VariableChange.Ambiguous()), VariableRules.Find([production, preview], "A", null));
        Assert.Equal((preview, null), VariableRules.Find([production, preview], "A", Targets.Preview));
        Assert.Equal((production, null), VariableRules.Find([production], "A", null));
        Assert.Equal((null, new VariableChange.NotFound()), VariableRules.Find([production], "A", Targets.Preview));
        Assert.Equal((null, new VariableChange.NotFound()), VariableRules.Find([production], "a", null));
        Assert.Equal(
            new VariableChange.Taken("A", Targets.Preview), VariableRules.Change([production, preview], production, production with { Targets = Targets.All }));
    }

    private static Variable Existing(string key, Targets targets, int size = 10) =>
        new(new VariableId($"env_{++s_count}"), key, targets, VariableScope.Both, size, 1, default, default);

    private static NewVariable New(string key, Targets targets, string value = "v") =>
        new(new VariableId($"env_{++s_count}"), key, value, targets, VariableScope.Both);
}
