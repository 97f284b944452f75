using MiniVercel.Builds;

namespace MiniVercel.Silo.Tests;

public static class Orders
{
    /// <summary>An order of nothing in particular: a test says what matters to it.</summary>
    public static BuildOrder Of(ProjectId project) => new(
        TeamId.Default,
        project,
        "shop",
        new UploadId("upl_1"),
        Production: false,
        Force: false,
        "main",
        CommitSha: null,
        RootDirectory: null,
        InstallCommand: null,
        BuildCommand: null,
        OutputDirectory: null,
        AppType: null);
}
