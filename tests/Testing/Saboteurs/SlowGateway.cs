using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Routing;
using MiniVercel.Routing;

namespace MiniVercel.Testing.Saboteurs;

/// <summary>A gateway that takes its time to follow the routes: whoever does not wait for it is found out.</summary>
public static class SlowGateway
{
    public static void Follows(IServiceCollection services)
    {
        services.AddSingleton<PostgresRouteSource>();
        services.AddSingleton<IRouteSource, SlowRouteSource>();
    }

    private sealed class SlowRouteSource(PostgresRouteSource source) : IRouteSource
    {
        public Task<bool> IsBehind(RouteClock applied, CancellationToken cancellationToken) => source.IsBehind(applied, cancellationToken);

        public async Task<RouteSnapshot> Load(RouteSnapshot known, CancellationToken cancellationToken)
        {
            var snapshot = await source.Load(known, cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(300), cancellationToken);
            return snapshot;
        }

        public Task Acknowledge(RouteClock applied, CancellationToken cancellationToken) => source.Acknowledge(applied, cancellationToken);

        public Task Leave(CancellationToken cancellationToken) => source.Leave(cancellationToken);
    }
}
