namespace MiniVercel.Platform.Network.Resolving;

/// <summary>What the DNS says of a name. That nobody answered is not the same as that there is nothing.</summary>
public abstract record DnsAnswer
{
    private DnsAnswer()
    {
    }

    /// <param name="Aliases">The names that it led to on the way, the last one being whose records these are.</param>
    /// <param name="Records">Those that were asked for; none where the name or its records do not exist.</param>
    public sealed record Known(IReadOnlyList<string> Aliases, IReadOnlyList<DnsRecord> Records) : DnsAnswer;

    /// <param name="Why">As the end of a sentence.</param>
    public sealed record Unknown(string Why) : DnsAnswer;
}
