using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace MiniVercel.Testing.Engines;

/// <summary>The engine alone, for the grains of a test.</summary>
public static class TestEngine
{
    public static void AddTestEngine(this IServiceCollection services, Assembly grains) => services.AddGrainRuntime().AddGrains(grains);
}
