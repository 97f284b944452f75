using MiniVercel.Builds;
using MiniVercel.Deployments;

namespace MiniVercel.Ports;

/// <summary>Named places where a test can stop the world, to see that it comes back right.</summary>
public interface IFailpoints
{
    void Reach(Failpoint failpoint);
}

/// <summary>
/// A place in the life of a build, an activation, a host, a secret or a call, or in a sweep, written `build.after_claim` outside. Every step has its
/// places: before its intent is written, with the intent written (`in`), and with the effect made (`after`); that the
/// effect is recorded is the intent of the step that follows. There is no failpoint that is not in <see cref="All"/>,
/// and each of those is killed at by a test.
/// </summary>
public sealed record Failpoint
{
    private static readonly List<Failpoint> s_all = [];

    public static readonly Failpoint BeforeSubmit = Named("build.before_submit");
    public static readonly Failpoint BuildSubmitted = Named("build.after_submit");
    public static readonly Failpoint BuildTaken = Named("build.before_claim");
    public static readonly Failpoint BuildClaimed = Named("build.after_claim");
    public static readonly Failpoint BuildFetched = Named("build.after_fetch");
    public static readonly Failpoint BuildCloned = Named("build.after_clone");
    public static readonly Failpoint BuildDetected = Named("build.after_detect");
    public static readonly Failpoint BuildInstalled = Named("build.after_install");
    public static readonly Failpoint BuildBuilt = Named("build.after_build");
    public static readonly Failpoint BuildPacked = Named("build.after_pack");
    public static readonly Failpoint BlobsStored = Named("build.after_blobs");
    public static readonly Failpoint ManifestCommitted = Named("build.after_commit");
    public static readonly Failpoint BuildAnnounced = Named("build.after_announce");
    public static readonly Failpoint BuildLogged = Named("build.before_record");
    public static readonly Failpoint BuildRecorded = Named("build.after_record");
    public static readonly Failpoint BeforeHandover = Named("build.before_handover");
    public static readonly Failpoint HandedOver = Named("build.after_handover");
    public static readonly Failpoint BeforeDeletion = Named("build.before_delete");
    public static readonly Failpoint BuildDeleted = Named("build.after_delete");
    public static readonly Failpoint BuildReleased = Named("build.after_release");

    public static readonly Failpoint BeforeRequest = Named("activation.before_request");
    public static readonly Failpoint ActivationRequested = Named("activation.after_request");
    public static readonly Failpoint ActivationOrdered = Named("activation.after_order");
    public static readonly Failpoint ActivationHandedOn = Named("activation.after_handing_on");
    public static readonly Failpoint ActivationTaken = Named("activation.before_claim");
    public static readonly Failpoint ActivationClaimed = Named("activation.after_claim");
    public static readonly Failpoint ActivationPrepared = Named("activation.after_prepare");
    public static readonly Failpoint AppStarted = Named("activation.after_start");
    public static readonly Failpoint AppProven = Named("activation.after_prove");
    public static readonly Failpoint RouteCommitted = Named("activation.after_commit");
    public static readonly Failpoint RoutePublished = Named("activation.after_publish");
    public static readonly Failpoint CurrentLinked = Named("activation.after_link");
    public static readonly Failpoint ActivationRecorded = Named("activation.after_record");

    public static readonly Failpoint BeforeNaming = Named("name.before_change");
    public static readonly Failpoint NameChanged = Named("name.after_change");
    public static readonly Failpoint HostsChanged = Named("name.after_hosts");
    public static readonly Failpoint NamePublished = Named("name.after_record");

    public static readonly Failpoint BeforeEnd = Named("project.before_delete");
    public static readonly Failpoint ProjectDeleted = Named("project.after_delete");
    public static readonly Failpoint BuildsCanceled = Named("project.after_cancel");
    public static readonly Failpoint ProjectReleased = Named("project.after_release");
    public static readonly Failpoint SecretsForgotten = Named("project.after_forget");
    public static readonly Failpoint ProjectEnded = Named("project.after_record");

    public static readonly Failpoint HeadAccepted = Named("head.after_accept");
    public static readonly Failpoint HeadTaken = Named("head.before_effect");
    public static readonly Failpoint HeadBuilt = Named("head.after_effect");
    public static readonly Failpoint HeadRecorded = Named("head.after_record");

    public static readonly Failpoint CallDone = Named("call.after_effect");
    public static readonly Failpoint CallRecorded = Named("call.after_record");

    public static readonly Failpoint SecretResealed = Named("secrets.after_reseal");

    public static readonly Failpoint ArtifactsSwept = Named("sweep.after_artifacts");
    public static readonly Failpoint ContentsSwept = Named("sweep.after_contents");
    public static readonly Failpoint PlacesForgotten = Named("sweep.after_places");
    public static readonly Failpoint FilesChosen = Named("sweep.before_files");
    public static readonly Failpoint FilesSwept = Named("sweep.after_files");
    public static readonly Failpoint FolderSwept = Named("sweep.after_folder");

    private static readonly Dictionary<BuildStep, (Failpoint Before, Failpoint In)> s_build =
        Enum.GetValues<BuildStep>().ToDictionary(s => s, s => Entering("build", $"{s}"));

    private static readonly Dictionary<ActivationStep, (Failpoint Before, Failpoint In)> s_activation =
        Enum.GetValues<ActivationStep>().ToDictionary(s => s, s => Entering("activation", $"{s}"));

    private Failpoint(string name) => Name = name;

    public static IReadOnlyList<Failpoint> All => s_all;

    public string Name { get; }

    /// <summary>The places around the record that a step begins.</summary>
    public static (Failpoint Before, Failpoint In) Of(BuildStep step) => s_build[step];

    public static (Failpoint Before, Failpoint In) Of(ActivationStep step) => s_activation[step];

    private static (Failpoint Before, Failpoint In) Entering(string life, string step) =>
        (Named($"{life}.before_{step.ToLowerInvariant()}"), Named($"{life}.in_{step.ToLowerInvariant()}"));

    private static Failpoint Named(string name)
    {
        var failpoint = new Failpoint(name);
        s_all.Add(failpoint);
        return failpoint;
    }
}
