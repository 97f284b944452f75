namespace MiniVercel.Properties;

/// <summary>What can come about in a project's history. What never came about, a property has not been tried on.</summary>
internal static class Kinds
{
    public const string First = "a first activation";
    public const string Forward = "a switch to a new build";
    public const string SameAgain = "the active build activated again";
    public const string SeveralFiles = "a version of several files";
    public const string Damaged = "a damaged new build refused";
    public const string Rollback = "a rollback";
    public const string RollbackAfterFailure = "a rollback after a failed activation";
    public const string RollbackOfRollback = "a rollback after a rollback";
    public const string DamagedSince = "a rollback refused because of damage";
    public const string Delete = "the deletion of a build that was active once";
    public const string AfterDelete = "an activation after a deletion";
    public const string Rename = "a new name";
    public const string AfterRename = "an activation under a new name";
    public const string Undeployed = "a project without a deployment";
    public const string SeveralPreviews = "several builds beside the active one";
    public const string LongHistory = "a history of five activations or more";

    /// <summary>For each numbered property, what its histories must have had.</summary>
    public static readonly IReadOnlyDictionary<int, string[]> Of = new Dictionary<int, string[]>
    {
        [12] = [First, Forward, SameAgain, SeveralFiles, Damaged],
        [13] = [Rollback, RollbackAfterFailure, RollbackOfRollback, DamagedSince, AfterRename],
        [14] = [Rollback, Damaged, DamagedSince, Delete, AfterDelete, Rename, LongHistory],
        [16] = [First, Forward, Delete, Rename, AfterRename, SeveralPreviews],
        [17] = [Forward, Rollback, Damaged, DamagedSince, SeveralPreviews],
        [18] = [First, Delete, Rename, SeveralPreviews],
        [20] = [First, Forward, SameAgain, Rollback, Rename, AfterRename, AfterDelete],
        [22] = [Undeployed, First, Damaged, Delete, Rename],
    };
}
