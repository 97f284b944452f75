using MiniVercel.Testing.Live;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Properties;

/// <summary>One who listens to the live events and remembers all that was told, over however many connections.</summary>
internal sealed class Witness : IAsyncDisposable
{
    private readonly List<LiveEvent> _heard = [];
    private LiveClient? _client;
    private Task _listening = Task.CompletedTask;

    public IReadOnlyList<LiveEvent> Heard
    {
        get
        {
            lock (_heard)
                return [.. _heard];
        }
    }

    /// <summary>What the lines of a build's log were numbered, in the order they were told.</summary>
    public IReadOnlyList<long> SeqsOf(string build) =>
    [
        .. Heard.Where(e => e.Name == "build_log" && e.Text("build_id") == build)
            .SelectMany(e => e.Data["lines"]!.AsArray()).Select(l => l!["seq"]!.GetValue<long>()),
    ];

    public static async Task<Witness> At(TestSilo gateway)
    {
        var witness = new Witness();
        await witness.Connect(gateway);
        return witness;
    }

    public async Task Connect(TestSilo gateway)
    {
        await Leave();
        var client = await LiveClient.Connect(gateway);
        (_client, _listening) = (client, Task.Run(() => Listen(client)));
    }

    public Task Call(string method, params object?[] arguments) => _client!.Call(method, arguments);

    /// <summary>Without a word, in the middle of whatever is told.</summary>
    public async Task Leave()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        await _listening;
    }

    public async ValueTask DisposeAsync() => await Leave();

    private async Task Listen(LiveClient client)
    {
        while (true)
        {
            if (await client.Next(waitsForEver: true) is not { } next)
                return;
            lock (_heard)
                _heard.Add(next);
        }
    }
}
