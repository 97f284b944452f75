using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Saboteurs;
using MiniVercel.Testing.Silos;
using Xunit.Abstractions;

namespace MiniVercel.Properties;

public class VariableProperties(ITestOutputHelper output)
{
    private static readonly string[] Deeds = ["added", "replaced", "refused as taken", "changed", "removed", "not there"];
    private static readonly string[] Builds = ["a production build", "a preview build", "given", "several lines", "quotes", "kept for the app"];

    // Feature: mini-vercel-platform, Property 3: For any project and environment variable key-value pair, the system should
    // support adding (creating new entry), updating (modifying existing value), and deleting (removing entry) operations, with
    // each operation correctly reflected in subsequent queries.
    // Property 5: For any project with environment variables, the UI should display all variable keys and mask all variable
    // values. (Here: what the API gives to whatever shows them.)
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "3: Environment variable CRUD operations; 5: Environment variable display with masking")]
    public async Task What_is_done_to_variables_is_what_is_read_and_no_value_is_shown()
    {
        var kinds = new CaseClasses(Deeds);
        await using var silo = await TestSilo.Start();

        HoldsFor(silo, histories: 150, builds: false, kinds.Count);

        kinds.EachWasMet(output);
    }

    // Property 4: For any project with environment variables, triggering a build should result in the Build Worker receiving
    // all environment variables associated with that project. (Those of the build's target that are for builds.)
    [BoxFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "4: Environment variable propagation")]
    public async Task A_build_is_given_the_variables_of_its_target_as_they_are()
    {
        var kinds = new CaseClasses([.. Deeds, .. Builds]);
        await using var silo = await TestSilo.Start();

        HoldsFor(silo, histories: 100, builds: true, kinds.Count);

        kinds.EachWasMet(output);
    }

    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "3: Environment variable CRUD operations")]
    public async Task A_table_that_keeps_the_value_before_is_caught()
    {
        await using var sabotaged = await TestSilo.Start();
        await Sticky.Variables(sabotaged.ConnectionString);

        PropertyBrokenException.Expect(3, () => HoldsFor(sabotaged, histories: 150, builds: false));
    }

    [BoxFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "4: Environment variable propagation")]
    public async Task A_box_that_takes_only_the_first_line_of_a_value_is_caught()
    {
        await using var sabotaged = await TestSilo.Start(FirstLines.Only);

        PropertyBrokenException.Expect(4, () => HoldsFor(sabotaged, histories: 100, builds: true));
    }

    private static void HoldsFor(TestSilo silo, int histories, bool builds, Action<IReadOnlySet<string>>? held = null) => Prop
        .ForAll(VariableHistories.Arbitrary(), async history =>
        {
            var kinds = await ProjectWithVariables.Play(silo, history, builds);
            held?.Invoke(kinds);
            return true;
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(histories));
}
