using System.Collections.Immutable;
using System.Globalization;
using Orleans.Messaging;

namespace MiniVercel.Runtime.Tests;

/// <summary>What a test's silos know of each other, and its clients of them: a table that is no further away than a lock.</summary>
internal sealed class SharedMembership : IMembershipTable, IGatewayListProvider
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<SiloAddress, MembershipEntry> _silos = ImmutableDictionary<SiloAddress, MembershipEntry>.Empty;
    private int _version;

    public TimeSpan MaxStaleness => TimeSpan.FromSeconds(1);

    public bool IsUpdatable => true;

    public Task InitializeMembershipTable(bool tryInitTableVersion) => Task.CompletedTask;

    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    public Task<MembershipTableData> ReadAll() => Task.FromResult(Read(_ => true));

    public Task<MembershipTableData> ReadRow(SiloAddress key) => Task.FromResult(Read(key.Equals));

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => Task.FromResult(Write(entry, tableVersion, isNew: true));

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        Task.FromResult(Write(entry, tableVersion, isNew: false));

    public Task UpdateIAmAlive(MembershipEntry entry)
    {
        lock (_lock)
        {
            if (_silos.TryGetValue(entry.SiloAddress, out var known))
                known.IAmAliveTime = entry.IAmAliveTime;
        }

        return Task.CompletedTask;
    }

    public Task DeleteMembershipTableEntries(string clusterId) => Task.CompletedTask;

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => Task.CompletedTask;

    public Task<IList<Uri>> GetGateways() => Task.FromResult<IList<Uri>>([.. Read(_ => true).Members
        .Where(it => it.Item1.Status == SiloStatus.Active)
        .Select(it => SiloAddress.New(it.Item1.SiloAddress.Endpoint.Address, it.Item1.ProxyPort, it.Item1.SiloAddress.Generation).ToGatewayUri())]);

    public SiloStatus StatusOf(SiloAddress silo) => Read(silo.Equals).Members.Single().Item1.Status;

    private MembershipTableData Read(Func<SiloAddress, bool> isAsked)
    {
        lock (_lock)
        {
            var version = new TableVersion(_version, _version.ToString(CultureInfo.InvariantCulture));
            return new MembershipTableData(
                [.. _silos.Where(it => isAsked(it.Key)).Select(it => Tuple.Create(it.Value, version.VersionEtag))], version);
        }
    }

    private bool Write(MembershipEntry entry, TableVersion next, bool isNew)
    {
        lock (_lock)
        {
            if (next.VersionEtag != _version.ToString(CultureInfo.InvariantCulture) || _silos.ContainsKey(entry.SiloAddress) == isNew)
                return false;
            _silos = _silos.SetItem(entry.SiloAddress, entry);
            _version = next.Version;
            return true;
        }
    }
}
