using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Saboteurs;
using MiniVercel.Testing.Silos;
using Xunit.Abstractions;

namespace MiniVercel.Properties;

public class ListingProperties(ITestOutputHelper output)
{
    private static readonly string[] Declared =
        ["more than one part", "a renamed project", "a deleted project", "a project that serves", "a project that serves something else"];

    // Feature: mini-vercel-platform, Property 2: For any set of projects in the database, the UI should display all projects with
    // their current status information. (Here: what the API gives to whatever shows them.)
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "2: Project listing completeness")]
    public async Task Every_project_is_listed_once_and_as_it_is_whatever_happens_meanwhile()
    {
        var kinds = new CaseClasses(Declared);
        await using var silo = await TestSilo.Start();

        HoldsFor(silo, histories: 100, kinds.Count);

        kinds.EachWasMet(output);
    }

    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "2: Project listing completeness")]
    public async Task A_list_that_loses_what_stands_between_two_parts_is_caught()
    {
        await using var sabotaged = await TestSilo.Start(Tampering.EndsOfParts);

        PropertyBrokenException.Expect(2, () => HoldsFor(sabotaged, histories: 100));
    }

    private static void HoldsFor(TestSilo silo, int histories, Action<IEnumerable<string>>? held = null)
    {
        var team = new TeamWithProjects(silo);
        Prop.ForAll(ListedHistories.Arbitrary(), async history =>
        {
            var kinds = await team.Play(history);
            held?.Invoke(kinds);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(histories));
    }
}
