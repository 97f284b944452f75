using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Saboteurs;
using MiniVercel.Testing.Silos;
using Xunit.Abstractions;

namespace MiniVercel.Properties;

public class CallProperties(ITestOutputHelper output)
{
    // Feature: mini-vercel-platform, Property 24: For any REST request received by the Control API, the request should be
    // authenticated and processed.
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "24: Control API request processing")]
    public async Task Every_call_is_answered_to_who_is_known_and_changes_nothing_for_who_is_not()
    {
        var kinds = new CaseClasses([.. Enum.GetNames<Papers>(), "a call that reads", "a call that changes"]);
        await using var silo = await TestSilo.Start();
        var calls = await CallsOfAnybody.On(silo);

        HoldsFor(calls, count: 200, kinds.Count);

        kinds.EachWasMet(output, least: 5);
    }

    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "24: Control API request processing")]
    public async Task Tokens_whose_time_is_up_and_are_let_in_all_the_same_are_caught()
    {
        await using var sabotaged = await TestSilo.Start();
        var calls = await CallsOfAnybody.On(sabotaged);
        await Lenient.Tokens(sabotaged.ConnectionString);

        PropertyBrokenException.Expect(24, () => HoldsFor(calls, count: 400));
    }

    private static void HoldsFor(CallsOfAnybody calls, int count, Action<IEnumerable<string>>? held = null) => Prop
        .ForAll(GeneratedCalls.Arbitrary(), async call =>
        {
            var kinds = await calls.Play(call);
            held?.Invoke(kinds);
            return true;
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(count));
}
