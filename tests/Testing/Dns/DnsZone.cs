using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace MiniVercel.Testing.Dns;

/// <summary>How a server of names behaves for a name.</summary>
public enum Manners
{
    Good,
    Fails,
    Refuses,
    IsSilent,
    SaysAnotherId,
    SaysAnotherQuestion,
    LoopsInNames,
    AnswersShort,
    SendsTooMuch,
    IsTooLongForUdp,
    IsTruncatedEverywhere,
    KnowsOnlyOthers,
}

/// <summary>What a server of names has to say. It may be changed while the server runs.</summary>
public sealed class DnsZone
{
    private readonly ConcurrentDictionary<(string Name, ushort Type), byte[][]> _records = new();
    private readonly ConcurrentDictionary<string, Manners> _manners = new();

    public Manners MannersOf(string name) => _manners.GetValueOrDefault(name, _manners.GetValueOrDefault("*"));

    /// <summary>For one name, or for `*`.</summary>
    public DnsZone Behaves(string name, Manners manners)
    {
        _manners[name] = manners;
        return this;
    }

    public DnsZone Text(string name, params string[] values) =>
        Set(name, 16, [.. values.Select(v => v.Chunk(255).SelectMany(part => (byte[])[(byte)part.Length, .. Encoding.Latin1.GetBytes(part)]).ToArray())]);

    public DnsZone Address(string name, params string[] addresses)
    {
        foreach (var group in addresses.Select(IPAddress.Parse).GroupBy(a => a.GetAddressBytes().Length))
            Set(name, (ushort)(group.Key == 4 ? 1 : 28), [.. group.Select(a => a.GetAddressBytes())]);
        return this;
    }

    public DnsZone Alias(string name, string target) => Set(name, 5, [DnsWire.Name(target)]);

    public DnsZone Forget(string name)
    {
        foreach (var key in _records.Keys.Where(k => k.Name == name))
            _records.TryRemove(key, out _);
        return this;
    }

    internal IReadOnlyList<byte[]> Of(string name, ushort type) => _records.GetValueOrDefault((name, type), []);

    internal bool Has(string name) => _records.Keys.Any(k => k.Name == name);

    private DnsZone Set(string name, ushort type, byte[][] values)
    {
        _records[(name, type)] = values;
        return this;
    }
}
