namespace MiniVercel.Properties;

/// <summary>What can come about where builds are apps or files.</summary>
internal static class AppKinds
{
    public const string First = "a first activation";
    public const string AppToApp = "from an app to an app";
    public const string AppToFiles = "from an app to files";
    public const string FilesToApp = "from files to an app";
    public const string FilesToFiles = "from files to files";
    public const string Rollback = "a rollback";
    public const string Refused = "an app that is unwell, beside one that serves";
    public const string RefusedAtFirst = "an app that is unwell, with nothing before it";
    public const string LookedAtApp = "a look at an app's preview";
    public const string LookedAtFiles = "a look at the preview of files";
    public const string DeletedApp = "an app that is deleted while its preview runs";
    public const string DeletedFiles = "files that are deleted";
    public const string KeptActive = "a build that is not deleted, because it serves";

    public static readonly IReadOnlyDictionary<int, string[]> Of = new Dictionary<int, string[]>
    {
        [12] = [AppToApp, FilesToApp, AppToFiles],
        [13] = [Rollback],
        [14] = [Rollback, Refused],
        [16] = [LookedAtApp, LookedAtFiles, DeletedApp, DeletedFiles, KeptActive],
        [17] = [LookedAtApp, LookedAtFiles],
        [19] = [AppToApp, AppToFiles, FilesToApp, FilesToFiles],
        [20] = [AppToApp, AppToFiles, FilesToApp, Rollback],
        [21] = [AppToApp, AppToFiles, FilesToApp],
        [22] = [AppToApp, Refused],
        [29] = [Refused],
    };
}
