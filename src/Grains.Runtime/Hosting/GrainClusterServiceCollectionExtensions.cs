using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MiniVercel.Runtime;

public static class GrainClusterServiceCollectionExtensions
{
    /// <summary>
    /// Makes this process a silo among others; comes with <c>AddGrainRuntime</c>. The host registers an
    /// <see cref="IMembershipTable"/>, an <see cref="IGrainDirectoryTable"/> and an <see cref="ISiloLease"/>, whose keeper
    /// announces <see cref="ILocalSilo.Describe"/> once the engine has started: register it after this.
    /// </summary>
    public static IServiceCollection AddGrainCluster(this IServiceCollection services, Action<GrainClusterOptions> configure)
    {
        services.AddGrainRuntime();
        services.AddOptions<GrainClusterOptions>().Configure(configure).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<GrainClusterOptions>, GrainClientOptions.Validation<GrainClusterOptions>>();
        services.TryAddSingleton<GrainClusterFactory>(provider => runtime => new GrainCluster(
            runtime,
            provider.GetRequiredService<IOptions<GrainClusterOptions>>().Value,
            provider.GetRequiredService<IMembershipTable>(),
            provider.GetRequiredService<IGrainDirectoryTable>(),
            provider.GetRequiredService<ISiloLease>()));
        services.TryAddSingleton<ILocalSilo>(provider => provider.GetRequiredService<GrainRuntime>().Cluster!);
        return services;
    }

    /// <summary>
    /// Makes this process a client: it calls grains and is called back, and runs none. The host registers an
    /// <see cref="IMembershipTable"/> that can be read. Ready once the host has started, which waits for the first silo.
    /// </summary>
    public static IServiceCollection AddGrainClient(this IServiceCollection services, Action<GrainClientOptions> configure)
    {
        services.AddGrainRuntime();
        services.AddOptions<GrainClientOptions>().Configure(configure).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<GrainClientOptions>, GrainClientOptions.Validation<GrainClientOptions>>();
        services.TryAddSingleton<GrainClusterFactory>(provider => runtime => new GrainCluster(
            runtime,
            provider.GetRequiredService<IOptions<GrainClientOptions>>().Value,
            provider.GetRequiredService<IMembershipTable>()));
        return services;
    }
}
