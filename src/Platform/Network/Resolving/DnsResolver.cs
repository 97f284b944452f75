using System.Net;

namespace MiniVercel.Platform.Network.Resolving;

/// <summary>How long somebody who asks is made to wait.</summary>
/// <param name="PerTry">For one server.</param>
/// <param name="Altogether">For all of it.</param>
/// <param name="Rounds">How often every server is asked.</param>
public sealed record DnsPatience(TimeSpan PerTry, TimeSpan Altogether, int Rounds)
{
    public static readonly DnsPatience Usual = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(8), 2);
}

/// <summary>
/// Asks name servers for records, one server after the other, and follows aliases a few steps. It keeps nothing: who asks here wants to
/// know what is so now.
/// </summary>
public sealed class DnsResolver(NameServers servers, DnsPatience patience)
{
    private const int MostAliases = 8;

    public async Task<DnsAnswer> Ask(string name, DnsType type, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience.Altogether);
        try
        {
            return await Follow(name.ToLowerInvariant(), type, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DnsAnswer.Unknown("no name server answered in time");
        }
    }

    private async Task<DnsAnswer> Follow(string name, DnsType type, CancellationToken limit)
    {
        var aliases = new List<string>();
        while (true)
        {
            if (DnsQuery.For(name, type) is not { } query)
                return new DnsAnswer.Unknown($"{name} cannot be asked for");
            if (await AskAll(query, limit) is not { } response)
                return new DnsAnswer.Unknown("no name server gave an answer");

            var asked = name;
            while (response.Records.OfType<DnsRecord.Alias>().FirstOrDefault(a => a.Name == name) is { } alias)
            {
                if (aliases.Count == MostAliases || aliases.Contains(alias.Target))
                    return new DnsAnswer.Unknown("its aliases lead nowhere");
                aliases.Add(name = alias.Target);
            }

            var records = response.Records.Where(r => r.Name == name && r is not DnsRecord.Alias && IsOf(r, type)).ToList();
            // A server that is not asked to look further leaves the rest of the way to whoever asks.
            if (records.Count > 0 || name == asked || response.Says == DnsResponse.Word.NoSuchName)
                return new DnsAnswer.Known(aliases, records);
        }
    }

    /// <summary>The first answer that says something.</summary>
    private async Task<DnsResponse?> AskAll(DnsQuery query, CancellationToken limit)
    {
        var all = servers.Current;
        for (var round = 0; round < patience.Rounds; round++)
        {
            foreach (var server in all)
            {
                if (await AskOne(server, query, limit) is { Says: not DnsResponse.Word.CannotTell } response)
                    return response;
            }
        }

        return null;
    }

    private async Task<DnsResponse?> AskOne(IPEndPoint server, DnsQuery query, CancellationToken limit)
    {
        using var oneTry = CancellationTokenSource.CreateLinkedTokenSource(limit);
        oneTry.CancelAfter(patience.PerTry);
        try
        {
            return await DnsExchange.Ask(server, query, oneTry.Token);
        }
        catch (OperationCanceledException) when (!limit.IsCancellationRequested)
        {
            return null;
        }
    }

    private static bool IsOf(DnsRecord record, DnsType type) => (record, type) switch
    {
        (DnsRecord.Text, DnsType.Txt) => true,
        (DnsRecord.Address { Ip.AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork }, DnsType.A) => true,
        (DnsRecord.Address { Ip.AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 }, DnsType.Aaaa) => true,
        _ => false,
    };
}
