using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace MiniVercel.Bench.Engines;

internal static class BenchGrains
{
    /// <summary>The benchmark's own grains beside the platform's.</summary>
    public static void AddBenchGrains(this IServiceCollection services) =>
        services.AddSerializer(serializer => serializer.AddAssembly(typeof(BenchGrains).Assembly));
}
