using MiniVercel.Testing.Machine;
using Xunit.Abstractions;

namespace MiniVercel.Properties;

/// <summary>
/// The properties of deployments once more, where some of them are programs: a hundred histories of switches between apps and files, of apps
/// that are unwell and of looks at previews, with every check after every deed.
/// </summary>
public class AppProperties(PlayedAppHistories histories, ITestOutputHelper output) : IClassFixture<PlayedAppHistories>
{
    // Feature: mini-vercel-platform, Property 12: For any build activation request, the system should execute the
    // deployment pipeline: send command to Deploy Engine, extract artifact, update symlink, restart process, perform health
    // checks, and only mark as active after successful health checks.
    [NpmRegistryFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "12: Deployment activation pipeline")]
    public void An_app_is_active_when_it_is_well_and_not_before() => histories.KindsFor(12).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 13: For any previous build, activating it as a rollback should execute the
    // same deployment pipeline as activating a new build, resulting in traffic being served from the selected build.
    [NpmRegistryFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "13: Rollback equivalence to deployment")]
    public void Going_back_to_an_app_starts_it_as_it_was_started_first() => histories.KindsFor(13).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 14: For any sequence of deployment activations and rollbacks, the Control API
    // should maintain a complete history with timestamps and build identifiers.
    [NpmRegistryFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "14: Deployment history tracking")]
    public void The_history_tells_apps_and_files_alike() => histories.KindsFor(14).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 16: For any completed build, a unique preview URL should be generated and
    // remain accessible until the build is deleted.
    [NpmRegistryFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "16: Preview URL generation and accessibility")]
    public void Every_app_has_an_address_of_its_own_until_its_build_is_deleted() => histories.KindsFor(16).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 17: For any preview URL request, the Deploy Engine should serve the application
    // from the specific preview build, not from the active production deployment.
    [NpmRegistryFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "17: Preview serving correctness")]
    public void An_apps_preview_is_answered_by_an_app_of_its_own() => histories.KindsFor(17).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 19: For any project with an assigned domain, requests to that domain should be
    // routed to the currently active deployment, regardless of which build is active.
    [NpmRegistryFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "19: Domain routing to active deployment")]
    public void A_site_is_answered_by_what_is_active_whatever_that_is() => histories.KindsFor(19).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 20: For any project domain, changing the active build should result in
    // subsequent requests being served from the new build without any change to the domain URL.
    [NpmRegistryFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "20: Seamless deployment updates")]
    public void The_same_address_serves_the_new_app_from_the_next_request_on() => histories.KindsFor(20).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 21: For any deployment, Vite builds should be served as static files with SPA
    // routing support, while Next.js builds should be served via Node.js process with request proxying.
    [NpmRegistryFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "21: Application type serving strategy")]
    public void Where_an_app_answers_there_is_one_process_and_where_files_do_there_is_none() => histories.KindsFor(21).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 22: For any health check request to a project, the Deploy Engine should return
    // appropriate HTTP status codes indicating deployment health.
    [NpmRegistryFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "22: Health check responses")]
    public void A_projects_health_is_that_of_what_serves() => histories.KindsFor(22).EachWasMet(output);

    // Feature: mini-vercel-platform, Property 29: For any deployment activation that fails (including failed health checks),
    // the Deploy Engine should maintain the previous active deployment and mark the new deployment as unhealthy.
    [NpmRegistryFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "29: Deployment failure rollback")]
    public void An_app_that_is_unwell_leaves_what_serves_as_it_is() => histories.KindsFor(29).EachWasMet(output);
}
