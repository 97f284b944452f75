using System.Diagnostics;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Silo.Tests.Building.Commands;

/// <summary>What a build might want of the silo that builds it. Each is first had outside, by this same user, and then not by a build.</summary>
public sealed class EscapingBuildTests(SharedSilo shared) : CommandsTest(shared.Silo), IClassFixture<SharedSilo>
{
    private TestSilo Silo => shared.Silo;

    [BoxFact]
    public Task The_silos_own_port_is_not_reached() => OnlyOutside(
        "perl -MSocket -e 'socket(S, AF_INET, SOCK_STREAM, 0); connect(S, sockaddr_in(" + Silo.Endpoint.Port + ", INADDR_LOOPBACK)) or die $!; "
        + "syswrite(S, \"GET /health HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n\"); print while <S>'",
        "HTTP/1.1 ");

    [BoxFact]
    public Task Its_database_is_not_reached() => OnlyOutside(
        $"perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0) && connect(S, sockaddr_un(\"{new NpgsqlConnectionStringBuilder(Silo.ConnectionString).Host}/.s.PGSQL.5432\")) or die $!; print \"conn\" . \"ected\"'",
        "connected");

    [BoxFact]
    public Task Its_administrators_token_is_not_read() => OnlyOutside($"cat {Silo.Folder}/admin-token", "mv_");

    [BoxFact]
    public Task Its_environment_is_not_read() => OnlyOutside(
        $"tr '\\0' '\\n' < /proc/{Environment.ProcessId}/environ; cat /proc/[0-9]*/environ | tr '\\0' '\\n'",
        $"HOME={Environment.GetEnvironmentVariable("HOME")}\n");

    [BoxFact]
    public Task What_it_stores_of_others_is_not_there() => OnlyOutside($"ls {Silo.Folder} {Silo.Folder}/blobs", "workspaces");

    /// <summary>As it lies there while that one builds.</summary>
    [BoxFact]
    public async Task A_workspace_that_another_build_has_is_not_there()
    {
        var other = Directory.CreateDirectory(Path.Combine(Silo.Folder, "workspaces", "bld_other-1"));
        await File.WriteAllTextAsync(Path.Combine(other.FullName, "source"), "of somebody else");
        try
        {
            await OnlyOutside($"cat {other.FullName}/source /workspace/../bld_other-1/source", "somebody else");
        }
        finally
        {
            other.Delete(recursive: true);
        }
    }

    private async Task OnlyOutside(string line, string sign)
    {
        using var outside = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = outside.StandardError.ReadToEndAsync();
        var said = await outside.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(said.Contains(sign, StringComparison.Ordinal), $"It does not even work outside: {said}{await errors}");

        var build = await Build(new { buildCommand = "sh ./escape; true" }, ("escape", line + "\n"));
        await Succeeded(build);
        var log = string.Join('\n', (await Log(build)).Where(l => l.StartsWith("std", StringComparison.Ordinal))) + "\n";
        Assert.DoesNotContain(sign, log, StringComparison.Ordinal);
    }
}
