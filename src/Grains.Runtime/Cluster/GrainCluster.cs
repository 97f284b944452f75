using System.Net;
using System.Text.Json;

namespace MiniVercel.Runtime;

/// <summary>Makes the cluster side of an engine; registered only where there is one.</summary>
internal delegate GrainCluster GrainClusterFactory(GrainRuntime runtime);

/// <summary>This process as one of many: its address, and everything that knows of the others.</summary>
internal sealed class GrainCluster : ILocalSilo, ILocalSiloDetails, IDisposable
{
    private readonly IMembershipTable _members;
    private readonly IGrainDirectoryTable? _directory;
    private SiloAddress _address;
    private CancellationTokenSource _life = new();

    /// <summary>A silo's.</summary>
    public GrainCluster(
        GrainRuntime runtime, GrainClusterOptions options, IMembershipTable members, IGrainDirectoryTable directory, ISiloLease lease)
        : this(runtime, options, members, directory, lease, SiloAddress.Zero) =>
        Locator = new GrainLocator(this, directory, new GrainPlacement(runtime.Services, runtime.Classes));

    /// <summary>A client's.</summary>
    public GrainCluster(GrainRuntime runtime, GrainClientOptions options, IMembershipTable members)
        : this(runtime, options, members, directory: null, lease: null, SiloAddress.NewClient()) =>
        Locator = new AnySilo(this);

    private GrainCluster(
        GrainRuntime runtime, GrainClientOptions options, IMembershipTable members, IGrainDirectoryTable? directory, ISiloLease? lease, SiloAddress address)
    {
        (Runtime, Options, _members, _directory, _address) = (runtime, options, members, directory, address);
        Json = WireJson.Create(runtime);
        Lease = new LeaseGate(lease, runtime.Time, options.MembershipPeriod);
        Membership = new MembershipView(this, members, directory);
        Network = new ClusterNetwork(this);
        Router = new CallRouter(this);
        Locator = null!;
    }

    public GrainRuntime Runtime { get; }

    public GrainClientOptions Options { get; }

    public GrainClusterOptions SiloOptions => (GrainClusterOptions)Options;

    public bool IsClient => Options is not GrainClusterOptions;

    public JsonSerializerOptions Json { get; }

    public LeaseGate Lease { get; }

    public MembershipView Membership { get; }

    public ClusterNetwork Network { get; }

    public CallRouter Router { get; }

    public IGrainLocator Locator { get; }

    /// <summary>The silos' grains, as one of them told this client; null in a silo.</summary>
    public GrainManifest? Manifest { get; private set; }

    public SiloAddress Address => Volatile.Read(ref _address);

    /// <summary>Ends when this silo was taken for dead.</summary>
    public CancellationToken Life => Volatile.Read(ref _life).Token;

    public Hello Hello => new(Hello.CurrentVersion, Options.ClusterId, Address, IsClient ? null : GrainManifest.Of(Runtime.Classes));

    string ILocalSiloDetails.Name => SiloOptions.SiloName;

    string ILocalSiloDetails.ClusterId => Options.ClusterId;

    SiloAddress ILocalSiloDetails.SiloAddress => Address;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!IsClient)
        {
            var bound = Network.Listen(SiloOptions.Endpoint);
            Volatile.Write(ref _address, NewAddress(bound.Port));
            ClusterLog.Listening(Runtime.Logger, Address);
        }

        await Membership.RefreshAsync();
        Membership.Start();
        if (IsClient) await GreetAsync(cancellationToken);
    }

    public SiloEntry Describe() => new(Address, SiloOptions.Metadata, Runtime.Directory.Count);

    public async Task RejoinAsync(CancellationToken cancellationToken)
    {
        var before = Interlocked.Exchange(ref _address, NewAddress(Address.Endpoint.Port));
        ClusterLog.Rejoining(Runtime.Logger, before, Address);
        // Whoever is connected knows the one that is dead. The turns that wait for a lease wait for one that never comes.
        await Interlocked.Exchange(ref _life, new CancellationTokenSource()).CancelAsync();
        Network.DropAll("this silo begins again as another");
        var why = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The other silos took this one for dead.");
        // A turn that still runs ends its activation when it is over; what it writes, the storage refuses.
        await Runtime.EndAllAsync(why, SiloOptions.LeaseLength, cancellationToken);
    }

    /// <summary>
    /// Goes without a call being lost: by now no grain is active here. The others hear of it, say when they have sent their last
    /// request, and what still arrived is sent on to its new place.
    /// </summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!IsClient) await SayFarewellAsync(cancellationToken).WaitAsync(SiloOptions.FarewellTimeout, Runtime.Time, cancellationToken);
        }
        catch (Exception e)
        {
            // Told to hurry, it does; that is no error of anybody's.
            ClusterLog.LeftInHaste(Runtime.Logger, cancellationToken.IsCancellationRequested ? null : e);
        }

        Membership.Dispose();
        Network.Dispose();
        if (!IsClient) await RemoveRowAsync();
    }

    public void Learn(Hello hello) => Manifest = IsClient ? hello.Manifest : null;

    public CancellationTokenSource NewTableLimit() => new(Options.TableTimeout, Runtime.Time);

    public void Dispose()
    {
        Lease.Dispose();
        Membership.Dispose();
        Network.Dispose();
    }

    private async Task SayFarewellAsync(CancellationToken cancellationToken)
    {
        await _directory!.RemoveAllAsync(Address, cancellationToken);
        await Network.BeginLeavingAsync(cancellationToken);
        while (Network.Connections.FirstOrDefault(it => !it.HasFarewell) is { } one) await one.Farewell;
        while (Network.Connections.Any(it => !it.IsIdle)) await Task.Delay(TimeSpan.FromMilliseconds(5), Runtime.Time, cancellationToken);
    }

    private async Task RemoveRowAsync()
    {
        try
        {
            using var limit = NewTableLimit();
            await _members.RemoveAsync(Address, limit.Token);
        }
        catch (Exception e)
        {
            ClusterLog.RowRemains(Runtime.Logger, e);
        }
    }

    // A client is told by its first silo which grains there are; without that it cannot name one.
    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        for (var delay = TimeSpan.FromMilliseconds(20); Manifest is null; delay = delay < Options.MaxReconnectDelay ? delay * 2 : delay)
        {
            foreach (var silo in Membership.Silos.Keys)
            {
                if (await Network.To(silo).ConnectAsync() is not null) return;
            }

            await Task.Delay(delay, Runtime.Time, cancellationToken);
            await Membership.RefreshAsync();
        }
    }

    private SiloAddress NewAddress(int port)
    {
        var endpoint = new IPEndPoint(SiloOptions.AdvertisedAddress ?? SiloOptions.Endpoint.Address, port);
        return SiloAddress.New(endpoint, SiloAddress.AllocateNewGeneration());
    }
}
