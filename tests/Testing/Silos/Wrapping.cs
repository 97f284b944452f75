using Microsoft.Extensions.DependencyInjection;

namespace MiniVercel.Testing.Silos;

/// <summary>Puts something around a part of a silo: the part itself stays what it is.</summary>
public static class Wrapping
{
    public static void Wrap<T>(this IServiceCollection services, Func<T, IServiceProvider, T> around)
        where T : class
    {
        var usual = services.Last(d => d.ServiceType == typeof(T));
        services.Remove(usual);
        if (usual.IsKeyedService)
            services.AddKeyedSingleton(usual.ServiceKey, (s, key) => around((T)ActivatorUtilities.CreateInstance(s, usual.KeyedImplementationType!), s));
        else
            services.AddSingleton(s => around((T)Make(usual, s), s));
    }

    private static object Make(ServiceDescriptor usual, IServiceProvider services) =>
        usual.ImplementationInstance
        ?? usual.ImplementationFactory?.Invoke(services)
        ?? ActivatorUtilities.CreateInstance(services, usual.ImplementationType!);
}
