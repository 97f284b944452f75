using System.Collections.Immutable;
using System.Net;
using MiniVercel.Placement;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Storage;
using MiniVercel.Projects;

namespace MiniVercel.Silo.Engines.Embedded;

/// <summary>Runs the grains on the engine in this repository. Also where one process is alone: there is one way to run.</summary>
internal static class EmbeddedEngine
{
    public static void AddEngine(
        this IServiceCollection services, SiloIdentity silo, NodeIdentity node, IPEndPoint endpoint, TimeSpan callBudget)
    {
        services.AddKeyedSingleton<IGrainStorage, PostgresGrainStorage>("platform");
        services.AddSingleton<IMembershipTable, MembershipTable>();
        services.AddSingleton<IGrainDirectoryTable, DirectoryTable>();
        services.AddSingleton<ISiloLease, EngineLease>();
        services.AddSingleton<ISiloLife, EngineLife>();
        services.AddPlacementFilter<RolePlacementFilter, RolePlacementFilterDirector>(ServiceLifetime.Transient);
        services.AddGrainRuntime(options => options.ResponseTimeout = callBudget);
        services.AddGrainCluster(options =>
        {
            options.ClusterId = node.ClusterId;
            options.SiloName = silo.NodeId;
            options.Identity = new ClusterIdentity(node.Certificate, node.Authority);
            options.Endpoint = endpoint;
            options.LeaseLength = SiloLease.Length;
            options.Metadata = ImmutableDictionary<string, string>.Empty
                .Add(RolePlacementFilterDirector.RolesKey, string.Join(',', silo.Roles));
        });
        services.AddGrains(typeof(ProjectGrain).Assembly);
    }
}
