using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MiniVercel.Platform.Sandbox;
using Xunit.Abstractions;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>What reaching a server costs, and that nothing of it stays. Alone, because others have things open as well.</summary>
[Collection(nameof(Alone))]
public class ServerCostTests(ITestOutputHelper report) : ServerTest
{
    private const int Port = 3_000;

    /// <summary>Threads of the pool and sockets that are just being closed come and go.</summary>
    private const int Slack = 8;

    [Fact]
    public async Task A_thousand_connections_leave_nothing_open_and_cost_little()
    {
        await using var box = await Open(ForEver);
        using var stop = new CancellationTokenSource();
        var running = box.Run(Serve("127.0.0.1", Port), Output, stop.Token);
        await Listens(box);
        await Connect(box, times: 100);
        var before = Held();
        var took = await Connect(box, times: 1_000);

        report.WriteLine($"{Boxes.Walls.Word}: {took.TotalMicroseconds:0} µs (median) for a socket and its connection");
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromMilliseconds(2));
        Assert.InRange(Held(), 0, before + Slack);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Boxes_that_are_closed_leave_nothing_open_either()
    {
        await OpenAndClose(times: 2);
        var before = Held();
        await OpenAndClose(times: 15);

        Assert.InRange(Held(), 0, before + Slack);
    }

    private static async Task<TimeSpan> Connect(IBox box, int times)
    {
        var took = new List<TimeSpan>();
        for (var i = 0; i < times; i++)
        {
            var started = Stopwatch.GetTimestamp();
            using var caller = await box.OpenSocket(AddressFamily.InterNetwork, default);
            await caller.ConnectAsync(IPAddress.Loopback, Port);
            took.Add(Stopwatch.GetElapsedTime(started));
            await caller.ReceiveAsync(new byte[16]);
        }

        return took.Order().ElementAt(times / 2);
    }

    private async Task OpenAndClose(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await using var box = await Open(ForEver);
            using var socket = await box.OpenSocket(AddressFamily.InterNetwork, default);
        }
    }

    /// <summary>What this process and those that it has started have open, and the threads of this one.</summary>
    private static int Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Directory.EnumerateDirectories("/proc")
            .Where(process => int.TryParse(Path.GetFileName(process), out var id) && (id == Environment.ProcessId || ParentOf(process) == Environment.ProcessId))
            .Sum(process => Count($"{process}/fd")) + Count("/proc/self/task");
    }

    private static int ParentOf(string process)
    {
        try
        {
            return int.Parse(File.ReadLines($"{process}/status").First(l => l.StartsWith("PPid:", StringComparison.Ordinal)).Split('\t')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static int Count(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder).Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
