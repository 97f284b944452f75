using MiniVercel.Ports;
using MiniVercel.Testing.Machine;
using Xunit.Abstractions;

namespace MiniVercel.Faults;

/// <summary>
/// kill -9 at every named place: what was accepted is finished by the process that comes next, once, and what was not
/// has left no trace. The names come from the code: a new failpoint is killed at without another word, and one that
/// nobody reaches fails.
/// </summary>
public class KilledAtEveryFailpoint(KilledSilos silos, ITestOutputHelper output) : IClassFixture<KilledSilos>
{
    public static TheoryData<string> Failpoints => [.. Failpoint.All.Select(f => f.Name).Where(name => !KilledDeed.IsOfApp(name))];

    public static TheoryData<string> FailpointsOfApps => [.. Failpoint.All.Select(f => f.Name).Where(KilledDeed.IsOfApp)];

    /// <summary>Before the first write there is nothing to go on with.</summary>
    private static readonly string[] NotAccepted = ["build.before_submit", "build.before_delete", "name.before_change", "project.before_delete"];

    [Theory]
    [MemberData(nameof(Failpoints))]
    public Task The_next_process_finishes_what_was_accepted_and_knows_nothing_of_what_was_not(string failpoint) => IsFinished(failpoint);

    [NpmRegistryTheory]
    [MemberData(nameof(FailpointsOfApps))]
    public Task The_next_process_finishes_the_start_of_an_app_as_well(string failpoint) => IsFinished(failpoint);

    private async Task IsFinished(string failpoint)
    {
        var ending = await silos.EndingOf(failpoint);

        var seen = ending.SeenBefore is { } events ? $"; both viewers saw all of it, one of them {events} events before the kill" : "";
        output.WriteLine($"{failpoint}: {ending.Word} {ending.After.TotalSeconds:0.0} s after the start{seen}");
        Assert.Equal(NotAccepted.Contains(failpoint) ? "undone" : "finished", ending.Word);
    }

    [Fact]
    public void Every_name_is_there_once() => Assert.Equal(Failpoint.All.Count, Failpoint.All.DistinctBy(f => f.Name).Count());
}
