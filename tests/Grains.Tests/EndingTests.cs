using MiniVercel.Builds;
using MiniVercel.Deployments;

namespace MiniVercel.Grains.Tests;

/// <summary>Endings stand in the log of a silo: as words, and the same in every country.</summary>
public class EndingTests
{
    public static TheoryData<object, string> Endings => new()
    {
        { new BuildEnding.Succeeded(new ArtifactId("art_1")), "success, art_1" },
        { new BuildEnding.Failed(BuildReason.NoOutput), "failed, no_output" },
        { new BuildEnding.Skipped(), "skipped" },
        { new ActivationEnding.Active(DateTimeOffset.UnixEpoch), "active" },
        { new ActivationEnding.Superseded(), "superseded" },
        { new ActivationEnding.Unhealthy(DeploymentReason.ArtifactDamaged), "unhealthy, artifact_damaged" },
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public void An_ending_is_said_in_the_words_of_the_api(object ending, string words) => Assert.Equal(words, ending.ToString());
}
