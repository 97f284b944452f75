using System.Diagnostics;
using System.Globalization;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.DataFolders;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _path = TemporaryFolder.Create("data");

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void A_second_claim_is_refused_with_the_folder_and_the_process_that_has_it()
    {
        using var first = DataFolder.Claim(_path);

        var refusal = Assert.Throws<DataFolderInUseException>(() => DataFolder.Claim(_path));

        Assert.Contains(_path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_given_back_can_be_claimed_again()
    {
        DataFolder.Claim(_path).Dispose();
        DataFolder.Claim(_path).Dispose();
    }

    [Fact]
    public void Giving_back_twice_takes_nothing_from_the_next_holder()
    {
        var first = DataFolder.Claim(_path);
        first.Dispose();
        using var second = DataFolder.Claim(_path);

        first.Dispose();

        Assert.Throws<DataFolderInUseException>(() => DataFolder.Claim(_path));
        Assert.True(File.Exists(second.FileAt("pid")));
    }

    [Fact]
    public void Another_process_cannot_take_the_lock_while_we_hold_it()
    {
        using (DataFolder.Claim(_path))
            Assert.NotEqual(0, Flock("-n", Path.Combine(_path, "lock"), "true"));

        Assert.Equal(0, Flock("-n", Path.Combine(_path, "lock"), "true"));
    }

    [Fact]
    public void A_lock_held_by_another_process_refuses_us_until_that_process_is_killed()
    {
        // It says so once it has the lock, and then waits for an input that never comes.
        var info = new ProcessStartInfo("flock", ["--no-fork", Path.Combine(_path, "lock"), "sh", "-c", "echo held; read -r _"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var holder = Process.Start(info)!;
        Assert.Equal("held", holder.StandardOutput.ReadLine());

        Assert.Throws<DataFolderInUseException>(() => DataFolder.Claim(_path));

        holder.Kill();
        holder.WaitForExit();
        DataFolder.Claim(_path).Dispose();
    }

    [Fact]
    public void A_program_we_started_does_not_keep_the_folder_after_we_gave_it_back()
    {
        Process child;
        using (DataFolder.Claim(_path))
            child = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true, RedirectStandardOutput = true })!;

        using (child)
        {
            DataFolder.Claim(_path).Dispose();
            child.Kill();
        }
    }

    [Fact]
    public void The_node_keeps_its_id_and_no_two_folders_share_one()
    {
        string first;
        using (var folder = DataFolder.Claim(_path))
            first = folder.NodeId;

        using var again = DataFolder.Claim(_path);
        using var other = DataFolder.Claim(Path.Combine(_path, "other"));

        Assert.Equal(first, again.NodeId);
        Assert.NotEqual(first, other.NodeId);
    }

    [Fact]
    public void A_secret_file_is_readable_by_its_owner_alone_and_replaced_as_a_whole()
    {
        using var folder = DataFolder.Claim(_path);
        folder.WriteSecretFile("admin-token", "first, and longer");
        folder.WriteSecretFile("admin-token", "second");

        Assert.Equal("second", folder.ReadSecretFile("admin-token"));
        Assert.Equal("600", Mode(folder.FileAt("admin-token")));
        Assert.DoesNotContain(Directory.EnumerateFiles(_path), file => file.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public void The_folders_below_are_closed_to_listing_by_others()
    {
        using var folder = DataFolder.Claim(Path.Combine(_path, "fresh"));

        Assert.Equal("700", Mode(folder.Workspaces));
        foreach (var path in new[] { folder.Path, folder.Blobs, folder.Deployments })
            Assert.Equal(Environment.IsPrivilegedProcess ? "711" : "700", Mode(path));
    }

    private static string Mode(string path) =>
        Convert.ToString((int)File.GetUnixFileMode(path), 8).ToString(CultureInfo.InvariantCulture);

    private static int Flock(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("flock", arguments))!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
