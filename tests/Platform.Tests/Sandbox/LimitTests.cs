using System.Diagnostics;
using System.Globalization;
using MiniVercel.Platform.Sandbox;
using Xunit.Abstractions;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>What takes too much is ended, its ending has a name, and the next command runs as if nothing had been.</summary>
public class LimitTests(ITestOutputHelper report) : BoxTest
{
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(2);
    private static readonly BoxLimits Small = new()
    {
        Time = TimeSpan.FromSeconds(60),
        Memory = 256 << 20,
        Tasks = 64,
        Disk = 64 << 20,
    };

    [Fact]
    public async Task Four_gigabytes_are_out_of_memory() =>
        Assert.Equal(new BoxEnding.OutOfMemory(Small.Memory), await Inside("perl -e '$x = \"x\" x (4 << 30); sleep 600'", Small));

    [Fact]
    public async Task Many_processes_together_are_out_of_memory() =>
        Assert.Equal(
            new BoxEnding.OutOfMemory(Small.Memory),
            await Inside("for i in 1 2 3 4 5 6 7 8; do perl -e '$x = \"x\" x (60 << 20); sleep 600' & done; wait", Small));

    [Fact]
    public async Task A_fork_bomb_is_too_many_tasks() =>
        Assert.Equal(new BoxEnding.TooManyTasks(Small.Tasks), await Inside("perl -e 'fork while 1'", Small));

    [Theory]
    [InlineData("head -c 1G /dev/zero > big; sleep 600")]
    [InlineData("head -c 1G /dev/zero > ~/big")]
    [InlineData("i=0; while head -c 1M /dev/zero > /tmp/$i; do i=$((i + 1)); done")]
    public async Task A_full_disk_is_said_to_be_one(string line) =>
        Assert.Equal(new BoxEnding.DiskFull(Small.Disk), await Inside(line, Small));

    [Theory]
    [InlineData("/dev/big")]
    [InlineData("/big")]
    [InlineData("/run/big")]
    [InlineData("/run/box/big")]
    [InlineData("/usr/big")]
    public async Task There_is_nowhere_else_to_write(string path)
    {
        Assert.Equal(new BoxEnding.Exited(2), await Inside($"echo > {path}"));
        Assert.Matches("Read-only|Permission denied", Output.Text);
    }

    [Fact]
    public async Task Sleeping_past_the_limit_is_timed_out()
    {
        var limits = Small with { Time = TimeSpan.FromMilliseconds(500) };

        Assert.Equal(new BoxEnding.TimedOut(limits.Time), await Inside("trap '' TERM INT; sleep 600 & sleep 600", limits));
    }

    [Fact]
    public async Task Who_is_told_to_stop_is_gone_within_two_seconds_with_everything_it_has_started()
    {
        var mark = $"6{Random.Shared.Next(100_000_000):d8}";
        using var stop = new CancellationTokenSource();
        var running = Inside($"trap '' TERM; (setsid sleep {mark} &); nohup sleep {mark} & sleep {mark} & sleep {mark}", Small, stop.Token);
        await Eventually(() => Sleepers(mark).Count >= 4);

        var asked = Stopwatch.GetTimestamp();
        await stop.CancelAsync();

        Assert.Equal(new BoxEnding.Cancelled(), await running);
        report.WriteLine($"Gone after {Stopwatch.GetElapsedTime(asked).TotalMilliseconds:0} ms");
        Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, KillTime);
        Assert.Empty(Sleepers(mark));
    }

    [Theory]
    [InlineData(BoxChoice.Auto)]
    [InlineData(BoxChoice.Process)]
    public async Task Who_may_have_a_quarter_of_a_processor_gets_no_more(BoxChoice choice)
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"))
            return; // Nobody lets us say so here.

        const string busy = "perl -MTime::HiRes=time -e 'my $end = time + 2; if (fork) { 1 while time < $end; wait } else { 1 while time < $end; exit } "
            + "my @t = times; printf \"%.2f\", $t[0] + $t[1] + $t[2] + $t[3]'";
        var boxes = await Ask(choice);
        await using var box = await boxes.Open(new BoxPlan(Workspace) { Limits = Small with { Cpu = 0.25 } }, default);

        Assert.Equal(Well, await box.Run(BoxCommand.Line(busy), Output, default));
        report.WriteLine($"{Output.Text} s of a processor in 2 s");
        Assert.InRange(double.Parse(Output.Text, CultureInfo.InvariantCulture), 0.1, 0.8); // Two of them would have had up to 4.
    }

    [Fact]
    public async Task What_a_command_leaves_running_goes_with_it()
    {
        var mark = $"7{Random.Shared.Next(100_000_000):d8}";

        Assert.Equal(Well, await Inside($"setsid sleep {mark} > /dev/null 2>&1 & sleep 0.1"));
        Assert.Empty(Sleepers(mark));
    }

    [Fact]
    public async Task A_gigabyte_without_a_line_passes_in_little_memory()
    {
        var counted = new Counted();
        await using var box = await Open();
        var resident = Environment.WorkingSet;

        Assert.Equal(Well, await box.Run(BoxCommand.Line("head -c 1G /dev/zero | tr '\\0' x"), counted, default));
        Assert.Equal(1L << 30, counted.Bytes);
        Assert.InRange(Environment.WorkingSet - resident, long.MinValue, 64 << 20);
    }

    [Fact]
    public async Task The_next_command_runs_as_if_nothing_had_been()
    {
        await using var box = await Open(Small);

        Assert.IsType<BoxEnding.TooManyTasks>(await box.Run(BoxCommand.Line("perl -e 'fork while 1'"), Output, default));
        Assert.Equal(Well, await box.Run(BoxCommand.Program("true"), Output, default));
    }

    private static List<string> Sleepers(string mark) =>
        [.. Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out _)).Select(CommandLineOf).Where(l => l == $"sleep\0{mark}\0")];

    private static string CommandLineOf(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task Eventually(Func<bool> condition)
    {
        for (var started = Stopwatch.GetTimestamp(); !condition(); await Task.Yield())
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "It did not come to that.");
    }

    private sealed class Counted : IBoxOutput
    {
        private long _bytes;

        public long Bytes => _bytes;

        public ValueTask Write(BoxStream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref _bytes, bytes.Length);
            return ValueTask.CompletedTask;
        }
    }
}
