using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Builds;
using MiniVercel.Platform.Builds;
using MiniVercel.Platform.Logs;
using MiniVercel.Ports;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Live;

/// <summary>A build that has begun and waits before its first line, so that a test can speak for it and end it when it likes.</summary>
internal sealed class HeldBuild : IDisposable
{
    private readonly TestSilo _silo;
    private readonly Gate.Hold _hold;
    private long _said;

    private HeldBuild(TestSilo silo, Gate.Hold hold, string id) => (_silo, _hold, Id) = (silo, hold, id);

    public string Id { get; }

    public static async Task<HeldBuild> Start(HeldSilo fixture)
    {
        var hold = fixture.Gate.At(Failpoint.BuildClaimed);
        var id = await Queue(fixture.Silo);
        await hold.Reached();
        return new HeldBuild(fixture.Silo, hold, id);
    }

    /// <summary>A build that waits for its turn, or takes it at once when nobody is held.</summary>
    public static async Task<string> Queue(TestSilo silo)
    {
        var project = await silo.Api.CreateProject(Site.NewName("log"));
        var upload = await silo.Api.Upload(project, new Dictionary<string, string> { ["index.html"] = "page" });
        return (await silo.Api.Post($"/api/projects/{project}/builds", new { upload_id = upload })).Text("id");
    }

    /// <summary>Says so many lines more, in one batch, as a running build does.</summary>
    public async Task Say(int lines, string? text = null)
    {
        var batch = Enumerable.Range(1, lines).Select(i => new LogLine(_said + i, DateTimeOffset.UtcNow, "stdout", "build", text ?? $"line {_said + i}"));
        var logs = _silo.Services.GetRequiredService<BuildLogStore>();
        Assert.True(await logs.Append(new BuildId(Id), attempt: 1, [.. batch], CancellationToken.None));
        _said += lines;
        await _silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IBuildGrain>(Id).LinesWritten(_said);
    }

    public void LetGo() => _hold.LetGo();

    public void Dispose() => LetGo();
}
