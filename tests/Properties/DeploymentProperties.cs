using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Saboteurs;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Properties;

[Collection(PropertyCollection.Name)]
public class DeploymentProperties(SharedSilo fixture)
{
    // Feature: mini-vercel-platform, Property 12: For any build activation request, the system should execute the
    // deployment pipeline: send command to Deploy Engine, extract artifact, update symlink, restart process, perform health
    // checks, and only mark as active after successful health checks.
    // Feature: mini-vercel-platform, Property 20: For any project domain, changing the active build should result in
    // subsequent requests being served from the new build without any change to the domain URL.
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "12: Deployment activation pipeline")]
    [Trait("Property", "20: Seamless deployment updates")]
    public void Whatever_is_activated_is_what_the_same_address_serves_from_then_on()
    {
        HoldsFor(fixture.Silo, histories: 100);

        // A history that never does a thing proves nothing about it.
        foreach (var deed in new[] { nameof(Deed.Deploy), nameof(Deed.Activate), nameof(Deed.ActivateDamaged) })
            Assert.True(ProjectInHistory.Done.GetValueOrDefault(deed) >= 10, $"{deed} was done too rarely.");
    }

    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "20: Seamless deployment updates")]
    public async Task A_publication_that_does_not_wait_for_the_gateway_is_caught()
    {
        await using var sabotaged = await TestSilo.Start(Unconfirmed.Publications);

        Assert.ThrowsAny<Exception>(() => HoldsFor(sabotaged, histories: 10));
    }

    private static void HoldsFor(TestSilo silo, int histories) => Prop
        .ForAll(Histories.Arbitrary(), async history =>
        {
            var project = await ProjectInHistory.Start(silo);
            await project.Play(history);
            return true;
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(histories));
}
