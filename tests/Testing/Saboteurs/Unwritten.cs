using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Builds;
using MiniVercel.Projects;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Testing.Saboteurs;

/// <summary>Writes that somebody left out.</summary>
public static class Unwritten
{
    /// <summary>"It will be written when it begins": a build is accepted, and nothing is in the queue.</summary>
    public static void Submissions(IServiceCollection services) =>
        services.Wrap<IGrainStorage>((storage, _) => new Changed(storage, state => state is BuildState { Status: BuildStatus.Pending } ? null : state));

    /// <summary>A field that was added later, and forgotten where a project is changed: what it was created with goes on.</summary>
    public static void ApplicationTypes(IServiceCollection services)
    {
        var first = new Dictionary<string, string?>();
        services.Wrap<IGrainStorage>((storage, _) => new Changed(storage, state =>
        {
            if (state is not ProjectState { Settings: { } settings } project)
                return state;
            lock (first)
            {
                first.TryAdd(settings.Name, settings.AppType);
                return project with { Settings = settings with { AppType = first[settings.Name] } };
            }
        }));
    }

    /// <param name="storage">The usual one.</param>
    /// <param name="change">What is written in a state's place; nothing, if it is not written at all.</param>
    private sealed class Changed(IGrainStorage storage, Func<object, object?> change) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            storage.ReadStateAsync(stateName, grainId, grainState);

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (change(grainState.State!) is not T written)
                return Task.CompletedTask;
            grainState.State = written;
            return storage.WriteStateAsync(stateName, grainId, grainState);
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            storage.ClearStateAsync(stateName, grainId, grainState);
    }
}
