using System.Net;
using MiniVercel.Testing.Http;

namespace MiniVercel.Properties;

/// <summary>
/// Watches without a pause who answers for a site at every gateway, and where `current` points at every engine: each of
/// them may only ever move on to a later generation.
/// </summary>
internal sealed class RouteMarkers : IAsyncDisposable
{
    private readonly string _label;
    private readonly IReadOnlyList<IPEndPoint> _gateways;
    private readonly IReadOnlyList<string> _links;
    private readonly List<string>[] _seen;
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _watching;

    private RouteMarkers(string label, IReadOnlyList<IPEndPoint> gateways, IReadOnlyList<string> links)
    {
        (_label, _gateways, _links) = (label, gateways, links);
        _seen = [.. Enumerable.Range(0, gateways.Count + links.Count).Select(_ => new List<string>())];
        _watching = KeepLooking();
    }

    public static RouteMarkers Watch(string label, IReadOnlyList<IPEndPoint> gateways, IReadOnlyList<string> links) =>
        new(label, gateways, links);

    /// <summary>Everyone answers by this deployment, and every link points at its build.</summary>
    public async Task AreAll(string deployment, string build)
    {
        Assert.All(await Task.WhenAll(_gateways.Select(AnsweredBy)), by => Assert.Equal(deployment, by));
        Assert.All(_links.Select(Target), target => Assert.Equal(build, target));
    }

    /// <summary>Demands that nothing was ever seen going back, by the generation of each deployment and build; others are from before.</summary>
    public async Task NeverWentBack(IReadOnlyDictionary<string, long> generations)
    {
        await _enough.CancelAsync();
        await _watching;
        foreach (var seen in _seen)
        {
            var order = seen.Select(s => generations.GetValueOrDefault(s)).ToList();
            Assert.True(order.SequenceEqual(order.Order()), $"It went back: {string.Join(" → ", seen.Zip(order))}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _enough.Dispose();
    }

    private async Task KeepLooking()
    {
        while (!_enough.IsCancellationRequested)
        {
            for (var i = 0; i < _gateways.Count; i++)
                Note(_seen[i], await AnsweredBy(_gateways[i]));
            for (var i = 0; i < _links.Count; i++)
                Note(_seen[_gateways.Count + i], Target(_links[i]));
        }
    }

    private static void Note(List<string> seen, string? marker)
    {
        if (marker is not null && (seen.Count == 0 || seen[^1] != marker))
            seen.Add(marker);
    }

    private async Task<string?> AnsweredBy(IPEndPoint gateway)
    {
        var answer = await RawHttp.Get(gateway, $"{_label}.localhost:{gateway.Port}");
        Assert.Equal(200, answer.Status);
        return answer.Header("x-mv-deployment");
    }

    private static string? Target(string link) => Path.GetFileName(new DirectoryInfo(link).LinkTarget);
}
