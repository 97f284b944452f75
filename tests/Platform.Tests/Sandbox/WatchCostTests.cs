using System.Diagnostics;
using System.Globalization;
using MiniVercel.Platform.Sandbox;
using Xunit.Abstractions;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>Alone, because what is measured is what this process takes.</summary>
[Collection(nameof(Alone))]
public class WatchCostTests(ITestOutputHelper report) : ServerTest
{
    private const int Servers = 10;
    private const int Files = 2_000;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("MINIVERCEL_WATCHED_SECONDS") ?? "5", CultureInfo.InvariantCulture));

    [Fact]
    public async Task Watching_servers_that_have_nothing_to_do_costs_little()
    {
        await using var servers = new ManyServers();
        for (var i = 0; i < Servers; i++)
            await servers.Add(Boxes, WorkspaceOf($"server-{i}"));

        var before = Taken();
        using (var window = new PeriodicTimer(Window))
            await window.WaitForNextTickAsync();
        var share = (Taken() - before) / Window / Servers;

        report.WriteLine($"Watching one of {Servers} idle servers for {Window.TotalSeconds} s takes {share:p2} of a core");
        Assert.InRange(share, 0, 0.02);
    }

    private string WorkspaceOf(string name)
    {
        var workspace = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
        for (var i = 0; i < Files; i++)
            File.WriteAllText(Path.Combine(workspace, i.ToString(CultureInfo.InvariantCulture)), "");
        return workspace;
    }

    /// <summary>The time of processors that this process and those it has waited for have had.</summary>
    private static TimeSpan Taken()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds(fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) / 100.0);
    }

    private sealed class ManyServers : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly List<(IBox Box, Task Running)> _servers = [];

        public async Task Add(Boxes boxes, string workspace)
        {
            var box = await boxes.Open(new BoxPlan(workspace) { Limits = ForEver }, default);
            _servers.Add((box, box.Run(Node("require('http').createServer().listen(3000)"), new Printed(), _stop.Token)));
            await Listens(box);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            foreach (var (box, running) in _servers)
            {
                await running;
                await box.DisposeAsync();
            }

            _stop.Dispose();
        }
    }
}
