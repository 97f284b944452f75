using MiniVercel.Platform.Storage;
using MiniVercel.Projects;

namespace MiniVercel.Silo.Engines.Embedded;

/// <summary>Runs the grains on the engine in this repository.</summary>
internal static class EmbeddedEngine
{
    public static void AddEmbeddedEngine(this IServiceCollection services)
    {
        services.AddKeyedSingleton<IGrainStorage, PostgresGrainStorage>("platform");
        services.AddGrainRuntime();
        services.AddGrains(typeof(ProjectGrain).Assembly);
    }
}
