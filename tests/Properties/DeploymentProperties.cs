using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Testing.Saboteurs;
using Xunit.Abstractions;

namespace MiniVercel.Properties;

/// <summary>
/// The properties of activations. They are checked after every deed of the same hundred histories, which are played
/// before the first of these tests; each test then asks whether the histories had what its property is about.
/// </summary>
public class DeploymentProperties(PlayedHistories histories, ITestOutputHelper output) : IClassFixture<PlayedHistories>
{
    // Feature: mini-vercel-platform, Property 12: For any build activation request, the system should execute the
    // deployment pipeline: send command to Deploy Engine, extract artifact, update symlink, restart process, perform health
    // checks, and only mark as active after successful health checks.
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "12: Deployment activation pipeline")]
    public void Every_activation_takes_every_step_and_what_is_damaged_is_never_active() =>
        histories.KindsFor(12).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 13: For any previous build, activating it as a rollback should execute the
    // same deployment pipeline as activating a new build, resulting in traffic being served from the selected build.
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "13: Rollback equivalence to deployment")]
    public void A_rollback_takes_the_way_of_a_new_build_and_ends_with_the_chosen_one_serving() =>
        histories.KindsFor(13).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 14: For any sequence of deployment activations and rollbacks, the Control API
    // should maintain a complete history with timestamps and build identifiers.
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "14: Deployment history tracking")]
    public void The_history_has_every_activation_in_order_and_forgets_none() =>
        histories.KindsFor(14).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 16: For any completed build, a unique preview URL should be generated and
    // remain accessible until the build is deleted.
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "16: Preview URL generation and accessibility")]
    public void Every_build_has_an_address_of_its_own_until_it_is_deleted() =>
        histories.KindsFor(16).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 17: For any preview URL request, the Deploy Engine should serve the application
    // from the specific preview build, not from the active production deployment.
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "17: Preview serving correctness")]
    public void A_preview_is_answered_by_its_own_build_whatever_is_active() =>
        histories.KindsFor(17).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 18: For any completed build, the UI should display the preview URL. (Here: the
    // API that it reads.)
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "18: Preview URL display")]
    public void The_API_shows_the_address_of_every_build() =>
        histories.KindsFor(18).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 22: For any health check request to a project, the Deploy Engine should return
    // appropriate HTTP status codes indicating deployment health.
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "22: Health check responses")]
    public void Whoever_asks_for_a_projects_health_is_told_by_the_status() =>
        histories.KindsFor(22).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 20: For any project domain, changing the active build should result in
    // subsequent requests being served from the new build without any change to the domain URL.
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "20: Seamless deployment updates")]
    public void Whatever_is_activated_is_what_the_same_address_serves_from_then_on() =>
        histories.KindsFor(20).EachWasMet(output);

    [Theory]
    [InlineData(12, "unverified artifacts")]
    [InlineData(12, "links that stay behind")]
    [InlineData(13, "unverified rollbacks")]
    [InlineData(14, "a forgetful history")]
    [InlineData(16, "hosts that are kept")]
    [InlineData(17, "previews of what is active")]
    [InlineData(20, "unconfirmed publications")]
    [Trait("Feature", "mini-vercel-platform")]
    public async Task A_saboteur_is_caught_by_the_property_it_breaks(int property, string mistake)
    {
        await using var sabotaged = await HistorySilo.Start(Mistakes[mistake]);

        PropertyBrokenException.Expect(property, () => PlayedHistories.Play(sabotaged, histories: 40));
    }

    private static readonly Dictionary<string, Action<IServiceCollection>> Mistakes = new()
    {
        ["unverified artifacts"] = Unverified.Artifacts,
        ["links that stay behind"] = Unverified.Links,
        ["unverified rollbacks"] = Unverified.Rollbacks,
        ["a forgetful history"] = Forgetful.History,
        ["hosts that are kept"] = Confused.Hosts,
        ["previews of what is active"] = Confused.Previews,
        ["unconfirmed publications"] = Unconfirmed.Publications,
    };
}
