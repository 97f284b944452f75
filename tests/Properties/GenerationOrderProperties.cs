using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Saboteurs;
using Xunit.Abstractions;

namespace MiniVercel.Properties;

/// <summary>
/// Whoever asks last wins, however long anybody's proof takes and wherever anybody stands still: the others end
/// superseded or as what was active before, and nothing a visitor sees ever goes back.
/// </summary>
public class GenerationOrderProperties(ITestOutputHelper output)
{
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "Generation order")]
    public async Task Of_overlapping_activations_the_last_accepted_one_wins_and_nothing_goes_back()
    {
        var kinds = new CaseClasses(RaceKinds.All);
        await using var project = await ProjectInRace.Start();

        HoldsFor(project, races: 200, kinds.Count);

        kinds.EachWasMet(output);
    }

    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "Generation order")]
    public async Task A_commit_that_lets_the_slowest_proof_win_is_caught()
    {
        await using var project = await ProjectInRace.Start(Unfenced.Commits);

        IsCaught(project);
    }

    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "Generation order")]
    public async Task A_publication_that_writes_what_was_true_at_its_commit_is_caught()
    {
        await using var project = await ProjectInRace.Start(Unfenced.Publications);

        IsCaught(project);
    }

    /// <summary>By a demand that was not met, not by something else that went wrong.</summary>
    private static void IsCaught(ProjectInRace project) =>
        Assert.Contains("Assert.", Assert.ThrowsAny<Exception>(() => HoldsFor(project, races: 40)).ToString(), StringComparison.Ordinal);

    private static void HoldsFor(ProjectInRace project, int races, Action<IReadOnlySet<string>>? run = null) => Prop
        .ForAll(Races.Arbitrary(), async race =>
        {
            var kinds = await project.Run(race);
            run?.Invoke(kinds);
            return true;
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(races));
}
