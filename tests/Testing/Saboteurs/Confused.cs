using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Routing;
using MiniVercel.Ports;
using MiniVercel.Routing;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Testing.Saboteurs;

/// <summary>Mistakes about which build a host is for.</summary>
public static class Confused
{
    /// <summary>A deleted build's host stays.</summary>
    public static void Hosts(IServiceCollection services) => services.Wrap<IHosts>((hosts, _) => new HostsThatStay(hosts));

    /// <summary>Whatever a host of a build was given out for, it shows what its project's visitors see.</summary>
    public static void Previews(IServiceCollection services) => services.Wrap<IRouteSource>((source, _) => new RoutesToTheActive(source));

    private sealed class HostsThatStay(IHosts hosts) : IHosts
    {
        public Task PointProduction(TeamId team, ProjectId project, string name) => hosts.PointProduction(team, project, name);

        public Task ReleaseProject(ProjectId project) => hosts.ReleaseProject(project);

        public Task ReleaseBuild(BuildId build) => Task.CompletedTask;

        public Task ReleaseBranch(ProjectId project, string branch, BuildId before) => hosts.ReleaseBranch(project, branch, before);
    }

    private sealed class RoutesToTheActive(IRouteSource source) : IRouteSource
    {
        public Task<bool> IsBehind(RouteClock applied, CancellationToken cancellationToken) => source.IsBehind(applied, cancellationToken);

        public async Task<RouteSnapshot> Load(RouteSnapshot known, CancellationToken cancellationToken)
        {
            var snapshot = await source.Load(known, cancellationToken);
            var active = snapshot.Sites.Values.Where(s => !s.IsPreview && s.Build is not null).DistinctBy(s => s.Project).ToDictionary(s => s.Project);
            return snapshot with
            {
                Sites = snapshot.Sites.ToDictionary(
                    s => s.Key, s => s.Value.IsPreview && active.TryGetValue(s.Value.Project, out var shown) ? s.Value with { Build = shown.Build } : s.Value),
            };
        }

        public Task Acknowledge(RouteClock applied, CancellationToken cancellationToken) => source.Acknowledge(applied, cancellationToken);

        public Task Leave(CancellationToken cancellationToken) => source.Leave(cancellationToken);
    }
}
