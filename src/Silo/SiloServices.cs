using MiniVercel.Deployments;
using MiniVercel.Gateway.Api.Domains;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Audits;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Builds;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Domains;
using MiniVercel.Platform.Failpoints;
using MiniVercel.Platform.Git;
using MiniVercel.Platform.GitHosts;
using MiniVercel.Platform.Network;
using MiniVercel.Platform.Network.Resolving;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Projects;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Sandbox.Ports;
using MiniVercel.Platform.Secrets;
using MiniVercel.Platform.Storage;
using MiniVercel.Platform.Sweeping;
using MiniVercel.Platform.Telemetry;
using MiniVercel.Platform.Uploads;
using MiniVercel.Platform.Variables;
using MiniVercel.Ports;
using MiniVercel.Routing;
using MiniVercel.Silo.Activating;
using MiniVercel.Silo.Apps;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Building.Commands;
using MiniVercel.Silo.Building.Packing;
using MiniVercel.Silo.Building.Tools;
using MiniVercel.Silo.GitHosts;
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
        services.AddSingleton<SeenFromOutside>();
        services.AddSingleton<NodeClient>();
        services.AddSingleton<BlobExchange>();
        services.AddSingleton<IBlobFetcher>(s => s.GetRequiredService<BlobExchange>());
        if (!silo.Is(SiloRole.Engine))
            services.AddHostedService(s => new BlobTrimmer(folder.Blobs, CopiesBound, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ArtifactStore>();
        services.AddSingleton(s => Folders(folder, database, s));
        services.AddSingleton<IArtifacts>(s => s.GetRequiredService<ArtifactFolders>());
        services.AddSingleton(s => new UploadStore(database, s.GetRequiredService<IBlobStore>(), silo.Is(SiloRole.Engine) ? silo.NodeId : null));
        if (silo.Is(SiloRole.Worker) || silo.Is(SiloRole.Engine))
            services.AddTools(folder);
        if (silo.Is(SiloRole.Worker))
            services.AddBuilding(folder, options);
        if (silo.Is(SiloRole.Engine))
            services.AddApps(folder, options);
        services.AddSingleton<BuildLogStore>();
        services.AddSingleton<AppLogStore>();
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
        services.AddDomains(options);
        services.AddSingleton(GitCredentials.Table);
        services.AddSingleton<GitCredentials>();
        services.AddSingleton<TravellingCredentials>();
        services.AddSingleton(VariableStore.Table);
        services.AddSingleton<VariableStore>();
        services.AddSingleton(new ReservedNames(options.FreeNames));
        services.AddSingleton<IProjectSecrets, ProjectSecrets>();
        services.AddSingleton<IProjectTransfers, ProjectTransfers>();
        services.AddSingleton<KeyRotation>();
        services.AddSingleton<AuditStore>();
        services.AddSingleton(WebhookSecrets.Table);
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<GitHeads>();
        services.AddSingleton<GitReports>();

        services.AddSingleton<Doorbells>();
        services.AddSingleton<IDoorbell>(s => s.GetRequiredService<Doorbells>());
        services.AddHostedService(s => s.GetRequiredService<Doorbells>());
        services.AddTelemetry();
    }

    private static void AddDomains(this IServiceCollection services, SiloOptions options)
    {
        services.AddSingleton(new TrustedDomains(options.TrustedDomains));
        services.AddSingleton(new PublicAddresses(options.PublicAddresses));
        services.AddSingleton(new DnsResolver(new NameServers(options.DnsServers), DnsPatience.Usual));
        services.AddSingleton(new DomainPace(options.DomainGrace));
        services.AddSingleton<DomainStore>();
        services.AddSingleton<DomainLooks>();
        services.AddSingleton<DomainProbe>();
        services.AddSingleton<DomainVerification>();
    }

    /// <summary>What builds and apps run with. The programs are this user's and not this data folder's: they are the same for all.</summary>
    private static void AddTools(this IServiceCollection services, DataFolder folder)
    {
        services.AddSingleton(_ => new ProgramShelf(Path.Combine(UserCache.PathOr(folder.Path), "programs")));
        services.AddSingleton(s => new VersionLists(s.GetRequiredService<ProgramShelf>().Versions, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<NodeShelf>();
        services.AddSingleton<PackageManagerShelf>();
    }

    private static void AddApps(this IServiceCollection services, DataFolder folder, SiloOptions options)
    {
        services.AddHttpForwarder();
        services.AddSingleton(new AppLimits());
        services.AddSingleton(s => new PortLeases(s.GetRequiredService<IBoxes>().Walls.Level));
        services.AddSingleton<AppRecords>();
        services.AddSingleton<AppProjects>();
        services.AddSingleton<AppEnvironment>();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<AppStarter>(s, folder.Apps, options.AppHosts));
        services.AddSingleton<AppHost>();
        services.AddSingleton<IAppDoor>(s => s.GetRequiredService<AppHost>());
        services.AddSingleton<IApps, ActivatedApps>();
    }

    /// <summary>What builds are made with.</summary>
    private static void AddBuilding(this IServiceCollection services, DataFolder folder, SiloOptions options)
    {
        services.AddSingleton(new Workspaces(folder.Workspaces));
        services.AddSingleton<UploadedSource>();
        services.AddSingleton(s => new GitRepositories(
            s.GetRequiredService<GitDoor>(), folder.Git, new GitLimits(), s.GetRequiredService<IBoxes>().Walls.Level, s.GetRequiredService<IFailpoints>()));
        services.AddSingleton<GitSource>();
        services.AddSingleton<Sources>();
        services.AddSingleton<ISurveyor, Surveyor>();
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
            services.AddHostedService(s => s.GetRequiredService<AppHost>());
            services.AddSingleton(Runner<ActivationRun>);
            services.AddHostedService<ActivationRunner>();
            services.AddSingleton<RuntimeLogs>();
            services.AddHostedService<BlobKeeper>();
            services.AddHousekeeping(silo, options);
        }

        services.AddHostedService<Sweeper>();
        services.AddHostedService<DomainWatch>();
        services.AddHostedService<HeadRunner>();
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
