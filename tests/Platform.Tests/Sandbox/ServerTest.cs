using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MiniVercel.Platform.Sandbox;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>A test with servers in boxes that stay open for as long as they are wanted.</summary>
public abstract class ServerTest : BoxTest
{
    protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    protected static readonly BoxLimits ForEver = new() { Time = Timeout.InfiniteTimeSpan };

    protected static BoxCommand Serve(string host, int port) => BoxCommand.Program("perl", "-e", Perl.Server, host, Text(port));

    protected static BoxCommand Node(string program) => BoxCommand.Program("node", "-e", program);

    /// <summary>Where as many listen as there should be; what is found sooner is a part of it.</summary>
    protected static async Task<IReadOnlyList<IPEndPoint>> Listens(IBox box, int count = 1)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Yield())
        {
            if (box.Listening() is var found && found.Count >= count)
                return found;
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "Nothing listens.");
        }
    }

    /// <summary>What a server in the box says to who calls it.</summary>
    protected static async Task<string> Call(IBox box, IPAddress address, int port, string question = "")
    {
        using var caller = await box.OpenSocket(address.AddressFamily, default);
        using var limit = new CancellationTokenSource(Patience);
        await caller.ConnectAsync(address, port, limit.Token);
        if (question.Length > 0)
            await caller.SendAsync(Encoding.UTF8.GetBytes(question), limit.Token);
        var answer = new StringBuilder();
        var piece = new byte[4096];
        while (await caller.ReceiveAsync(piece, limit.Token) is var count and > 0)
            answer.Append(Encoding.UTF8.GetString(piece, 0, count));
        return answer.ToString();
    }

    /// <summary>One that nobody on this machine listens at: without walls a box shares them.</summary>
    protected static int FreePort()
    {
        using var taken = new TcpListener(IPAddress.Any, 0);
        taken.Start();
        return ((IPEndPoint)taken.LocalEndpoint).Port;
    }

    protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
