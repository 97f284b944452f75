namespace MiniVercel.Platform.Cluster;

/// <summary>
/// Who may treat a silo as dead whose lease has run out: only one that has held its own without a gap for a whole lease.
/// When nobody could reach the database, all leases have run out together, and those who live come back first. It is asked
/// in the statement that acts on it: one that was sent before may be carried out after.
/// </summary>
public static class Verdicts
{
    /// <summary>A condition with the parameters @judge, a silo's id, and @lease, the length of a lease.</summary>
    public const string MayJudge =
        """
        exists (select 1 from silos judge where judge.id = @judge
                and judge.lease_until > clock_timestamp() and judge.held_since <= clock_timestamp() - @lease)
        """;
}
