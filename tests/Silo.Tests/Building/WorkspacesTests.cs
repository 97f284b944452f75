using MiniVercel.Silo.Building;

namespace MiniVercel.Silo.Tests.Building;

public sealed class WorkspacesTests : IDisposable
{
    private static readonly BuildId Build = new("bld_1");

    private readonly SourceFolder _top = new();
    private readonly Workspaces _workspaces;

    public WorkspacesTests() => _workspaces = new Workspaces(_top.At("workspaces"));

    public void Dispose() => _top.Dispose();

    [Fact]
    public async Task Each_attempt_works_in_an_empty_folder_of_its_own()
    {
        await using var first = await _workspaces.Open(Build, 1);
        await using var second = await _workspaces.Open(Build, 2);

        Assert.NotEqual(first.Path, second.Path);
        Assert.Empty(Directory.GetFileSystemEntries(first.Path));
    }

    [Fact]
    public async Task An_attempt_that_is_opened_again_starts_over()
    {
        await File.WriteAllTextAsync(Path.Combine((await _workspaces.Open(Build, 1)).Path, "left"), "");

        await using var again = await _workspaces.Open(Build, 1);

        Assert.Empty(Directory.GetFileSystemEntries(again.Path));
    }

    [Fact]
    public async Task Nothing_outlives_its_attempt_and_nothing_outside_is_touched()
    {
        _top.With("outside/kept");
        var workspace = await _workspaces.Open(Build, 1);
        Directory.CreateDirectory(Path.Combine(workspace.Path, "a/b"));
        await File.WriteAllTextAsync(Path.Combine(workspace.Path, "a/b/c"), "");
        Directory.CreateSymbolicLink(Path.Combine(workspace.Path, "link"), _top.At("outside"));

        await workspace.DisposeAsync();
        await workspace.DisposeAsync();

        Assert.False(Directory.Exists(workspace.Path));
        Assert.True(File.Exists(_top.At("outside/kept")));
    }

    [Fact]
    public async Task Nobody_else_enters_where_builds_work()
    {
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

        await _workspaces.Clear();
        await using var workspace = await _workspaces.Open(Build, 1);

        Assert.Equal((ownerOnly, ownerOnly), (File.GetUnixFileMode(_top.At("workspaces")), File.GetUnixFileMode(workspace.Path)));
    }

    [Fact]
    public async Task What_a_killed_worker_left_is_cleared()
    {
        var left = await _workspaces.Open(Build, 1);

        await _workspaces.Clear();

        Assert.False(Directory.Exists(left.Path));
        Assert.Empty(Directory.GetFileSystemEntries(_top.At("workspaces")));
    }
}
