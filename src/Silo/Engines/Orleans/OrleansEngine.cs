using System.Net;
using System.Security.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MiniVercel.Placement;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Storage;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Orleans.Hosting;
using Orleans.Serialization;

namespace MiniVercel.Silo.Engines.Orleans;

/// <summary>Runs the grains on Microsoft Orleans. Also where one process is alone: there is one way to run.</summary>
internal static class OrleansEngine
{
    public static void AddEngine(
        this IServiceCollection services, SiloIdentity silo, NodeIdentity node, IPEndPoint endpoint, TimeSpan callBudget)
    {
        services.AddKeyedSingleton<IGrainStorage, PostgresGrainStorage>("platform");
        services.AddSingleton<IMembershipTable, MembershipTable>();
        services.AddSingleton<ISiloLife, EngineLife>();
        services.AddSingleton<ActiveGrains>();
        services.AddSingleton<IConfigureGrainContextProvider>(s => s.GetRequiredService<ActiveGrains>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, LeaseBeforeCalls>();
        services.AddPlacementFilter<RolePlacementFilter, RolePlacementFilterDirector>(ServiceLifetime.Transient);
        services.AddOrleans(orleans => orleans
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (node.ClusterId, node.ClusterId))
            .Configure<global::Orleans.Configuration.SiloOptions>(options => options.SiloName = silo.NodeId)
            .Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = callBudget)
            .Configure<ClusterMembershipOptions>(NoticeDeathsSoon)
            .Configure<EndpointOptions>(endpoints => Listen(endpoints, endpoint))
            .UseSiloMetadata(new Dictionary<string, string> { [RolePlacementFilterDirector.RolesKey] = string.Join(',', silo.Roles) })
            .UseTls(tls => Admit(tls, node)));
        // What grains throw is caught by its type. Orleans sends the types that it is told of, and a complaint in place of others.
        services.Configure<ExceptionSerializationOptions>(exceptions => exceptions.SupportedNamespacePrefixes.Add(nameof(MiniVercel)));
        services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler, EndOfSilo>());
    }

    /// <summary>With the defaults a minute and a half goes by until a silo that was killed counts as dead.</summary>
    private static void NoticeDeathsSoon(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
    }

    /// <summary>Clients that are no silos come to the port behind the two that every silo has.</summary>
    private static void Listen(EndpointOptions endpoints, IPEndPoint endpoint)
    {
        var (silo, clients) = endpoint.Port == 0 ? FreePorts.Two(endpoint.Address) : (endpoint.Port, endpoint.Port + 2);
        (endpoints.AdvertisedIPAddress, endpoints.SiloPort, endpoints.GatewayPort) = (endpoint.Address, silo, clients);
        endpoints.SiloListeningEndpoint = new IPEndPoint(endpoint.Address, silo);
        endpoints.GatewayListeningEndpoint = new IPEndPoint(endpoint.Address, clients);
    }

    /// <summary>The ports take calls to every grain, so whoever connects proves that it belongs to this cluster, on loopback too.</summary>
    private static void Admit(TlsOptions tls, NodeIdentity node)
    {
        tls.LocalCertificate = node.Certificate;
        tls.SslProtocols = SslProtocols.Tls13;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (presented, _, _) => node.IsOfCluster(presented);
        tls.OnAuthenticateAsClient = (_, options) => options.TargetHost = "node";
    }
}
