using Dapper;
using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Silos;
using Npgsql;
using Xunit.Abstractions;

namespace MiniVercel.Properties;

public class CommunicationProperties(ITestOutputHelper output)
{
    private static readonly string[] s_declared =
        ["something looked at", "a question to the hub", .. Visits.Changes.Select(what => $"{what} changed")];

    // Feature: mini-vercel-platform, Property 23: For any UI operation, data fetching should use REST requests while real-time updates
    // should use WebSocket connections to the Control API. (Here: that each of the two gives what it is for, and only that.)
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "23: UI communication protocol selection")]
    public async Task What_is_looked_at_comes_by_rest_and_what_changes_by_the_live_connection()
    {
        var kinds = new CaseClasses(s_declared);
        await using var silo = await TestSilo.Start();

        HoldsFor(silo, visits: 100, Within.Reason, kinds.Count);

        kinds.EachWasMet(output);
    }

    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "23: UI communication protocol selection")]
    public async Task A_change_that_only_who_looks_again_would_see_is_caught()
    {
        await using var sabotaged = await TestSilo.Start();
        await using (var connection = new NpgsqlConnection(sabotaged.ConnectionString))
            await connection.ExecuteAsync("drop trigger projects_changed on projects");

        PropertyBrokenException.Expect(23, () => HoldsFor(sabotaged, visits: 100, Within.Seconds));
    }

    private static void HoldsFor(TestSilo silo, int visits, TimeSpan within, Action<IEnumerable<string>>? held = null) => Prop
        .ForAll(Visits.Arbitrary(), async visit =>
        {
            await using var project = await ProjectThatIsVisited.Start(silo, within);
            var kinds = await project.Play(visit);
            held?.Invoke(kinds);
            return true;
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(visits));
}
