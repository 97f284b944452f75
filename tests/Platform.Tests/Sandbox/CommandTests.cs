using System.Diagnostics;
using MiniVercel.Platform.Sandbox;
using Xunit.Abstractions;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>What a command finds in a box, and how what it does comes out.</summary>
public class CommandTests(ITestOutputHelper report) : BoxTest
{
    [Fact]
    public async Task A_command_works_in_the_workspace_and_what_it_writes_stays()
    {
        await File.WriteAllTextAsync(Path.Combine(Workspace, "question"), "6 * 7");

        Assert.Equal(Well, await Inside("cat question; echo 42 > answer; mkdir -p deep/er && pwd"));
        Assert.Equal("6 * 7/workspace\n", Output.Text);
        Assert.Equal("42\n", await File.ReadAllTextAsync(Path.Combine(Workspace, "answer")));
    }

    [Fact]
    public async Task Commands_of_one_box_find_what_those_before_have_left()
    {
        await using var box = await Open();

        Assert.Equal(Well, await box.Run(BoxCommand.Line("echo a > ~/a; echo b > /tmp/b"), Output, default));
        Assert.Equal(Well, await box.Run(BoxCommand.Line("cat ~/a /tmp/b"), Output, default));
        Assert.Equal("a\nb\n", Output.Text);
    }

    [Fact]
    public async Task Arguments_arrive_as_they_are()
    {
        await using var box = await Open();

        Assert.Equal(Well, await box.Run(BoxCommand.Program("printf", "%s|", "a b", "$HOME", "`id`", "'", ""), Output, default));
        Assert.Equal("a b|$HOME|`id`|'||", Output.Text);
    }

    [Fact]
    public async Task A_box_costs_little()
    {
        var (opened, run) = (new List<double>(), new List<double>());
        for (var i = 0; i < 11; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var box = await Open();
            opened.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Assert.Equal(Well, await box.Run(BoxCommand.Program("true"), Output, default));
            run.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds - opened[^1]);
        }

        report.WriteLine($"Opened in {opened.Order().ElementAt(5):0} ms, a command run in {run.Order().ElementAt(5):0} ms");
        Assert.InRange(opened.Order().ElementAt(5) + run.Order().ElementAt(5), 0, 1_000);
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("no-such-program", 127)]
    public async Task A_command_ends_with_its_code(string line, int code) =>
        Assert.Equal(new BoxEnding.Exited(code), await Inside(line));

    [Fact]
    public async Task A_crash_is_told_by_its_signal() =>
        Assert.Equal(new BoxEnding.Signalled(11), await Inside("kill -SEGV $$"));

    [Fact]
    public async Task A_command_sees_its_variables_whatever_is_in_them_and_nothing_of_ours()
    {
        Environment.SetEnvironmentVariable("MINIVERCEL_TEST_OF_BOXES", "secret");
        await using var box = await Open();
        var command = BoxCommand.Line("printf %s \"$WORDS\"; env") with
        {
            Environment = new Dictionary<string, string> { ["WORDS"] = "it's $HOME `id`\n\"two\"\n" },
        };

        Assert.Equal(Well, await box.Run(command, Output, default));
        Assert.StartsWith("it's $HOME `id`\n\"two\"\n", Output.Text, StringComparison.Ordinal);
        Assert.Contains("CI=1", Output.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("MINIVERCEL", Output.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Output.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BoxChoice.Auto)]
    [InlineData(BoxChoice.Process)]
    public async Task Programs_of_the_workspace_are_found_by_their_names_before_those_of_the_system(BoxChoice choice)
    {
        const UnixFileMode runnable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var (folder, name, says) in new[] { ("near", "greet", "near"), ("far", "greet", "far"), ("far", "cat", "ours") })
        {
            var program = Path.Combine(Directory.CreateDirectory(Path.Combine(Workspace, "deep", folder)).FullName, name);
            await File.WriteAllTextAsync(program, $"#!/bin/sh\necho {says}\n");
            File.SetUnixFileMode(program, runnable);
        }

        Boxes = await Ask(choice);
        await using var box = await Open();
        foreach (var program in new[] { "greet", "cat" })
            Assert.Equal(Well, await box.Run(BoxCommand.Program(program) with { Folder = "deep", OwnPrograms = ["deep/near", "deep/far"] }, Output, default));

        Assert.Equal("near\nours\n", Output.Text);
    }

    [Fact]
    public async Task A_variable_cannot_speak_to_the_programs_that_put_up_the_walls()
    {
        await using var box = await Open();
        var command = BoxCommand.Program("true") with { Environment = new Dictionary<string, string> { ["LD_PRELOAD"] = "/workspace/evil.so" } };

        Assert.Equal(Well, await box.Run(command, Output, default));
        Assert.DoesNotContain("setpriv", Output.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("nsenter", Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_none_is_refused_before_anything_runs()
    {
        await using var box = await Open();
        var command = BoxCommand.Program("true") with { Environment = new Dictionary<string, string> { ["A;touch /workspace/x"] = "" } };

        await Assert.ThrowsAsync<ArgumentException>(() => box.Run(command, Output, default));
    }

    [Fact]
    public async Task What_nobody_takes_is_waited_with()
    {
        var gate = new GatedOutput();
        await using var box = await Open();
        var running = box.Run(BoxCommand.Line("yes | head -c 10000000; touch done"), gate, default);

        await gate.Asked.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.False(File.Exists(Path.Combine(Workspace, "done")));
        gate.Open();

        Assert.Equal(Well, await running);
        Assert.Equal(10_000_000, gate.Taken);
    }

    [Fact]
    public async Task An_output_that_fails_ends_the_command_and_is_told()
    {
        await using var box = await Open();

        await Assert.ThrowsAsync<InvalidOperationException>(() => box.Run(BoxCommand.Line("echo; sleep 600"), new BrokenOutput(), default));
    }

    private sealed class GatedOutput : IBoxOutput
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public long Taken { get; private set; }

        public void Open() => _open.TrySetResult();

        public async ValueTask Write(BoxStream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            await _open.Task.WaitAsync(cancellationToken);
            Taken += bytes.Length;
        }
    }

    private sealed class BrokenOutput : IBoxOutput
    {
        public ValueTask Write(BoxStream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The log is no longer ours.");
    }
}
