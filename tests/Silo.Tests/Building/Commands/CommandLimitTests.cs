using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Building.Commands;

/// <summary>What takes more than it may is ended, each with a name, and the next build is served.</summary>
public sealed class CommandLimitTests(CommandLimitTests.Narrow narrow) : CommandsTest(narrow.Silo), IClassFixture<CommandLimitTests.Narrow>
{
    [BoxFact]
    public Task A_command_that_never_ends_is_timed_out() => Ends("sleep 600", "timed_out", "still running when the 15 s were over");

    [BoxFact]
    public async Task The_time_is_that_of_all_commands_together()
    {
        var build = await Build(new { installCommand = "sleep 8", buildCommand = "sleep 8" });

        Assert.Contains("'sleep 8' was still running when the 15 s were over", await Failed(build, "timed_out"), StringComparison.Ordinal);
    }

    [BoxFact]
    public Task Too_much_memory_is_said_to_be_that() => Ends("head -c 1G /dev/zero | tail", "out_of_memory", "268.4 MB of memory");

    [BoxFact]
    public Task A_full_disk_is_said_to_be_that() => Ends("head -c 1G /dev/zero > big", "disk_full", "67.1 MB");

    [BoxFact]
    public Task Too_many_processes_are_said_to_be_that() =>
        Ends("for i in $(seq 60); do sleep 600 & done; wait", "build_failed", "more than 40 processes");

    private async Task Ends(string command, string reason, string sentence)
    {
        Assert.Contains(sentence, await Failed(await Build(new { buildCommand = command }), reason), StringComparison.Ordinal);
        await Succeeded(await Build(new { buildCommand = "true" }));
    }

    /// <summary>A silo whose builds may take little.</summary>
    public sealed class Narrow : IAsyncLifetime
    {
        public TestSilo Silo { get; private set; } = null!;

        public async Task InitializeAsync() => Silo = await TestSilo.Start(services => services.AddSingleton(
            new BoxLimits { Time = TimeSpan.FromSeconds(15), Memory = 256 << 20, Disk = 64 << 20, Tasks = 40 }));

        public async Task DisposeAsync() => await Silo.DisposeAsync();
    }
}
