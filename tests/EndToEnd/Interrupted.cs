using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MiniVercel.Testing.Silos;

namespace MiniVercel.EndToEnd;

/// <summary>Ctrl-C at any moment: what was started is stopped, and that is no failure.</summary>
public class Interrupted
{
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task While_the_database_is_made_it_leaves_nothing_and_the_next_start_makes_it()
    {
        var data = TemporaryFolder.Create("interrupted");
        var minivercel = new Launcher(data);
        using (var up = minivercel.Start("up", "--port", "0"))
        {
            var home = Path.Combine(data, "postgres");
            await Until(up, () => Directory.Exists(home) && Directory.EnumerateDirectories(home, "cluster.new.*").Any());
            await IsStoppedByCtrlC(up, data);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(data, "postgres")));

        var (next, _) = await minivercel.Up();
        await IsStoppedByCtrlC(next, data);
        next.Dispose();
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task While_the_database_starts_it_stops_that_again()
    {
        var data = TemporaryFolder.Create("interrupted");
        using var up = new Launcher(data).Start("up", "--port", "0");

        await Until(up, () => File.Exists(Path.Combine(data, "postgres", "cluster", "PG_VERSION")));

        await IsStoppedByCtrlC(up, data);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task While_its_parts_start_it_says_nothing_of_failures()
    {
        var data = TemporaryFolder.Create("interrupted");
        using var up = new Launcher(data).Start("up", "--port", "0");
        var errors = up.StandardError.ReadToEndAsync();
        var said = new StringBuilder();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (await up.StandardOutput.ReadLineAsync(limit.Token) is { } line && !line.Contains("This silo is", StringComparison.Ordinal))
            said.AppendLine(line);

        await up.Interrupt();
        said.Append(await up.StandardOutput.ReadToEndAsync(limit.Token)).Append(await errors);
        await up.WaitForExitAsync(limit.Token);

        Assert.Equal(0, up.ExitCode);
        Assert.DoesNotContain("Exception", said.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ERROR", said.ToString(), StringComparison.Ordinal);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_request_in_flight_is_waited_for_and_the_end_is_still_a_good_one()
    {
        var data = TemporaryFolder.Create("interrupted");
        var (up, address) = await new Launcher(data).Up();
        using var slow = await SlowRequest(address, data);
        var asked = Stopwatch.GetTimestamp();

        await IsStoppedByCtrlC(up, data);

        // Longer than a command line's own patience of two seconds, which used to cut the end short.
        Assert.True(Stopwatch.GetElapsedTime(asked) > TimeSpan.FromSeconds(3), "Nothing was waited for, so this has tested nothing.");
        up.Dispose();
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_second_Ctrl_C_cuts_off_what_is_in_flight_and_stops_everything_all_the_same()
    {
        var data = TemporaryFolder.Create("interrupted");
        var (up, address) = await new Launcher(data).Up();
        using var slow = await SlowRequest(address, data);

        await up.Interrupt();
        await up.Interrupt();
        await IsStoppedByCtrlC(up, data);

        up.Dispose();
        Directory.Delete(data, recursive: true);
    }

    private static async Task IsStoppedByCtrlC(Process up, string data)
    {
        await up.Interrupt();
        await up.WaitForExitAsync().WaitAsync(AtMost);
        Assert.Equal(0, up.ExitCode);
        Assert.Empty(FolderProcesses.Of(data).Select(FolderProcesses.About));
    }

    /// <summary>A request whose body is announced and does not come.</summary>
    private static async Task<TcpClient> SlowRequest(Uri address, string data)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, address.Port);
        var token = (await File.ReadAllTextAsync(Path.Combine(data, "admin-token"))).Trim();
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/projects HTTP/1.1\r\nHost: localhost:{address.Port}\r\nAuthorization: Bearer {token}\r\n" +
            "Content-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"));

        // "100 Continue": the body is being read.
        await connection.GetStream().ReadExactlyAsync(new byte[12]).AsTask().WaitAsync(AtMost);
        return connection;
    }

    private static async Task Until(Process up, Func<bool> condition)
    {
        for (var started = Stopwatch.GetTimestamp(); !condition(); await Task.Yield())
            Assert.False(up.HasExited || Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(4), "It did not come to that.");
    }
}
