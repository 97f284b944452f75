using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MiniVercel.Runtime;

public static class GrainRuntimeServiceCollectionExtensions
{
    /// <summary>
    /// Adds the embedded engine. Add it before the hosted services that call grains: hosts stop in reverse order,
    /// so the grains are then the last to go.
    /// </summary>
    public static IServiceCollection AddGrainRuntime(this IServiceCollection services, Action<GrainRuntimeOptions>? configure = null)
    {
        services.AddOptions<GrainRuntimeOptions>().Configure(options => configure?.Invoke(options)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GrainRuntimeOptions>, GrainRuntimeOptions.Validation>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GrainClasses>();
        services.TryAddSingleton<GrainRuntime>();
        services.TryAddSingleton<IClusterClient, ClusterClient>();
        services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<IClusterClient>());
        services.TryAddSingleton<ILocalSiloDetails>(provider => (ILocalSiloDetails?)provider.GetRequiredService<GrainRuntime>().Cluster ?? new OnlySilo());
        services.TryAddSingleton<ISiloMetadataCache>(provider =>
            (ISiloMetadataCache?)provider.GetRequiredService<GrainRuntime>().Cluster?.Membership ?? new OnlySilo());
        services.AddHostedService<GrainRuntimeLifetime>();
        return services;
    }

    /// <summary>Makes the grain classes of an assembly callable.</summary>
    public static IServiceCollection AddGrains(this IServiceCollection services, Assembly assembly) =>
        services.AddSingleton(new GrainAssembly(assembly));
}
