namespace MiniVercel.Properties;

/// <summary>What can come about in builds.</summary>
internal static class BuildKinds
{
    public const string OfFolder = "of a folder";
    public const string OfRepository = "of a repository";
    public const string Refused = "one that was refused beside one that was taken";
    public const string InstallAndBuild = "install and build";
    public const string OnlyInstall = "install alone";
    public const string OnlyBuild = "build alone";
    public const string NoCommand = "no command";
    public const string SeveralFiles = "an output of several files";
    public const string OneFile = "an output of one file";
    public const string NoArtifact = "no artifact";
    public const string ReadLive = "a line read while its build waited for that";
    public const string CameBack = "a viewer that went and came back";
    public const string Stayed = "a viewer that stayed";
    public const string EmptyLine = "an empty line";
    public const string Overwritten = "a line written over";
    public const string LongLine = "a line that is cut";
    public const string NoEndOfLine = "a last line without an end";
    public const string OnErrors = "something on stderr";
    public const string LogOfFailure = "the log of a failure";
    public const string GoneBack = "an earlier artifact gone back to";
    public const string SameContent = "two artifacts of the same content";
    public const string OutlivedFailure = "an artifact that outlived a failed build";
    public const string CloneFailed = "a failed clone";
    public const string InstallFailed = "a failed install";
    public const string BuildFailed = "a failed build";
    public const string NoOutput = "a missing output";

    /// <summary>For each numbered property, what its cases must have had.</summary>
    public static readonly IReadOnlyDictionary<int, string[]> Of = new Dictionary<int, string[]>
    {
        [6] = [OfFolder, OfRepository, Refused],
        [7] = [OfFolder, OfRepository, InstallAndBuild, OnlyInstall, OnlyBuild, NoCommand, CloneFailed, InstallFailed, BuildFailed],
        [8] = [OneFile, SeveralFiles, NoArtifact, OfRepository, NoCommand],
        [9] = [ReadLive, CameBack, Stayed, LogOfFailure],
        [10] = [EmptyLine, Overwritten, LongLine, NoEndOfLine, OnErrors, LogOfFailure],
        [11] = [GoneBack, SameContent, OutlivedFailure],
        [27] = [CloneFailed, InstallFailed, BuildFailed, NoOutput],
    };
}
