using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Saboteurs;
using Xunit.Abstractions;

namespace MiniVercel.Properties;

/// <summary>
/// The properties of builds. They are checked after every build of the same histories, which are played before the first of these
/// tests; each test then asks whether the histories had what its property is about.
/// </summary>
public class BuildProperties(PlayedBuilds builds, ITestOutputHelper output) : IClassFixture<PlayedBuilds>
{
    private const int Least = 2;

    // Feature: mini-vercel-platform, Property 6: For any project, triggering a build should result in both a build record
    // being created in the database and a job being sent to the Build Worker.
    [BoxFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "6: Build initiation creates records and jobs")]
    public void What_is_accepted_is_on_record_and_taken_once_and_what_is_refused_is_neither() =>
        builds.KindsFor(6).EachWasMet(output, Least);

    // Feature: mini-vercel-platform, Property 7: For any build job, the Build Worker should execute steps in the correct
    // order: clone repository, install dependencies, execute build command, create artifact. Each step should complete
    // before the next begins.
    [BoxFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "7: Build pipeline execution order")]
    public void Every_build_takes_its_steps_in_order_and_none_after_a_failure() =>
        builds.KindsFor(7).EachWasMet(output, Least);

    // Feature: mini-vercel-platform, Property 8: For any build that completes successfully, an artifact should be created
    // and uploaded to the Deploy Engine.
    [BoxFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "8: Successful builds produce artifacts")]
    public void Every_success_has_its_whole_artifact_and_no_failure_has_one() =>
        builds.KindsFor(8).EachWasMet(output, Least);

    // Feature: mini-vercel-platform, Property 9: For any build execution, log output should flow from Build Worker to Control
    // API to UI clients via WebSocket in real-time. (Here: by server-sent events.)
    [BoxFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "9: Log streaming pipeline")]
    public void Every_line_is_told_while_the_build_runs_once_and_in_order_also_to_who_comes_back() =>
        builds.KindsFor(9).EachWasMet(output, Least);

    // Feature: mini-vercel-platform, Property 10: For any completed build, all log output should be persisted in the database
    // and retrievable for historical viewing.
    [BoxFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "10: Log persistence on completion")]
    public void Every_line_that_was_printed_is_kept() =>
        builds.KindsFor(10).EachWasMet(output, Least);

    // Feature: mini-vercel-platform, Property 11: For any successful build, the artifact should be uploaded to Deploy Engine,
    // stored with a unique identifier, associated with the build record, tracked by Control API, and retained indefinitely
    // for rollback capability.
    [BoxFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "11: Artifact lifecycle management")]
    public void Every_artifact_is_its_builds_own_and_can_be_gone_back_to() =>
        builds.KindsFor(11).EachWasMet(output, Least);

    // Feature: mini-vercel-platform, Property 27: For any build failure (clone failure, dependency installation failure, or
    // build command failure), the Build Worker should report the error to Control API with details and mark the build as failed.
    [BoxFact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "27: Build error reporting")]
    public void Every_failure_is_on_record_with_its_reason_and_its_details() =>
        builds.KindsFor(27).EachWasMet(output, Least);

    [BoxTheory]
    [InlineData(6, "submissions that are not written")]
    [InlineData(7, "installs that run last")]
    [InlineData(9, "output that is handed on in the end")]
    [Trait("Feature", "mini-vercel-platform")]
    public async Task A_saboteur_is_caught_by_the_property_it_breaks(int property, string mistake)
    {
        await using var sabotaged = await BuildSilo.Start(Mistakes[mistake]);

        PropertyBrokenException.Expect(property, () => PlayedBuilds.Play(sabotaged, histories: 40));
    }

    [BoxTheory]
    [InlineData(8, "manifests without their last file")]
    [InlineData(10, "logs without empty lines")]
    [InlineData(11, "only the newest artifact")]
    [InlineData(27, "failures without details")]
    [Trait("Feature", "mini-vercel-platform")]
    public async Task A_saboteur_of_the_database_is_caught_by_the_property_it_breaks(int property, string mistake)
    {
        await using var sabotaged = await BuildSilo.Start(spoil: Spoils[mistake]);

        PropertyBrokenException.Expect(property, () => PlayedBuilds.Play(sabotaged, histories: 40));
    }

    private static readonly Dictionary<string, Action<IServiceCollection>> Mistakes = new()
    {
        ["submissions that are not written"] = Unwritten.Submissions,
        ["installs that run last"] = Impatient.Installs,
        ["output that is handed on in the end"] = Impatient.Output,
    };

    private static readonly Dictionary<string, Func<string, Task>> Spoils = new()
    {
        ["manifests without their last file"] = Tidy.Manifests,
        ["logs without empty lines"] = Tidy.Logs,
        ["only the newest artifact"] = Tidy.Artifacts,
        ["failures without details"] = Tidy.Failures,
    };
}
