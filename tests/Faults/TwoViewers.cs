using System.Net;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>
/// Two who watch a build whose worker is killed: one through a gateway of another process, who stays, and one through the gateway that
/// is killed with it, who comes back and says which line they have seen last.
/// </summary>
internal sealed class TwoViewers
{
    private readonly Task<IReadOnlyList<ServerEvent>> _staying;
    private readonly Task<IReadOnlyList<ServerEvent>> _cutOff;
    private string _build = "";

    /// <param name="gateway">Whom one of them watches through.</param>
    /// <param name="victim">Whom the other one watches through, until it is killed.</param>
    /// <param name="project">Whose build it is.</param>
    /// <param name="number">How many builds the project has with this one.</param>
    /// <param name="limit">How long it may take to begin.</param>
    public TwoViewers(SiloProcess gateway, SiloProcess victim, string project, int number, CancellationToken limit)
    {
        var begun = Find(gateway, project, number, limit);
        _staying = Stay(gateway, begun);
        _cutOff = WatchUntilKilled(victim, begun);
    }

    /// <summary>Both have been told everything, once and in order, when this returns; and so much of it before the kill.</summary>
    public async Task<int> SawAll(SiloProcess next, IReadOnlyList<string> stored, CancellationToken limit)
    {
        var stayed = await _staying.WaitAsync(limit);
        var before = await _cutOff.WaitAsync(limit);
        List<ServerEvent> cameBack = [.. before];
        if (cameBack is not [.., { Name: "status" }])
        {
            using var stream = await EventStream.Open(next.Endpoint, TokenOf(next), _build, after: cameBack.LastOrDefault()?.Id);
            cameBack.AddRange(await stream.ToEnd().WaitAsync(limit));
        }

        foreach (var told in new[] { stayed, cameBack })
        {
            Assert.Equal(Enumerable.Range(1, stored.Count).Select(i => (long?)i), told.SkipLast(1).Select(e => e.Id));
            Assert.Equal(stored, told.SkipLast(1).Select(e => e.Text));
            Assert.Equal(("status", "success"), (told[^1].Name, told[^1].Data["status"]!.GetValue<string>()));
        }

        return before.Count;
    }

    private static string TokenOf(SiloProcess silo) => File.ReadAllText(Path.Combine(silo.Folder, "admin-token")).Trim();

    /// <summary>Who asked for it may never hear of it, so it is looked for.</summary>
    private async Task Find(SiloProcess gateway, string project, int number, CancellationToken limit)
    {
        using var api = gateway.Api();
        await KilledSite.Until(
            async () =>
            {
                var builds = (await api.Get($"/api/projects/{project}/builds")).Expect(HttpStatusCode.OK)["items"].AsArray();
                if (builds.Count == number)
                    _build = builds[0]!["id"]!.GetValue<string>();
                return _build.Length > 0;
            },
            limit);
    }

    private async Task<IReadOnlyList<ServerEvent>> Stay(SiloProcess gateway, Task begun)
    {
        await begun;
        using var stream = await EventStream.Open(gateway.Endpoint, TokenOf(gateway), _build);
        return await stream.ToEnd();
    }

    private async Task<IReadOnlyList<ServerEvent>> WatchUntilKilled(SiloProcess victim, Task begun)
    {
        await begun;
        var told = new List<ServerEvent>();
        try
        {
            using var stream = await EventStream.Open(victim.Endpoint, TokenOf(victim), _build);
            while (await stream.Next() is { } next)
                told.Add(next);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // Killed, perhaps before it could answer.
        }

        return told;
    }
}
