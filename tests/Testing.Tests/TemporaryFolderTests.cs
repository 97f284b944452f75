using System.Diagnostics;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Testing.Tests;

public class TemporaryFolderTests
{
    [Fact]
    public void A_folder_in_use_is_known_by_its_owner()
    {
        var folder = TemporaryFolder.Create("owned");

        Assert.Equal(Owner.Self, Owner.Of(Path.GetFileName(folder)));
        Assert.True(Owner.Self.IsAlive);
        Assert.False((Owner.Self with { StartedAt = Owner.Self.StartedAt + 1 }).IsAlive);
        Assert.Null(Owner.Of("minivercel-site-dad608c6b8e9"));
        Directory.Delete(folder);
    }

    [Fact]
    public async Task What_a_dead_process_left_is_cleared_away_with_what_runs_in_it_and_nothing_else()
    {
        var mine = TemporaryFolder.Create("mine");
        var dead = $"{Path.GetTempPath()}minivercel-left-{Environment.ProcessId}-{Owner.Self.StartedAt - 1}-0123abcd";
        Directory.CreateDirectory(dead);
        using var left = Process.Start(new ProcessStartInfo("sleep", ["600"]) { WorkingDirectory = dead })!;
        using var used = Process.Start(new ProcessStartInfo("sleep", ["600"]) { WorkingDirectory = mine })!;

        TemporaryFolder.ClearDead();

        await left.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.False(Directory.Exists(dead));
        Assert.False(used.HasExited);
        used.Kill();
        await used.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Directory.Delete(mine);
    }
}
