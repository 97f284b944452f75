using System.Diagnostics;
using System.Globalization;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>Alone, because others have boxes open.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;

/// <summary>A box that is closed has never been: no process, no file, no mount, no namespace, no user that is still taken.</summary>
[Collection(nameof(Alone))]
public class NothingLeftTests : BoxTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly BoxLimits Small = new() { Time = TimeSpan.FromSeconds(1), Memory = 128 << 20, Tasks = 32, Disk = 32 << 20 };

    [Theory]
    [InlineData("true")]
    [InlineData("exit 1")]
    [InlineData("sleep 600 & sleep 600")]
    [InlineData("f() { f | f & }; f; sleep 600")]
    [InlineData("head -c 1G /dev/zero > ~/big; mkdir -p /tmp/a/b/c; ln -s / /tmp/root")]
    [InlineData("cd /tmp; i=0; while [ $i -lt 60 ]; do mkdir -p $(printf %0100d 0) && cd $(printf %0100d 0); i=$((i + 1)); done; chmod 0 ~")]
    [InlineData("kill -9 -1")]
    public async Task Nothing_is_left_however_it_ended(string line)
    {
        var root = TemporaryFolder.Create("boxes");
        var boxes = await Boxes.AskMachine(
            root, BoxChoice.Auto, new([], TimeProvider.System), TimeProvider.System, CancellationToken.None);
        await using (var box = await boxes.Open(new BoxPlan(Workspace) { Limits = Small }, default))
            await box.Run(BoxCommand.Line(line), Output, default);

        Assert.Empty(Directory.EnumerateFileSystemEntries(root));
        await Eventually(() => BoxTraces.Of(Workspace).Count == 0, () => string.Join('\n', BoxTraces.Of(Workspace)));
    }

    [Fact]
    public async Task Two_boxes_at_once_have_users_of_their_own_and_give_them_back()
    {
        if (Boxes.Walls.Level != BoxLevel.Bubblewrap)
            return; // Without root there is one user for all.

        var other = Directory.CreateDirectory(Path.Combine(Folder, "other")).FullName;
        int first, second;
        await using (var one = await Boxes.Open(new BoxPlan(Workspace), default))
        await using (var two = await Boxes.Open(new BoxPlan(other), default))
        {
            Assert.Equal(Well, await one.Run(BoxCommand.Line("touch made"), Output, default));
            Assert.Equal(Well, await two.Run(BoxCommand.Line("touch made"), Output, default));
            (first, second) = (await OwnerOf($"{Workspace}/made"), await OwnerOf($"{other}/made"));
        }

        Assert.NotEqual(first, second);
        await using var next = await Boxes.Open(new BoxPlan(other), default);
        Assert.Equal(Well, await next.Run(BoxCommand.Line("touch again"), Output, default));
        Assert.InRange(await OwnerOf($"{other}/again"), 65_600, second);
    }

    [Fact]
    public async Task A_box_goes_with_the_process_that_opened_it()
    {
        var mark = $"8{Random.Shared.Next(100_000_000):d8}";
        using var program = OwnProgram.Start(Folder, $"trap '' TERM; setsid sleep {mark} & echo up; sleep {mark}");
        while (await program.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2)) is { } said && said != "up")
            Assert.DoesNotContain("Exited", said, StringComparison.Ordinal);

        program.Kill();

        var killed = Stopwatch.GetTimestamp();
        await Eventually(() => FolderProcesses.Of(mark).Count == 0, () => mark);
        Assert.InRange(Stopwatch.GetElapsedTime(killed), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await Eventually(() => BoxTraces.Of(Workspace).Count == 0, () => string.Join('\n', BoxTraces.Of(Workspace)));
    }

    private static async Task<int> OwnerOf(string path) =>
        int.Parse((await Outside($"stat -c %u {path}", asOurselves: true)).Output, CultureInfo.InvariantCulture);

    private static async Task Eventually(Func<bool> condition, Func<string> state)
    {
        for (var started = Stopwatch.GetTimestamp(); !condition(); await Task.Yield())
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, state());
    }
}
