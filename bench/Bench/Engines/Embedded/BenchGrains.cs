using Microsoft.Extensions.DependencyInjection;

namespace MiniVercel.Bench.Engines;

internal static class BenchGrains
{
    /// <summary>The benchmark's own grains beside the platform's.</summary>
    public static void AddBenchGrains(this IServiceCollection services) => services.AddGrains(typeof(BenchGrains).Assembly);
}
