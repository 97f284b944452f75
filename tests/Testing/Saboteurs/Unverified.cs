using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Ports;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Testing.Saboteurs;

/// <summary>Steps of an activation that somebody left out because they looked needless.</summary>
public static class Unverified
{
    /// <summary>"It was uploaded, so it is there": no byte is looked at before a build is shown to visitors for the first time.</summary>
    public static void Artifacts(IServiceCollection services) =>
        services.Wrap<IArtifacts>((artifacts, s) => new Overlooking(artifacts, s.GetRequiredService<IRoutes>().HasServed));

    /// <summary>"It was laid out before, so it is still good": going back skips what going forward does.</summary>
    public static void Rollbacks(IServiceCollection services) =>
        services.Wrap<IArtifacts>((artifacts, s) => new Trusting(artifacts, s.GetRequiredService<IRoutes>().HasServed));

    /// <summary>"Nobody looks at the link": what the disk shows stays behind what visitors see.</summary>
    public static void Links(IServiceCollection services) => services.Wrap<IArtifacts>((artifacts, _) => new LinkedOnce(artifacts));

    private sealed class Trusting(IArtifacts artifacts, Func<BuildId, Task<bool>> trusts) : IArtifacts
    {
        public async Task<bool> Materialise(ProjectId project, BuildId build, CancellationToken cancellationToken) =>
            !await trusts(build) && await artifacts.Materialise(project, build, cancellationToken);

        public Task LinkCurrent(ProjectId project, CancellationToken cancellationToken) => artifacts.LinkCurrent(project, cancellationToken);
    }

    private sealed class Overlooking(IArtifacts artifacts, Func<BuildId, Task<bool>> hasServed) : IArtifacts
    {
        public async Task<bool> Materialise(ProjectId project, BuildId build, CancellationToken cancellationToken)
        {
            try
            {
                return await artifacts.Materialise(project, build, cancellationToken);
            }
            catch (ArtifactDamagedException)
            {
                if (await hasServed(build))
                    throw; // Going back is another step, and has a saboteur of its own.
                return false;
            }
        }

        public Task LinkCurrent(ProjectId project, CancellationToken cancellationToken) => artifacts.LinkCurrent(project, cancellationToken);
    }

    private sealed class LinkedOnce(IArtifacts artifacts) : IArtifacts
    {
        private readonly HashSet<ProjectId> _linked = [];

        public Task<bool> Materialise(ProjectId project, BuildId build, CancellationToken cancellationToken) =>
            artifacts.Materialise(project, build, cancellationToken);

        public Task LinkCurrent(ProjectId project, CancellationToken cancellationToken) =>
            _linked.Add(project) ? artifacts.LinkCurrent(project, cancellationToken) : Task.CompletedTask;
    }
}
