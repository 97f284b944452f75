using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Testing.Silos;
using Npgsql;
using Xunit.Abstractions;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>Ways out of a box. Each is first shown to lead somewhere outside, and then to lead nowhere inside.</summary>
public class EscapeTests(ITestOutputHelper report) : BoxTest
{
    private const string Secret = "the-secret-of-others";

    [Fact]
    public async Task Another_workspace_is_not_there()
    {
        var other = Path.Combine(Folder, "other");
        Directory.CreateDirectory(other);
        await File.WriteAllTextAsync(Path.Combine(other, "file"), Secret);

        await OnlyOutside($"cat {other}/file /workspace/../other/file", Secret);
    }

    [Fact]
    public async Task A_link_in_the_workspace_leads_into_the_box_and_not_out_of_it()
    {
        var target = Path.Combine(Folder, "target");
        await File.WriteAllTextAsync(target, Secret);
        File.CreateSymbolicLink(Path.Combine(Workspace, "link"), target);

        Assert.Contains(Secret, (await Outside($"cat {Workspace}/link", asOurselves: true)).Output, StringComparison.Ordinal);
        Assert.NotEqual(Well, await Inside("cat link"));
        Assert.DoesNotContain(Secret, Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_others_is_not_made_the_boxs_own_through_a_link()
    {
        var target = Path.Combine(Folder, "target");
        await File.WriteAllTextAsync(target, Secret);
        File.CreateSymbolicLink(Path.Combine(Workspace, "link"), target);
        var before = (await Outside($"stat -c %u {target}", asOurselves: true)).Output;

        Assert.Equal(Well, await Inside("true"));
        Assert.Equal(before, (await Outside($"stat -c %u {target}", asOurselves: true)).Output);
    }

    [Fact]
    public async Task Environments_of_other_processes_are_not_there()
    {
        var info = new ProcessStartInfo("sleep", ["60"]);
        info.Environment["MARK"] = Secret;
        using var other = Process.Start(info)!;
        try
        {
            await OnlyOutside("cat /proc/[0-9]*/environ", Secret, asOurselves: true);
            await OnlyOutside($"cat /proc/{other.Id}/environ", Secret, asOurselves: true);
        }
        finally
        {
            other.Kill();
        }
    }

    [Fact]
    public async Task Our_own_environment_is_not_there()
    {
        var path = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? Environment.GetEnvironmentVariable("HOME")!;
        await OnlyOutside($"cat /proc/{Environment.ProcessId}/environ /proc/1/environ", path, asOurselves: true);
    }

    [Fact]
    public async Task Other_processes_cannot_be_ended()
    {
        using var other = Process.Start("sleep", ["60"]);

        Assert.Equal(0, (await Outside($"kill -0 {other.Id}", asOurselves: true)).Code);
        Assert.NotEqual(Well, await Inside($"kill -9 {other.Id}; kill -9 -1; exit 3"));
        Assert.False(other.HasExited);
        other.Kill();
    }

    [Fact]
    public async Task PostgreSQLs_socket_is_not_there()
    {
        var server = new NpgsqlConnectionStringBuilder(await TestPostgres.NewDatabase());

        await OnlyOutside(Perl.CallUnix($"{server.Host}/.s.PGSQL.5432"), "connected", asOurselves: true);
    }

    [Fact]
    public async Task A_socket_that_has_no_file_is_not_there_either()
    {
        var name = $"minivercel-test-{Guid.NewGuid():n}";
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint("\0" + name));
        listener.Listen();

        await OnlyOutside(Perl.CallUnix("\\0" + name), "connected");
    }

    [Fact]
    public async Task No_user_namespace_can_be_made() =>
        await OnlyOutside("unshare --user --map-root-user sh -c 'id -u; echo made'", "made");

    [Fact]
    public async Task No_other_namespace_and_no_mount_can_be_made() =>
        await OnlyOutside("unshare --user --map-root-user --mount --net --pid --fork sh -c 'mount -t tmpfs none /tmp && echo made'", "made");

    [Theory]
    [InlineData("socket(my $s, 40, 1, 0)", "sockets to the machine that runs this one (AF_VSOCK)")]
    [InlineData("syscall(425, 4, my $b = \"\\0\" x 200) >= 0", "io_uring_setup")]
    [InlineData("syscall(323, 1) >= 0", "userfaultfd")]
    [InlineData("syscall(248, my $t = 'user', my $d = 'd', my $p = 'p', 1, -3) >= 0", "add_key")]
    [InlineData("syscall(438, 3, 0, 0) >= 0 || $!{EBADF}", "pidfd_getfd")]
    [InlineData("syscall(101, 0, 0, 0, 0) >= 0", "ptrace")]
    [InlineData("syscall(298, 0, 0, -1, -1, 0) >= 0 || $!{EFAULT}", "perf_event_open")]
    [InlineData("syscall(321, 99, 0, 0) >= 0 || $!{EINVAL} || $!{EFAULT} || $!{E2BIG}", "bpf")]
    [InlineData("socket(my $s, 16, 3, 9) || $!{EPROTONOSUPPORT}", "netlink for other things than routes")]
    public async Task A_door_of_the_kernel_is_closed(string call, string name)
    {
        if (System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture != System.Runtime.InteropServices.Architecture.X64)
            return; // These numbers are that architecture's; the filter has those of others.

        await OnlyOutside($"perl -MErrno -e '{call.Replace("'", "\"", StringComparison.Ordinal)} ? print \"open\" : die $!' # {name}", "open");
    }

    /// <summary>Where a kernel has it; this says where it has not.</summary>
    [Fact]
    public async Task The_kernels_ciphers_are_closed_whether_it_has_them_or_not()
    {
        const string line = "perl -e 'socket(my $s, 38, 5, 0) ? print \"open\" : print \"closed: $!\"'";
        var outside = (await Outside(line)).Output;

        Assert.Matches("^(open|closed: Address family not supported)", outside);
        report.WriteLine(outside == "open" ? "This kernel has AF_ALG; it is open outside." : $"This kernel has no AF_ALG, outside neither: {outside}");
        Assert.Equal(Well, await Inside(line));
        Assert.StartsWith("closed: Address family not supported", Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ordinary_sockets_are_open()
    {
        Assert.Equal(Well, await Inside("perl -e 'for (1, 2, 10, 16) { socket(my $s, $_, $_ == 16 ? 3 : 1, 0) or die \"$_: $!\" }'"));
    }

    [Fact]
    public async Task Nothing_that_we_have_open_is_open_inside()
    {
        Assert.Equal(Well, await Inside("ls -l /proc/self/fd"));
        var open = Output.Text.Split('\n').Count(line => line.Contains(" -> ", StringComparison.Ordinal));

        Assert.True(open <= 4, Output.Text); // Three, and the folder that is listed.
    }

    [Fact]
    public async Task A_box_has_no_rights_and_a_user_that_nobody_else_is()
    {
        Assert.Equal(Well, await Inside("grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status; touch made"));
        Assert.Contains("CapEff:\t0000000000000000", Output.Text, StringComparison.Ordinal);
        Assert.Contains("CapBnd:\t0000000000000000", Output.Text, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1", Output.Text, StringComparison.Ordinal);
        Assert.Contains("Seccomp:\t2", Output.Text, StringComparison.Ordinal);
        var owner = int.Parse((await Outside($"stat -c %u {Workspace}/made", asOurselves: true)).Output, CultureInfo.InvariantCulture);
        if (Boxes.Walls.Level == BoxLevel.Bubblewrap)
            Assert.InRange(owner, 65_600, 65_855);
    }

    private async Task OnlyOutside(string line, string sign, bool asOurselves = false)
    {
        var outside = await Outside(line, asOurselves);
        Assert.True(outside.Output.Contains(sign, StringComparison.Ordinal), $"It does not even work outside: {outside.Output}");

        await Inside(line);
        Assert.DoesNotContain(sign, Output.Text, StringComparison.Ordinal);
    }
}
