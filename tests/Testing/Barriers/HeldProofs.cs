using System.Collections.Concurrent;
using MiniVercel.Ports;

namespace MiniVercel.Testing.Barriers;

/// <summary>
/// Lets an activation's proof take as long as a test wants: what is prepared is really prepared, and goes on when the
/// test says so.
/// </summary>
public sealed class HeldProofs
{
    private readonly ConcurrentDictionary<BuildId, Barrier> _barriers = new();

    public IArtifacts Around(IArtifacts artifacts) => new Artifacts(artifacts, this);

    public void Hold(BuildId build) => _barriers[build] = new Barrier();

    /// <summary>Returns when an activation of the build waits for its proof to end.</summary>
    public Task Arrived(BuildId build) => _barriers[build].Arrived;

    public void End(BuildId build) => _barriers[build].Open();

    /// <summary>Lets everybody go who still waits, as at the end of a test that failed.</summary>
    public void EndAll()
    {
        foreach (var barrier in _barriers.Values)
            barrier.Open();
    }

    private sealed class Artifacts(IArtifacts artifacts, HeldProofs held) : IArtifacts
    {
        public async Task<bool> Materialise(ProjectId project, BuildId build, CancellationToken cancellationToken)
        {
            var needsApp = await artifacts.Materialise(project, build, cancellationToken);
            if (held._barriers.TryGetValue(build, out var barrier))
                await barrier.Pass(cancellationToken);
            return needsApp;
        }

        public Task LinkCurrent(ProjectId project, CancellationToken cancellationToken) => artifacts.LinkCurrent(project, cancellationToken);
    }
}
