using System.Net;
using System.Net.Sockets;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests;

/// <summary>What cannot be started is said in one sentence, before anything is made that takes time.</summary>
public sealed class RefusedStartTests : IDisposable
{
    private readonly string _folder = TemporaryFolder.Create("refused");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    public async Task A_busy_port(string address)
    {
        using var other = new TcpListener(IPAddress.Parse(address), 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var run = await SiloRun.Of(["--port", $"{port}", "--data", _folder]);

        IsRefused(run, 1, $"Port {port} is in use");
    }

    [Fact]
    public async Task A_data_folder_below_a_file()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");

        IsRefused(await SiloRun.Of(["--port", "0", "--data", Path.Combine(file, "data")]), 1, $"{file}/data cannot be used");
    }

    [Fact]
    public async Task A_data_folder_that_lets_nobody_write()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "lock")); // where the lock's file is opened: refused to root, too

        IsRefused(await SiloRun.Of(["--port", "0", "--data", _folder]), 1, $"{_folder} cannot be used");
    }

    [Fact]
    public async Task A_failpoint_that_does_not_exist() => IsRefused(
        await SiloRun.Of(["--port", "0", "--data", _folder], ("MINIVERCEL_FAILPOINT", "nowhere:kill")), 2, "MINIVERCEL_FAILPOINT is 'nowhere:kill'");

    [Fact]
    public async Task A_database_that_lets_nobody_in()
    {
        var to = await TestPostgres.NewDatabase();

        var run = await SiloRun.Of(["--port", "0", "--data", _folder, "--database", to + ";Password=wrong"]);

        IsRefused(run, 1, "password authentication failed");
    }

    private void IsRefused(SiloRun run, int exitCode, string sentence)
    {
        Assert.True(exitCode == run.ExitCode, run.Errors);
        Assert.Contains(sentence, Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.False(Directory.Exists(Path.Combine(_folder, "postgres")));
    }
}
