using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Projects;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Testing.Saboteurs;

/// <summary>A column that is too short: whatever a person wrote is cut off without a word.</summary>
public static class Truncated
{
    private const int Column = 64;

    public static void Commands(IServiceCollection services) => services.Wrap<IGrainStorage>((storage, _) => new ShortColumn(storage));

    private static string? Cut(string? text) => text is { Length: > Column } ? text[..Column] : text;

    private sealed class ShortColumn(IGrainStorage storage) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            storage.ReadStateAsync(stateName, grainId, grainState);

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (grainState.State is ProjectState { Settings: { } settings } state)
            {
                var cut = settings with { InstallCommand = Cut(settings.InstallCommand), BuildCommand = Cut(settings.BuildCommand) };
                grainState.State = (T)(object)(state with { Settings = cut });
            }

            return storage.WriteStateAsync(stateName, grainId, grainState);
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            storage.ClearStateAsync(stateName, grainId, grainState);
    }
}
