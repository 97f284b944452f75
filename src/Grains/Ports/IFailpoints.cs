namespace MiniVercel.Ports;

/// <summary>Named places where a test can stop the world, to see that it comes back right.</summary>
public interface IFailpoints
{
    void Reach(Failpoint failpoint);
}

/// <summary>A place in the life of a build or an activation, written `build.after_claim` outside.</summary>
public readonly record struct Failpoint(string Name)
{
    public static readonly Failpoint BuildClaimed = new("build.after_claim");
    public static readonly Failpoint BuildCloned = new("build.after_clone");
    public static readonly Failpoint BuildPacked = new("build.after_pack");
    public static readonly Failpoint BlobsStored = new("build.after_blobs");
    public static readonly Failpoint ManifestCommitted = new("build.after_commit");
    public static readonly Failpoint BuildRecorded = new("build.after_record");
    public static readonly Failpoint ActivationRequested = new("activation.after_request");
    public static readonly Failpoint ActivationClaimed = new("activation.after_claim");
    public static readonly Failpoint ActivationPrepared = new("activation.after_prepare");
    public static readonly Failpoint RouteCommitted = new("activation.after_commit");
    public static readonly Failpoint RoutePublished = new("activation.after_publish");
    public static readonly Failpoint CurrentLinked = new("activation.after_link");

    public static IReadOnlyList<Failpoint> All { get; } =
    [
        BuildClaimed, BuildCloned, BuildPacked, BlobsStored, ManifestCommitted, BuildRecorded,
        ActivationRequested, ActivationClaimed, ActivationPrepared, RouteCommitted, RoutePublished, CurrentLinked,
    ];
}
