using MiniVercel.Deployments;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Audits;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Builds;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Failpoints;
using MiniVercel.Platform.Git;
using MiniVercel.Platform.Network;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Secrets;
using MiniVercel.Platform.Storage;
using MiniVercel.Platform.Sweeping;
using MiniVercel.Platform.Telemetry;
using MiniVercel.Platform.Uploads;
using MiniVercel.Platform.Variables;
using MiniVercel.Ports;
using MiniVercel.Routing;
using MiniVercel.Silo.Activating;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Building.Commands;
using MiniVercel.Silo.Building.Packing;
using MiniVercel.Silo.Building.Tools;
using MiniVercel.Silo.Running;

namespace MiniVercel.Silo;

/// <summary>What a silo consists of. Hosted services start in the order they stand here and stop in the opposite one.</summary>
internal static class SiloServices
{
    /// <summary>What a node that is no engine keeps of contents on its disk.</summary>
    private const long CopiesBound = 2L << 30;

    public static void AddSilo(
        this IServiceCollection services, SiloOptions options, DataFolder folder, Database database, SiloIdentity silo, NodeIdentity node,
        SecretBox secrets)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(silo);
        services.AddSingleton(new Patience(options.DatabaseBudget, TimeProvider.System));
        services.AddSingleton(database);
        services.AddSingleton<IFailpoints>(new EnvironmentFailpoints(options.Failpoint));

        services.AddSingleton<IBlobStore>(new FolderBlobStore(folder.Blobs));
        services.AddSingleton(node);
        services.AddSingleton<NodeDirectory>();
        services.AddSingleton<NodeClient>();
        services.AddSingleton<BlobExchange>();
        if (!silo.Is(SiloRole.Engine))
            services.AddHostedService(s => new BlobTrimmer(folder.Blobs, CopiesBound, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ArtifactStore>();
        services.AddSingleton(s => Folders(folder, database, s));
        services.AddSingleton<IArtifacts>(s => s.GetRequiredService<ArtifactFolders>());
        services.AddSingleton(s => new UploadStore(database, s.GetRequiredService<IBlobStore>(), silo.Is(SiloRole.Engine) ? silo.NodeId : null));
        if (silo.Is(SiloRole.Worker))
            services.AddBuilding(folder, options);
        services.AddSingleton<BuildLogStore>();
        services.AddSingleton<BuildRecords>();
        services.AddSingleton<IBuildRecords>(s => s.GetRequiredService<BuildRecords>());
        services.AddSingleton<IHosts, PostgresHosts>();
        services.AddSingleton<Publication>();
        services.AddSingleton<IRoutes, PostgresRoutes>();
        services.AddSingleton<Claims>();

        services.AddSingleton(secrets);
        services.AddSingleton<IHostResolver, SystemResolver>();
        services.AddSingleton(new GitPermissions(options.GitFolders, options.GitHosts));
        services.AddSingleton<GitDoor>();
        services.AddSingleton(GitCredentials.Table);
        services.AddSingleton<GitCredentials>();
        services.AddSingleton(VariableStore.Table);
        services.AddSingleton<VariableStore>();
        services.AddSingleton(new ReservedNames(options.FreeNames));
        services.AddSingleton<IProjectSecrets, ProjectSecrets>();
        services.AddSingleton<KeyRotation>();
        services.AddSingleton<AuditStore>();

        services.AddSingleton<Doorbells>();
        services.AddSingleton<IDoorbell>(s => s.GetRequiredService<Doorbells>());
        services.AddHostedService(s => s.GetRequiredService<Doorbells>());
        services.AddTelemetry();
    }

    /// <summary>What builds are made with. The programs are this user's and not this data folder's: they are the same for all.</summary>
    private static void AddBuilding(this IServiceCollection services, DataFolder folder, SiloOptions options)
    {
        services.AddSingleton(new Workspaces(folder.Workspaces));
        services.AddSingleton<UploadedSource>();
        services.AddSingleton(s => new GitRepositories(
            s.GetRequiredService<GitDoor>(), folder.Git, new GitLimits(), s.GetRequiredService<IBoxes>().Walls.Level, s.GetRequiredService<IFailpoints>()));
        services.AddSingleton<GitSource>();
        services.AddSingleton<Sources>();
        services.AddSingleton(_ => new ProgramShelf(Path.Combine(UserCache.PathOr(folder.Path), "programs")));
        services.AddSingleton(s => new VersionLists(s.GetRequiredService<ProgramShelf>().Versions, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<NodeShelf>();
        services.AddSingleton<PackageManagerShelf>();
        services.AddSingleton<Toolchains>();
        services.AddSingleton(new Caches(folder.Caches, new CacheLimits()));
        services.AddSingleton(new BoxLimits());
        services.AddSingleton(new BuildSlots(options.BuildSlots));
        services.AddSingleton<BuildEnvironment>();
        services.AddSingleton<CommandRooms>();
        services.AddSingleton<ArtifactContents>();
    }

    /// <summary>Behind the engine, whose address it announces, and before everything that counts on being announced.</summary>
    public static void AddLease(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(s => new SiloLease(
            s.GetRequiredService<SiloIdentity>(), s.GetRequiredService<ISiloLife>(), connectionString, s.GetRequiredService<ILogger<SiloLease>>()));
        services.AddHostedService(s => s.GetRequiredService<SiloLease>());
    }

    public static void AddRunners(this IServiceCollection services, SiloIdentity silo, SiloOptions options)
    {
        if (silo.Is(SiloRole.Worker))
        {
            services.AddSingleton(Runner<BuildRun>);
            services.AddHostedService<BuildRunner>();
        }

        if (silo.Is(SiloRole.Engine))
        {
            services.AddSingleton(Runner<ActivationRun>);
            services.AddHostedService<ActivationRunner>();
            services.AddHostedService<BlobKeeper>();
            services.AddHousekeeping(silo, options);
        }

        services.AddHostedService<Sweeper>();
        services.AddHostedService<Janitor>();
    }

    private static void AddHousekeeping(this IServiceCollection services, SiloIdentity silo, SiloOptions options)
    {
        services.AddSingleton(new SweepEvery(options.SweepEvery));
        services.AddSingleton(new UsualRetention(options.RetentionDays));
        services.AddSingleton<OldBuilds>();
        services.AddSingleton<Retention>();
        services.AddSingleton<RecordSweep>();
        services.AddSingleton(s => new StoreSweep(
            s.GetRequiredService<Database>(), s.GetRequiredService<IBlobStore>(), silo.NodeId, s.GetRequiredService<IFailpoints>()));
        services.AddSingleton<Housekeeper>();
        services.AddHostedService(s => s.GetRequiredService<Housekeeper>());
    }

    private static T Runner<T>(IServiceProvider services) =>
        ActivatorUtilities.CreateInstance<T>(services, Patience.Endless(services.GetRequiredService<TimeProvider>()));

    private static ArtifactFolders Folders(DataFolder folder, Database database, IServiceProvider services)
    {
        var folders = new ArtifactFolders(
            folder.Deployments, services.GetRequiredService<IBlobStore>(), services.GetRequiredService<ArtifactStore>(), database,
            services.GetRequiredService<IFailpoints>(), services.GetRequiredService<BlobExchange>());
        folders.Clear();
        return folders;
    }
}
